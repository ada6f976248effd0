#include "pixels/luma_reader.h"

#include <algorithm>

namespace tellersight {
namespace {

// One row given twice: together exactly the row's own level (an int16 weight cannot be one).
constexpr int16_t kWhole[2] = {kWeightOne - 1, 1};

}  // namespace

LumaReader::LumaReader(const Picture& picture, int x, int width, ScratchUse& scratch)
    : picture_(picture),
      conversion_(ConversionFor(picture, Channels::kGrey)),
      kernels_(Kernels()),
      x_(x),
      width_(width),
      mixed_(
          scratch.Take<int16_t>(4 * (static_cast<size_t>(width) / 2 + 2) + 3 * static_cast<size_t>(width))) {
  for (auto& plane : source_) plane = scratch.Take<int16_t>(static_cast<size_t>(width) + 2);
}

const uint8_t* LumaReader::Row(int y, uint8_t* out) {
  const uint8_t* row = picture_.data + static_cast<size_t>(y) * picture_.stride;
  if (picture_.format == Format::kGrey) return row + x_;

  int16_t* planes[3] = {source_[0], source_[1], source_[2]};
  int groups = width_, group_bytes = 1, skipped = 0;
  row += x_;
  Split split = Split::kTriples;
  if (picture_.format == Format::kYuyv) {
    // Whole pixel pairs; an odd first column leaves one luma sample to skip.
    split = Split::kYuyv;
    skipped = x_ & 1;
    groups = (skipped + width_ + 1) / 2;
    group_bytes = 4;
    row += x_ - 2 * skipped;
  } else if (picture_.format != Format::kNv12) {
    group_bytes = 3;
    row += 2 * static_cast<size_t>(x_);
    if (picture_.format == Format::kBgr) std::swap(planes[0], planes[2]);
  }
  const uint8_t* const rows[2] = {row, row};
  kernels_.blend_rows(rows, kWhole, 2, groups * group_bytes, group_bytes == 1 ? source_[0] : mixed_);
  if (group_bytes != 1) kernels_.split_row(split, mixed_, groups, planes);
  const int16_t* const shifted[3] = {source_[0] + skipped, source_[1], source_[2]};
  uint8_t* const outs[3] = {out, nullptr, nullptr};
  kernels_.colour_row(conversion_.colour, *conversion_.yuv, shifted, width_, outs);
  return out;
}

}  // namespace tellersight
