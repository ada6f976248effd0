#include "capture/controls.h"

#include <errno.h>

#include <cstring>

#include "capture/open_camera.h"
#include "test/fake_device.h"
#include "test/runner.h"

namespace tellersight::test {
namespace {

struct Controlled {
  FakeDevice device;
  OpenedCamera camera;
  Controlled() {
    device.controls = {NumberControl(V4L2_CID_BRIGHTNESS, "Brightness", -64, 64, 0),
                       NumberControl(V4L2_CID_GAIN, "Gain\x1b[2J", 0, 100, 10),
                       NumberControl(V4L2_CID_EXPOSURE_ABSOLUTE, "Exposure Time, Absolute", 1, 5000, 157)};
    CHECK(OpenCamera(device, "/dev/video9", &camera).ok());
  }
};

bool Refused(const CaptureStatus& status) {
  return status.code != nullptr && strcmp(status.code, "V4L2_CONTROL") == 0;
}

}  // namespace

TEST(ControlsAreListedWithTheirRange) {
  Controlled c;
  c.device.controls[0].about.flags = V4L2_CTRL_FLAG_DISABLED;
  FakeControl heading = NumberControl(V4L2_CID_CAMERA_CLASS, "Camera Controls", 0, 0, 0);
  heading.about.type = V4L2_CTRL_TYPE_CTRL_CLASS;
  c.device.controls.insert(c.device.controls.begin() + 2, heading);
  const auto controls = ListControls(c.device, c.camera.fd);
  CHECK(controls.size() == 2);
  CHECK(controls[0].id == V4L2_CID_GAIN && controls[0].name == "Gain?[2J");
  CHECK(controls[1].minimum == 1 && controls[1].maximum == 5000 && controls[1].step == 1);
}

TEST(ControlsAreReadBackAfterTheyWereSet) {
  Controlled c;
  int32_t now = 0;
  CHECK(SetControl(c.device, c.camera.fd, V4L2_CID_GAIN, 33, &now).ok() && now == 33);
  c.device.controls[1].step_to = 8;
  CHECK(SetControl(c.device, c.camera.fd, V4L2_CID_GAIN, 33, &now).ok() && now == 32);
  CHECK(GetControl(c.device, c.camera.fd, V4L2_CID_EXPOSURE_ABSOLUTE, &now).ok() && now == 157);
}

TEST(ControlsThatRefuseHaveTheirCode) {
  Controlled c;
  int32_t now = 0;
  CHECK(Refused(SetControl(c.device, c.camera.fd, V4L2_CID_GAIN, 101, &now)));
  CHECK(Refused(SetControl(c.device, c.camera.fd, V4L2_CID_FOCUS_AUTO, 1, &now)));
  CHECK(Refused(GetControl(c.device, c.camera.fd, V4L2_CID_FOCUS_AUTO, &now)));
  c.device.failures[VIDIOC_S_CTRL] = ENODEV;
  const CaptureStatus gone = SetControl(c.device, c.camera.fd, V4L2_CID_GAIN, 1, &now);
  CHECK(!gone.ok() && strcmp(gone.code, "V4L2_MISSING") == 0);
}

}  // namespace tellersight::test
