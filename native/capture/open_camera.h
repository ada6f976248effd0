// Opens a device node, makes sure that it is a camera and sets its mode.
#ifndef TELLERSIGHT_CAPTURE_OPEN_CAMERA_H_
#define TELLERSIGHT_CAPTURE_OPEN_CAMERA_H_

#include <string>

#include "capture/capture_status.h"
#include "capture/device_calls.h"
#include "capture/mode.h"

namespace tellersight {

struct OpenedCamera {
  int fd = -1;
  CameraIdentity identity;
  CameraMode mode;
};

// On failure nothing stays open. Every text begins with the path.
CaptureStatus OpenCamera(DeviceCalls& calls, const std::string& path, const WantedMode& wanted,
                         OpenedCamera* camera);

}  // namespace tellersight

#endif  // TELLERSIGHT_CAPTURE_OPEN_CAMERA_H_
