#include "pixels/format.h"

namespace tellersight {
namespace {

constexpr ChannelPlace Main(uint8_t offset, uint8_t pitch) { return {0, offset, pitch, false, false}; }
// Chroma beside the luma of its row.
constexpr ChannelPlace Beside(uint8_t offset) { return {0, offset, 4, true, false}; }
// Chroma in a block of rows of its own.
constexpr ChannelPlace Block(uint8_t raster, uint8_t offset, uint8_t pitch, bool half_y) {
  return {raster, offset, pitch, true, half_y};
}

constexpr FormatInfo kInfo[kFormats] = {
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

}  // namespace

const FormatInfo& Info(Format format) { return kInfo[static_cast<int>(format)]; }

}  // namespace tellersight
