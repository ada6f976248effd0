// What is wanted from a camera, who it is, and what it was set to.
#ifndef TELLERSIGHT_CAPTURE_MODE_H_
#define TELLERSIGHT_CAPTURE_MODE_H_

#include <cstdint>
#include <string>

namespace tellersight {

struct WantedMode {
  uint32_t format = 0;  // V4L2 fourcc
  int width = 0;        // pixels
  int height = 0;
  int fps = 0;  // frames per second
};

struct CameraMode {
  uint32_t format = 0;
  int width = 0;
  int height = 0;
  int stride = 0;           // bytes from row to row of the first raster; 0 for compressed formats
  uint32_t image_size = 0;  // bytes of the largest frame
  double fps = 0;           // what the driver answered; 0 if it does not say
  // YUV formats: Y'CbCr encoding ITU-R BT.709 instead of BT.601, luma 0..255 instead of 16..235.
  bool bt709 = false;
  bool full_range = false;
};

struct CameraIdentity {
  std::string driver;
  std::string card;
  std::string bus_info;
  unsigned major = 0;  // of the opened node itself, whatever name led to it
  unsigned minor = 0;
};

}  // namespace tellersight

#endif  // TELLERSIGHT_CAPTURE_MODE_H_
