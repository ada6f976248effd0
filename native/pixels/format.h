// Where each pixel format keeps its samples. Everything else about a format follows from this table.
#ifndef TELLERSIGHT_PIXELS_FORMAT_H_
#define TELLERSIGHT_PIXELS_FORMAT_H_

#include <cstdint>

namespace tellersight {

// V4L2's names (linux/videodev2.h, V4L2_PIX_FMT_*). Y8I is a pair of grey pictures, of which the first (left) is used.
enum class Format : uint8_t {
  kGrey,
  kY8i,
  kY10,
  kY12,
  kY16,
  kRgb,
  kBgr,
  kYuyv,
  kUyvy,
  kNv12,
  kNv21,
  kYu12,
  k422p,
};
constexpr int kFormats = 13;

// A channel (grey; red, green, blue; Y, U, V) inside its raster: sample k of a row is at offset + k * pitch.
struct ChannelPlace {
  uint8_t raster, offset, pitch;
  bool half_x, half_y;  // one sample for two pixels, in the middle of them
};

struct FormatInfo {
  const char* name;
  uint8_t bits;      // of a sample; above 8 it lies in the low bits of a little-endian 16-bit word
  uint8_t rasters;   // separate blocks of rows
  uint8_t channels;  // 1 or 3
  bool rgb;          // the three are red, green and blue, else Y, U and V
  ChannelPlace place[3];
};

const FormatInfo& Info(Format format);

}  // namespace tellersight

#endif  // TELLERSIGHT_PIXELS_FORMAT_H_
