#include "pixels/luma_reader.h"

namespace tellersight {
namespace {

// One row given twice: together exactly the row's own level (an int16 weight cannot be one).
constexpr int16_t kWhole[2] = {kWeightOne - 1, 1};

}  // namespace

LumaReader::LumaReader(const Picture& picture, int x, int width, ScratchUse& scratch)
    : picture_(picture),
      conversion_(ConversionFor(picture, Channels::kGrey)),
      kernels_(Kernels()),
      range_(LevelsOf(picture)),
      x_(x),
      width_(width),
      mixed_(scratch.Take<int16_t>(3 * static_cast<size_t>(width))) {
  for (auto& channel : channel_) channel = scratch.Take<int16_t>(static_cast<size_t>(width) + 2);
}

const uint8_t* LumaReader::Row(int y, uint8_t* out) {
  const uint8_t* row = picture_.data + static_cast<size_t>(y) * picture_.stride;
  if (picture_.format == Format::kGrey) return row + x_;

  // Luma, and all of red, green and blue, lie in the first raster.
  const FormatInfo& info = Info(picture_.format);
  const int pitch = info.place[0].pitch;
  row += static_cast<size_t>(x_) * pitch * SampleBytes(picture_);
  const uint8_t* const rows[2] = {row, row};
  if (SampleBytes(picture_) == 1) {
    kernels_.blend_rows(rows, kWhole, 2, width_ * pitch, mixed_);
  } else {
    kernels_.blend_rows16(rows, range_, kWhole, 2, width_, mixed_);
  }
  const int16_t* planes[3] = {mixed_, mixed_, mixed_};
  for (int c = 0; pitch > 1 && c < conversion_.planes; ++c) {
    kernels_.pick_row(mixed_, info.place[c].offset, pitch, width_, channel_[c]);
    planes[c] = channel_[c];
  }
  uint8_t* const outs[3] = {out, nullptr, nullptr};
  kernels_.colour_row(conversion_.colour, *conversion_.yuv, planes, width_, outs);
  return out;
}

}  // namespace tellersight
