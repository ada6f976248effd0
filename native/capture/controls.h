// A camera's settings: exposure, gain, white balance and whatever else its driver has.
#ifndef TELLERSIGHT_CAPTURE_CONTROLS_H_
#define TELLERSIGHT_CAPTURE_CONTROLS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "capture/capture_status.h"
#include "capture/device_calls.h"

namespace tellersight {

struct CameraControl {
  uint32_t id = 0;   // V4L2_CID_*
  std::string name;  // the driver's, "Exposure Time, Absolute"
  int64_t minimum = 0, maximum = 0;
  uint64_t step = 0;
};

// Those that hold one whole number (integers, switches, menus) and are not disabled.
std::vector<CameraControl> ListControls(DeviceCalls& calls, int fd);

// *now is what the camera says afterwards, which may differ. V4L2_CONTROL where it refuses.
CaptureStatus SetControl(DeviceCalls& calls, int fd, uint32_t id, int32_t value, int32_t* now);

// What it is set to. V4L2_CONTROL where the camera does not have it.
CaptureStatus GetControl(DeviceCalls& calls, int fd, uint32_t id, int32_t* now);

}  // namespace tellersight

#endif  // TELLERSIGHT_CAPTURE_CONTROLS_H_
