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

namespace format_table {

inline constexpr ChannelPlace Main(uint8_t offset, uint8_t pitch) { return {0, offset, pitch, false, false}; }
// Chroma beside the luma of its row.
inline constexpr ChannelPlace Beside(uint8_t offset) { return {0, offset, 4, true, false}; }
// Chroma in a block of rows of its own.
inline constexpr ChannelPlace Block(uint8_t raster, uint8_t offset, uint8_t pitch, bool half_y) {
  return {raster, offset, pitch, true, half_y};
}

inline constexpr FormatInfo kInfo[kFormats] = {
    {"GREY", 8, 1, 1, false, {Main(0, 1)}},
    {"Y8I", 8, 1, 1, false, {Main(0, 2)}},
    {"Y10", 10, 1, 1, false, {Main(0, 1)}},
    {"Y12", 12, 1, 1, false, {Main(0, 1)}},
    {"Y16", 16, 1, 1, false, {Main(0, 1)}},
    {"RGB3", 8, 1, 3, true, {Main(0, 3), Main(1, 3), Main(2, 3)}},
    {"BGR3", 8, 1, 3, true, {Main(2, 3), Main(1, 3), Main(0, 3)}},
    {"YUYV", 8, 1, 3, false, {Main(0, 2), Beside(1), Beside(3)}},
    {"UYVY", 8, 1, 3, false, {Main(1, 2), Beside(0), Beside(2)}},
    {"NV12", 8, 2, 3, false, {Main(0, 1), Block(1, 0, 2, true), Block(1, 1, 2, true)}},
    {"NV21", 8, 2, 3, false, {Main(0, 1), Block(1, 1, 2, true), Block(1, 0, 2, true)}},
    {"YU12", 8, 3, 3, false, {Main(0, 1), Block(1, 0, 1, true), Block(2, 0, 1, true)}},
    {"422P", 8, 3, 3, false, {Main(0, 1), Block(1, 0, 1, false), Block(2, 0, 1, false)}},
};

}  // namespace format_table

inline const FormatInfo& Info(Format format) { return format_table::kInfo[static_cast<int>(format)]; }

}  // namespace tellersight

#endif  // TELLERSIGHT_PIXELS_FORMAT_H_
