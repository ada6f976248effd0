#include "capture/controls.h"

#include <errno.h>
#include <linux/videodev2.h>
#include <string.h>

#include "capture/device_text.h"

namespace tellersight {
namespace {

// A device that never ends its list must not hold us.
constexpr int kMostControls = 256;

bool IsNumber(uint32_t type) {
  return type == V4L2_CTRL_TYPE_INTEGER || type == V4L2_CTRL_TYPE_BOOLEAN || type == V4L2_CTRL_TYPE_MENU ||
         type == V4L2_CTRL_TYPE_INTEGER_MENU;
}

CaptureStatus Refused(int error) {
  if (error == ENODEV || error == ENXIO) return SystemError(error, "setting a control");
  return {"V4L2_CONTROL", strerror(error)};
}

}  // namespace

std::vector<CameraControl> ListControls(DeviceCalls& calls, int fd) {
  std::vector<CameraControl> controls;
  uint32_t last = 0;
  for (int i = 0; i < kMostControls; ++i) {
    v4l2_query_ext_ctrl about = {};
    about.id = last | V4L2_CTRL_FLAG_NEXT_CTRL;
    // A driver that answers the same control again would go on for ever.
    if (calls.Control(fd, VIDIOC_QUERY_EXT_CTRL, &about) < 0 || about.id <= last) break;
    last = about.id;
    if (!IsNumber(about.type) || (about.flags & V4L2_CTRL_FLAG_DISABLED) != 0) continue;
    CameraControl control;
    control.id = about.id;
    control.name = DeviceText(reinterpret_cast<const uint8_t*>(about.name), sizeof(about.name));
    control.minimum = about.minimum;
    control.maximum = about.maximum;
    control.step = about.step;
    controls.push_back(control);
  }
  return controls;
}

CaptureStatus SetControl(DeviceCalls& calls, int fd, uint32_t id, int32_t value, int32_t* now) {
  v4l2_control control = {id, value};
  const int result = calls.Control(fd, VIDIOC_S_CTRL, &control);
  if (result < 0) return Refused(-result);
  return GetControl(calls, fd, id, now);
}

CaptureStatus GetControl(DeviceCalls& calls, int fd, uint32_t id, int32_t* now) {
  v4l2_control control = {id, 0};
  const int result = calls.Control(fd, VIDIOC_G_CTRL, &control);
  if (result < 0) return Refused(-result);
  *now = control.value;
  return {};
}

}  // namespace tellersight
