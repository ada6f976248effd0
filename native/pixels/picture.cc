#include "pixels/picture.h"

namespace tellersight {
namespace {

int MainRowBytes(const Picture& p) {
  switch (p.format) {
    case Format::kGrey:
    case Format::kNv12:
      return p.width;
    case Format::kRgb:
    case Format::kBgr:
      return 3 * p.width;
    case Format::kYuyv:
      // Two pixels share a chroma pair, so an odd last pixel still occupies four bytes.
      return 4 * ((p.width + 1) / 2);
  }
  return 0;
}

}  // namespace

Status CheckPicture(const Picture& p) {
  if (p.width < 1 || p.height < 1) return PictureError("width and height must be at least 1 pixel");
  if (p.width > kMaxSide || p.height > kMaxSide) return PictureError("a side is longer than 8192 pixels");
  if (p.data == nullptr) return PictureError("the picture has no data");
  if (p.stride < 0 || p.stride > 4 * kMaxSide + 4096) return PictureError("the stride is out of range");
  const Raster main = MainRaster(p);
  if (p.stride < main.row_bytes) return PictureError("the stride is shorter than a row of pixels");
  size_t needed = static_cast<size_t>(p.stride) * (main.height - 1) + main.row_bytes;
  if (p.format == Format::kNv12) {
    const Raster chroma = ChromaRaster(p);
    if (p.stride < chroma.row_bytes) return PictureError("the stride is shorter than a row of chroma");
    needed = static_cast<size_t>(p.stride) * (p.height + chroma.height - 1) + chroma.row_bytes;
  }
  if (p.size < needed) return PictureError("the buffer is shorter than stride and height say");
  return Ok();
}

Raster MainRaster(const Picture& p) { return {p.data, p.stride, MainRowBytes(p), p.height}; }

Raster ChromaRaster(const Picture& p) {
  return {p.data + static_cast<size_t>(p.stride) * p.height, p.stride, 2 * ((p.width + 1) / 2),
          (p.height + 1) / 2};
}

}  // namespace tellersight
