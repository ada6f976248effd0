#include "pixels/band_scaler.h"

#include <algorithm>

namespace tellersight {
namespace {

// Rows start at multiples of this, so that vectors that run past a row's end stay in the next one's beginning, which is
// written later, or in the slack behind the last.
int Aligned(size_t count) { return static_cast<int>((count + 63) / 64 * 64); }

// NV12's chroma has one sample more than its luma if the width is odd.
int BlendPitch(const Picture& picture) { return Aligned(RasterOf(picture, 0).row_samples + 1); }

}  // namespace

size_t Filter::Bytes(const Axis& axis) {
  return axis.count * (sizeof(int32_t) + sizeof(int16_t) * TapCount(axis));
}

void Filter::Build(const Axis& axis, ScratchUse& scratch) {
  taps = TapCount(axis);
  count = axis.count;
  start = scratch.Take<int32_t>(count);
  weight = scratch.Take<int16_t>(static_cast<size_t>(count) * taps);
  BuildTaps(axis, start, weight);
  first = start[0];
  end = std::min(axis.length, start[count - 1] + taps);
}

size_t BandScaler::Need(const Picture& picture, const Axis& x, const Axis& y) {
  const size_t band = static_cast<size_t>(kBand) * sizeof(int16_t);
  const size_t source = 2 * band * (BlendPitch(picture) + kMaxTaps * 4);
  const size_t target = 3 * static_cast<size_t>(kBand) * Aligned(x.count) * (sizeof(int16_t) + 2);
  return source + target + 2 * (Filter::Bytes(x) + Filter::Bytes(y));
}

BandScaler::BandScaler(const Picture& picture, const Conversion& conversion, const Axis& x, const Axis& y)
    : picture_(picture),
      conversion_(conversion),
      info_(Info(picture.format)),
      kernels_(Kernels()),
      range_(LevelsOf(picture)),
      scratch_(Need(picture, x, y)),
      blend_pitch_(BlendPitch(picture)),
      byte_pitch_(Aligned(x.count)) {
  if (!scratch_.ok()) return;
  x_.Build(x, scratch_);
  y_.Build(y, scratch_);
  if (conversion.planes == 3 && !info_.rgb) {
    x_half_.Build(Half(x), scratch_);
    y_half_.Build(Half(y), scratch_);
  }
  blended_ = scratch_.Take<int16_t>(static_cast<size_t>(kBand) * blend_pitch_);
  // Taps of zero weight may lie behind the last column.
  turned_ = scratch_.Take<int16_t>(static_cast<size_t>(kBand) * (blend_pitch_ + kMaxTaps * 4));
  const size_t bytes = static_cast<size_t>(kBand) * byte_pitch_;
  for (auto& channel : scaled_) channel = scratch_.Take<int16_t>(bytes);
  columns_ = scratch_.Take<uint8_t>(3 * bytes);
  rows_ = scratch_.Take<uint8_t>(3 * bytes);
}

bool BandScaler::Uses(int raster) const { return raster == 0 || conversion_.planes == 3; }

void BandScaler::Scale(int first, int rows) {
  for (int raster = 0; raster < info_.rasters; ++raster) {
    if (Uses(raster)) BlendRaster(raster, first, rows);
  }
  const size_t bytes = static_cast<size_t>(kBand) * byte_pitch_;
  uint8_t* const columns[3] = {columns_, columns_ + bytes, columns_ + 2 * bytes};
  kernels_.colour_row(conversion_.colour, *conversion_.yuv, scaled_, x_.count * kBand, columns);
  for (int c = 0; c < conversion_.produced; ++c) {
    kernels_.turn_bytes(columns[c], x_.count, rows_ + c * bytes, byte_pitch_);
  }
}

// Scales the channels that lie in one raster.
void BandScaler::BlendRaster(int raster, int first, int rows) {
  const Raster source = RasterOf(picture_, raster);
  const int sample_bytes = SampleBytes(picture_);
  // The samples that the channels need.
  int begin = source.row_samples, end = 0;
  const Filter* y = nullptr;
  for (int c = 0; c < conversion_.planes; ++c) {
    const ChannelPlace& place = info_.place[c];
    if (place.raster != raster) continue;
    y = &Y(place);
    begin = std::min(begin, X(place).first * place.pitch + place.offset);
    end = std::max(end, (X(place).end - 1) * place.pitch + place.offset + 1);
  }
  for (int row = 0; row < rows; ++row) {
    const uint8_t* lines[kMaxTaps];
    int16_t weights[kMaxTaps];
    int taps = 0;
    for (int t = 0; t < y->taps; ++t) {
      const int i = first + row;
      const int16_t weight = y->weight[i * y->taps + t];
      if (weight == 0) continue;
      lines[taps] = source.data + static_cast<size_t>(y->start[i] + t) * source.stride + begin * sample_bytes;
      weights[taps++] = weight;
    }
    int16_t* const out = blended_ + row * blend_pitch_;
    if (sample_bytes == 1) {
      kernels_.blend_rows(lines, weights, taps, end - begin, out);
    } else {
      kernels_.blend_rows16(lines, range_, weights, taps, end - begin, out);
    }
  }
  kernels_.turn_rows(blended_, blend_pitch_, end - begin, turned_);
  for (int c = 0; c < conversion_.planes; ++c) {
    const ChannelPlace& place = info_.place[c];
    if (place.raster != raster) continue;
    const Filter& x = X(place);
    kernels_.filter_columns(turned_, place.offset - begin, place.pitch, x.start, x.weight, x.taps, x.count, scaled_[c]);
  }
}

void BandScaler::Row(int row, const uint8_t** channels) const {
  const size_t bytes = static_cast<size_t>(kBand) * byte_pitch_;
  for (int c = 0; c < 3; ++c) channels[c] = rows_ + c * bytes + row * byte_pitch_;
}

}  // namespace tellersight
