#include <algorithm>

#include "pixels/kernels.h"

namespace tellersight::reference {
namespace {

constexpr int kOne = 1 << kWarpFractionBits;
// Two fractions on an 8-bit level (30 bits), back to Q7.
constexpr int kShift = 2 * kWarpFractionBits - kLevelBits;

// One plane inside interleaved bytes.
struct Plane {
  const uint8_t* data;
  int stride, pitch, width, height;
};

// Bilinear at Q16 sample indices, edges repeated.
int16_t Sample(const Plane& p, int32_t x, int32_t y) {
  const int fx = (x >> (16 - kWarpFractionBits)) & (kOne - 1);
  const int fy = (y >> (16 - kWarpFractionBits)) & (kOne - 1);
  const int x0 = std::clamp(x >> 16, 0, p.width - 1);
  const int x1 = std::clamp((x >> 16) + 1, 0, p.width - 1);
  const uint8_t* above = p.data + static_cast<ptrdiff_t>(std::clamp(y >> 16, 0, p.height - 1)) * p.stride;
  const uint8_t* below =
      p.data + static_cast<ptrdiff_t>(std::clamp((y >> 16) + 1, 0, p.height - 1)) * p.stride;
  const int top = above[x0 * p.pitch] * (kOne - fx) + above[x1 * p.pitch] * fx;
  const int bottom = below[x0 * p.pitch] * (kOne - fx) + below[x1 * p.pitch] * fx;
  return static_cast<int16_t>((top * (kOne - fy) + bottom * fy + (1 << (kShift - 1))) >> kShift);
}

// Chroma sample c sits in the middle of luma samples 2c and 2c + 1.
int32_t ChromaIndex(int32_t q16) { return (q16 >> 1) - (1 << 14); }

}  // namespace

void WarpRow(const Picture& picture, bool luma_only, const Walk& walk, int count, int16_t* const* planes) {
  const Raster main = MainRaster(picture);
  const int width = picture.width, height = picture.height;
  const int half = (width + 1) / 2;
  for (int i = 0; i < count; ++i) {
    const int32_t x = walk.x + i * walk.dx, y = walk.y + i * walk.dy;
    switch (picture.format) {
      case Format::kGrey:
        planes[0][i] = Sample({main.data, main.stride, 1, width, height}, x, y);
        break;
      case Format::kRgb:
      case Format::kBgr:
        for (int c = 0; c < 3; ++c) {
          const int byte = picture.format == Format::kRgb ? c : 2 - c;
          planes[c][i] = Sample({main.data + byte, main.stride, 3, width, height}, x, y);
        }
        break;
      case Format::kYuyv:
        planes[0][i] = Sample({main.data, main.stride, 2, width, height}, x, y);
        if (luma_only) break;
        for (int c = 1; c < 3; ++c) {
          planes[c][i] = Sample({main.data + 2 * c - 1, main.stride, 4, half, height}, ChromaIndex(x), y);
        }
        break;
      case Format::kNv12: {
        planes[0][i] = Sample({main.data, main.stride, 1, width, height}, x, y);
        if (luma_only) break;
        const Raster chroma = ChromaRaster(picture);
        for (int c = 1; c < 3; ++c) {
          planes[c][i] = Sample({chroma.data + c - 1, chroma.stride, 2, half, chroma.height}, ChromaIndex(x),
                                ChromaIndex(y));
        }
        break;
      }
    }
  }
}

}  // namespace tellersight::reference
