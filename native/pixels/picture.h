// A camera picture in the camera's own pixel format, borrowed for the length of one call.
#ifndef TELLERSIGHT_PIXELS_PICTURE_H_
#define TELLERSIGHT_PIXELS_PICTURE_H_

#include <cstddef>
#include <cstdint>

#include "pixels/fixed.h"
#include "pixels/format.h"
#include "pixels/status.h"

namespace tellersight {

// Longest side accepted. Keeps every product of coordinate, stride and fixed-point scale inside 32 bits.
constexpr int kMaxSide = 8192;

struct Picture {
  Format format = Format::kGrey;
  int width = 0;   // pixels
  int height = 0;  // pixels
  // Bytes from one row of the first raster to the next. Chroma follows behind the last row: NV12 and NV21 with the same
  // stride, YU12 and 422P with half of it, rounded up.
  int stride = 0;
  const uint8_t* data = nullptr;
  size_t size = 0;          // bytes behind data
  bool full_range = false;  // YUV: luma is 0..255 instead of 16..235
  bool bt709 = false;       // YUV: ITU-R BT.709 instead of BT.601
  // Y10, Y12, Y16: the raw levels that become black and white. high 0: the largest the format has.
  uint16_t low = 0;
  uint16_t high = 0;
};

// A block of rows: what the row kernels read.
struct Raster {
  const uint8_t* data = nullptr;
  int stride = 0;       // bytes
  int row_samples = 0;  // samples (of one or two bytes) that belong to the picture in each row
  int height = 0;       // rows
};

// Sides, stride, levels and buffer length are possible for the format. After this, every sample of every raster is
// readable.
Status CheckPicture(const Picture& picture);

// Call CheckPicture first.
Raster RasterOf(const Picture& picture, int raster);

// Samples per row and rows of a channel.
inline int Halved(int side, bool half) { return half ? (side + 1) / 2 : side; }
inline int ChannelWidth(const Picture& p, int channel) { return Halved(p.width, Info(p.format).place[channel].half_x); }
inline int ChannelHeight(const Picture& p, int channel) {
  return Halved(p.height, Info(p.format).place[channel].half_y);
}

// Call CheckPicture first.
LevelRange LevelsOf(const Picture& picture);

inline int SampleBytes(const Picture& picture) { return Info(picture.format).bits > 8 ? 2 : 1; }

}  // namespace tellersight

#endif  // TELLERSIGHT_PIXELS_PICTURE_H_
