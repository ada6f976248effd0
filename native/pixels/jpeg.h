// Decodes one MJPG camera frame with libjpeg-turbo.
#ifndef TELLERSIGHT_PIXELS_JPEG_H_
#define TELLERSIGHT_PIXELS_JPEG_H_

#include <cstddef>
#include <cstdint>

#include "pixels/status.h"

namespace tellersight {

struct JpegSize {
  int width = 0, height = 0;
};

Status ReadJpegSize(const uint8_t* data, size_t size, JpegSize* out);

// Writes height * width * 3 bytes, R G B. A frame with any damage is refused: half a face is not evidence.
Status DecodeJpegRgb(const uint8_t* data, size_t size, const JpegSize& expected, uint8_t* out);

}  // namespace tellersight

#endif  // TELLERSIGHT_PIXELS_JPEG_H_
