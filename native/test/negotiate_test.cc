#include "capture/negotiate.h"

#include <errno.h>

#include <cstring>

#include "capture/open_camera.h"
#include "test/fake_device.h"
#include "test/runner.h"

namespace tellersight::test {
namespace {

constexpr WantedMode kWanted = {V4L2_PIX_FMT_YUYV, 128, 96, 30};

CaptureStatus Open(FakeDevice& device, const WantedMode& wanted, OpenedCamera* camera) {
  return OpenCamera(device, "/dev/video9", wanted, camera);
}

bool Is(const CaptureStatus& status, const char* code) {
  return status.code != nullptr && strcmp(status.code, code) == 0;
}

bool Says(const CaptureStatus& status, const char* text) {
  return status.text.find(text) != std::string::npos;
}

}  // namespace

TEST(NegotiatesTheWantedMode) {
  FakeDevice device;
  OpenedCamera camera;
  CHECK(Open(device, kWanted, &camera).ok());
  CHECK(camera.identity.driver == "fake" && camera.identity.card == "Fake camera");
  CHECK(camera.identity.bus_info == "usb-0000:00:14.0-1");
  CHECK(camera.mode.width == 128 && camera.mode.height == 96 && camera.mode.stride == 256);
  CHECK(camera.mode.fps == 30);
  CHECK(device.closed() == 0);
}

TEST(CameraNamesCannotCommandATerminal) {
  FakeDevice device;
  device.card = "\x1b[2J\xff evil name that fills the whole field";  // longer than the field: no end mark
  OpenedCamera camera;
  CHECK(Open(device, kWanted, &camera).ok());
  CHECK(camera.identity.card == "?[2J? evil name that fills the w");
}

TEST(NearIsNotGoodEnough) {
  FakeDevice device;
  OpenedCamera camera;
  CaptureStatus s = Open(device, {V4L2_PIX_FMT_YUYV, 640, 480, 30}, &camera);
  CHECK(Is(s, "V4L2_FORMAT"));
  CHECK(Says(s, "/dev/video9: wanted YUYV 640x480, the camera would give YUYV 64x48"));
  CHECK(Says(s, "it offers: YUYV 64x48 128x96, MJPG 1280x720"));
  s = Open(device, {V4L2_PIX_FMT_GREY, 64, 48, 30}, &camera);
  CHECK(Is(s, "V4L2_FORMAT") && Says(s, "would give YUYV"));
  CHECK(device.opened() == 2 && device.closed() == 2);
}

TEST(StepwiseSizesAreDescribed) {
  FakeDevice device;
  device.formats = {{V4L2_PIX_FMT_GREY, {}}};
  OpenedCamera camera;
  CHECK(Says(Open(device, kWanted, &camera), "it offers: GREY 160x120..1920x1080"));
}

TEST(SlowCamerasAreRefusedWithTheirRate) {
  FakeDevice device;
  device.slowest_interval = 15;
  OpenedCamera camera;
  const CaptureStatus s = Open(device, kWanted, &camera);
  CHECK(Is(s, "V4L2_FORMAT") && Says(s, "wanted 30 frames per second at 128x96, the camera gives 15"));
  CHECK(device.closed() == 1);
}

TEST(CamerasWithoutARateSettingAreAccepted) {
  FakeDevice device;
  device.failures[VIDIOC_S_PARM] = ENOTTY;
  OpenedCamera camera;
  CHECK(Open(device, kWanted, &camera).ok() && camera.mode.fps == 0);
}

TEST(OpeningErrorsHaveTheirCodes) {
  struct {
    int error;
    const char* code;
  } const cases[] = {{ENOENT, "V4L2_MISSING"},    {ENODEV, "V4L2_MISSING"}, {ENXIO, "V4L2_MISSING"},
                     {EBUSY, "V4L2_BUSY"},        {EACCES, "V4L2_DENIED"},  {EPERM, "V4L2_DENIED"},
                     {ENOTTY, "V4L2_NOT_CAMERA"}, {EMFILE, "V4L2_FAILED"}};
  for (const auto& c : cases) {
    FakeDevice device;
    device.open_error = c.error;
    OpenedCamera camera;
    CHECK(Is(Open(device, kWanted, &camera), c.code));
  }
}

TEST(BusyAtTheFormatIsBusy) {
  FakeDevice device;
  device.failures[VIDIOC_S_FMT] = EBUSY;
  OpenedCamera camera;
  CHECK(Is(Open(device, kWanted, &camera), "V4L2_BUSY"));
  CHECK(device.closed() == 1);
}

TEST(OtherDevicesAreNoCameras) {
  OpenedCamera camera;
  FakeDevice mute;
  mute.failures[VIDIOC_QUERYCAP] = ENOTTY;
  CHECK(Is(Open(mute, kWanted, &camera), "V4L2_NOT_CAMERA"));
  // The device as a whole captures, this node carries metadata only: the node's own word counts.
  FakeDevice metadata;
  metadata.capabilities = V4L2_CAP_META_CAPTURE | V4L2_CAP_STREAMING;
  CHECK(Is(Open(metadata, kWanted, &camera), "V4L2_NOT_CAMERA"));
  FakeDevice planar;
  planar.capabilities = V4L2_CAP_VIDEO_CAPTURE_MPLANE | V4L2_CAP_STREAMING;
  CHECK(Says(Open(planar, kWanted, &camera), "multi-planar"));
  FakeDevice reader;
  reader.capabilities = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_READWRITE;
  CHECK(Says(Open(reader, kWanted, &camera), "cannot stream"));
}

}  // namespace tellersight::test
