#include "capture/open_camera.h"

#include <errno.h>
#include <linux/videodev2.h>

#include "capture/device_text.h"

namespace tellersight {
namespace {

CaptureStatus Identify(DeviceCalls& calls, int fd, OpenedCamera* camera) {
  v4l2_capability about = {};
  int result = calls.Control(fd, VIDIOC_QUERYCAP, &about);
  // Other kinds of device refuse the request in their own ways; none of them is a camera.
  if (result == -ENODEV || result == -ENXIO) return SystemError(-result, "asking the device what it is");
  if (result < 0) return {"V4L2_NOT_CAMERA", "the device does not answer as a video device"};
  CameraIdentity& identity = camera->identity;
  identity.driver = DeviceText(about.driver, sizeof(about.driver));
  identity.card = DeviceText(about.card, sizeof(about.card));
  identity.bus_info = DeviceText(about.bus_info, sizeof(about.bus_info));
  result = calls.Node(fd, &identity.major, &identity.minor);
  if (result < 0) return SystemError(-result, "asking which node was opened");
  // `capabilities` speaks for the whole device, `device_caps` for this node: a UVC camera's metadata node
  // differs.
  const uint32_t can = about.capabilities & V4L2_CAP_DEVICE_CAPS ? about.device_caps : about.capabilities;
  if ((can & V4L2_CAP_VIDEO_CAPTURE) != 0) {
    camera->buffer_type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  } else if ((can & V4L2_CAP_VIDEO_CAPTURE_MPLANE) != 0) {
    camera->buffer_type = V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE;
  } else {
    return {"V4L2_NOT_CAMERA", identity.card + " is a video node that does not capture pictures"};
  }
  if ((can & V4L2_CAP_STREAMING) == 0) return {"V4L2_NOT_CAMERA", identity.card + " cannot stream"};
  return {};
}

}  // namespace

CaptureStatus OpenCamera(DeviceCalls& calls, const std::string& path, OpenedCamera* camera) {
  const int fd = calls.Open(path.c_str());
  CaptureStatus status;
  if (fd < 0) status = SystemError(-fd, "opening the device");
  if (status.ok()) status = Identify(calls, fd, camera);
  if (!status.ok()) {
    status.text = path + ": " + status.text;
    if (fd >= 0) calls.Close(fd);
    return status;
  }
  camera->fd = fd;
  return status;
}

}  // namespace tellersight
