#include <algorithm>

#include "pixels/kernels.h"

namespace tellersight::reference {
namespace {

constexpr int kOne = 1 << kWarpFractionBits;

// One channel of a picture.
struct Samples {
  const uint8_t* data;
  int stride, pitch, width, height;
  bool wide;  // 16-bit words, of which `range` makes levels
  LevelRange range;

  int Q7(int x, int y) const {
    const uint8_t* row = data + static_cast<ptrdiff_t>(y) * stride;
    if (!wide) return row[x * pitch] << kLevelBits;
    return range.Level(row[2 * x] | row[2 * x + 1] << 8);
  }

  // Bilinear at Q16 sample indices, edges repeated: across, back to Q7, then down.
  int16_t At(int32_t x, int32_t y) const {
    const int fx = (x >> (16 - kWarpFractionBits)) & (kOne - 1);
    const int fy = (y >> (16 - kWarpFractionBits)) & (kOne - 1);
    const int x0 = std::clamp(x >> 16, 0, width - 1), x1 = std::clamp((x >> 16) + 1, 0, width - 1);
    const int y0 = std::clamp(y >> 16, 0, height - 1), y1 = std::clamp((y >> 16) + 1, 0, height - 1);
    const int top = (Q7(x0, y0) * (kOne - fx) + Q7(x1, y0) * fx) >> kWarpFractionBits;
    const int bottom = (Q7(x0, y1) * (kOne - fx) + Q7(x1, y1) * fx) >> kWarpFractionBits;
    return static_cast<int16_t>((top * (kOne - fy) + bottom * fy + kOne / 2) >> kWarpFractionBits);
  }
};

Samples SamplesOf(const Picture& picture, int channel) {
  const ChannelPlace& place = Info(picture.format).place[channel];
  const Raster raster = RasterOf(picture, place.raster);
  return {raster.data + place.offset,
          raster.stride,
          place.pitch,
          ChannelWidth(picture, channel),
          ChannelHeight(picture, channel),
          SampleBytes(picture) == 2,
          LevelsOf(picture)};
}

}  // namespace

void WarpRow(const Picture& picture, int channels, const Walk& walk, int count, const WarpWords&,
             int16_t* const* planes) {
  for (int c = 0; c < channels; ++c) {
    const ChannelPlace& place = Info(picture.format).place[c];
    const Samples samples = SamplesOf(picture, c);
    for (int i = 0; i < count; ++i) {
      const int32_t x = walk.x + i * walk.dx, y = walk.y + i * walk.dy;
      planes[c][i] = samples.At(place.half_x ? HalfIndex(x) : x, place.half_y ? HalfIndex(y) : y);
    }
  }
}

}  // namespace tellersight::reference
