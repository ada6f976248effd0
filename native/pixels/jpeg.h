// Decodes one MJPG camera frame with libjpeg-turbo, no further than its planes: colours are converted with the tensor,
// for the pixels that it needs.
#ifndef TELLERSIGHT_PIXELS_JPEG_H_
#define TELLERSIGHT_PIXELS_JPEG_H_

#include <cstddef>
#include <cstdint>

#include "pixels/picture.h"
#include "pixels/status.h"

namespace tellersight {

struct JpegInfo {
  int width = 0, height = 0;
  // What DecodeJpeg makes of it in colour: GREY, YU12 or 422P as they are in the frame, else RGB3.
  Format format = Format::kRgb;
};

Status ReadJpegInfo(const uint8_t* data, size_t size, JpegInfo* info);

// Bytes of the decoded picture; its rows have no gaps.
size_t JpegBytes(const JpegInfo& info, Format format);

// Writes JpegBytes bytes. `format` is info.format, or GREY for the luma alone. YUV is full range BT.601 (JFIF). A frame
// with any damage, or of another size than `info`, is refused: half a face is not evidence.
Status DecodeJpeg(const uint8_t* data, size_t size, const JpegInfo& info, Format format, uint8_t* out);

}  // namespace tellersight

#endif  // TELLERSIGHT_PIXELS_JPEG_H_
