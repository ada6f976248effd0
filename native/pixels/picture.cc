#include "pixels/picture.h"

namespace tellersight {
namespace {

// The first channel that lies in the raster; all of one raster have the same height.
const ChannelPlace& PlaceIn(const FormatInfo& info, int raster) {
  int c = 0;
  while (info.place[c].raster != raster) ++c;
  return info.place[c];
}

// Samples up to the end of the last whole group of the raster: an odd last pixel of YUYV still occupies four bytes.
int RowSamples(const Picture& p, int raster) {
  const FormatInfo& info = Info(p.format);
  int most = 0;
  for (int c = 0; c < info.channels; ++c) {
    const ChannelPlace& place = info.place[c];
    const int samples = Halved(p.width, place.half_x) * place.pitch;
    if (place.raster == raster && samples > most) most = samples;
  }
  return most;
}

}  // namespace

Raster RasterOf(const Picture& p, int raster) {
  const FormatInfo& info = Info(p.format);
  const uint8_t* data = p.data;
  for (int r = 0;; ++r) {
    const ChannelPlace& place = PlaceIn(info, r);
    const int stride = r > 0 && place.pitch == 1 ? (p.stride + 1) / 2 : p.stride;
    const int height = Halved(p.height, place.half_y);
    if (r == raster) return {data, stride, RowSamples(p, r), height};
    data += static_cast<size_t>(stride) * height;
  }
}

LevelRange LevelsOf(const Picture& p) {
  const auto most = static_cast<uint16_t>((1u << Info(p.format).bits) - 1);
  // Other formats leave low and high unchecked.
  if (SampleBytes(p) == 1) return LevelRange(0, most);
  return LevelRange(p.low, p.high != 0 ? p.high : most);
}

Status CheckPicture(const Picture& p) {
  if (p.width < 1 || p.height < 1) return PictureError("width and height must be at least 1 pixel");
  if (p.width > kMaxSide || p.height > kMaxSide) return PictureError("a side is longer than 8192 pixels");
  if (p.data == nullptr) return PictureError("the picture has no data");
  if (p.stride < 0 || p.stride > 4 * kMaxSide + 4096) return PictureError("the stride is out of range");
  const uint32_t most = (1u << Info(p.format).bits) - 1;
  if (SampleBytes(p) == 2 && (p.high != 0 ? p.high : most) <= p.low) return PictureError("the highest level is not above the lowest");
  const int rasters = Info(p.format).rasters;
  for (int r = 0; r < rasters; ++r) {
    const Raster raster = RasterOf(p, r);
    const int row_bytes = raster.row_samples * SampleBytes(p);
    if (raster.stride < row_bytes) return PictureError("the stride is shorter than a row of pixels");
    const size_t end = static_cast<size_t>(raster.data - p.data) +
                       static_cast<size_t>(raster.stride) * (raster.height - 1) + row_bytes;
    if (p.size < end) return PictureError("the buffer is shorter than stride and height say");
  }
  return Ok();
}

}  // namespace tellersight
