// A camera picture in the camera's own pixel format, borrowed for the length of one call.
#ifndef TELLERSIGHT_PIXELS_PICTURE_H_
#define TELLERSIGHT_PIXELS_PICTURE_H_

#include <cstddef>
#include <cstdint>

#include "pixels/status.h"

namespace tellersight {

enum class Format : uint8_t { kGrey, kRgb, kBgr, kYuyv, kNv12 };

// Longest side accepted. Keeps every product of coordinate, stride and fixed-point scale inside 32 bits.
constexpr int kMaxSide = 8192;

struct Picture {
  Format format = Format::kGrey;
  int width = 0;   // pixels
  int height = 0;  // pixels
  int stride = 0;  // bytes from one row to the next; NV12: the same for luma and chroma
  const uint8_t* data = nullptr;
  size_t size = 0;          // bytes behind data
  bool full_range = false;  // YUYV, NV12: luma is 0..255 instead of BT.601's 16..235
};

// A plane or an interleaved bundle of planes: what the row kernels read.
struct Raster {
  const uint8_t* data = nullptr;
  int stride = 0;     // bytes
  int row_bytes = 0;  // bytes that belong to the picture in each row
  int height = 0;     // rows
};

// Sides, stride and buffer length are possible for the format. After this, every byte of both rasters is
// readable.
Status CheckPicture(const Picture& picture);

// The luma / packed raster. Call CheckPicture first.
Raster MainRaster(const Picture& picture);

// NV12's interleaved chroma: half the width and height, rounded up.
Raster ChromaRaster(const Picture& picture);

}  // namespace tellersight

#endif  // TELLERSIGHT_PIXELS_PICTURE_H_
