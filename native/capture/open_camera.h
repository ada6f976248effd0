// Opens a device node and makes sure that it is a camera.
#ifndef TELLERSIGHT_CAPTURE_OPEN_CAMERA_H_
#define TELLERSIGHT_CAPTURE_OPEN_CAMERA_H_

#include <cstdint>
#include <string>

#include "capture/capture_status.h"
#include "capture/device_calls.h"
#include "capture/mode.h"

namespace tellersight {

struct OpenedCamera {
  int fd = -1;
  uint32_t buffer_type = 0;  // V4L2_BUF_TYPE_VIDEO_CAPTURE or ..._MPLANE
  CameraIdentity identity;
};

// V4L2_NOT_CAMERA unless the device captures video by streaming, through either API. On failure nothing stays
// open. Every text begins with the path.
CaptureStatus OpenCamera(DeviceCalls& calls, const std::string& path, OpenedCamera* camera);

}  // namespace tellersight

#endif  // TELLERSIGHT_CAPTURE_OPEN_CAMERA_H_
