// The pixel formats that are captured, and how many bytes a picture of one has.
#ifndef TELLERSIGHT_CAPTURE_CAPTURE_FORMAT_H_
#define TELLERSIGHT_CAPTURE_CAPTURE_FORMAT_H_

#include <cstddef>
#include <cstdint>

#include "capture/mode.h"

namespace tellersight {

struct CaptureFormat {
  uint32_t fourcc;
  int row_bytes;  // per pixel of the first raster; 0 for compressed pictures
  // Half-height rows of chroma behind the luma: their stride in halves of the luma's stride, all blocks
  // together (NV12: one of 2, YU12: two of 1).
  int chroma_halves;
  bool yuv;
};

// Null for formats that are not captured. NV12M, YU12M and the like are not: their picture lies in several
// memory planes, which the pixel kernels do not take.
const CaptureFormat* FindCaptureFormat(uint32_t fourcc);

// Bytes of a whole picture; 1 for compressed ones, which say their length themselves.
size_t PictureBytes(const CameraMode& mode);

}  // namespace tellersight

#endif  // TELLERSIGHT_CAPTURE_CAPTURE_FORMAT_H_
