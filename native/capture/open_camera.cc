#include "capture/open_camera.h"

#include "capture/negotiate.h"

namespace tellersight {

CaptureStatus OpenCamera(DeviceCalls& calls, const std::string& path, const WantedMode& wanted,
                         OpenedCamera* camera) {
  const int fd = calls.Open(path.c_str());
  CaptureStatus status;
  if (fd < 0) status = SystemError(-fd, "opening the device");
  if (status.ok()) status = Identify(calls, fd, &camera->identity);
  if (status.ok()) status = Negotiate(calls, fd, wanted, &camera->mode);
  if (!status.ok()) {
    status.text = path + ": " + status.text;
    if (fd >= 0) calls.Close(fd);
    return status;
  }
  camera->fd = fd;
  return status;
}

}  // namespace tellersight
