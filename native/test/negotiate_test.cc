#include "capture/negotiate.h"

#include <errno.h>

#include <cstring>
#include <vector>

#include "capture/capture_format.h"
#include "capture/device_text.h"
#include "capture/offer.h"
#include "capture/open_camera.h"
#include "test/fake_device.h"
#include "test/runner.h"

namespace tellersight::test {
namespace {

constexpr WantedMode kWanted = {V4L2_PIX_FMT_YUYV, 128, 96, 30};

struct Opened : OpenedCamera {
  CameraMode mode;
};

CaptureStatus Open(FakeDevice& device, const WantedMode& wanted, Opened* camera) {
  CaptureStatus status = OpenCamera(device, "/dev/video9", camera);
  if (status.ok()) status = Negotiate(device, camera->fd, camera->buffer_type, wanted, &camera->mode);
  return status;
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
  Opened camera;
  CHECK(Open(device, kWanted, &camera).ok());
  CHECK(camera.identity.driver == "fake" && camera.identity.card == "Fake camera");
  CHECK(camera.identity.bus_info == "usb-0000:00:14.0-1");
  CHECK(camera.mode.width == 128 && camera.mode.height == 96 && camera.mode.stride == 256);
  CHECK(camera.mode.fps == 30 && !camera.mode.bt709 && !camera.mode.full_range);
  CHECK(camera.identity.major == 81 && camera.identity.minor == 9);
  CHECK(device.closed() == 0);
}

TEST(CameraNamesCannotCommandATerminal) {
  FakeDevice device;
  device.card = "\x1b[2J\xff evil name that fills the whole field";  // longer than the field: no end mark
  Opened camera;
  CHECK(Open(device, kWanted, &camera).ok());
  CHECK(camera.identity.card == "?[2J? evil name that fills the w");
}

TEST(NearIsNotGoodEnough) {
  FakeDevice device;
  Opened camera;
  CaptureStatus s = Open(device, {V4L2_PIX_FMT_YUYV, 640, 480, 30}, &camera);
  CHECK(Is(s, "V4L2_FORMAT"));
  CHECK(Says(s, "wanted YUYV 640x480, the camera would give YUYV 64x48"));
  CHECK(Says(s, "it offers: YUYV 64x48 128x96, MJPG 1280x720"));
  s = Open(device, {V4L2_PIX_FMT_GREY, 64, 48, 30}, &camera);
  CHECK(Is(s, "V4L2_FORMAT") && Says(s, "would give YUYV"));
}

TEST(StepwiseSizesAreDescribed) {
  FakeDevice device;
  device.formats = {{V4L2_PIX_FMT_GREY, {}}};
  Opened camera;
  CHECK(Says(Open(device, kWanted, &camera), "it offers: GREY 160x120..1920x1080"));
}

TEST(SlowCamerasAreRefusedWithTheirRate) {
  FakeDevice device;
  device.slowest_interval = 15;
  Opened camera;
  const CaptureStatus s = Open(device, kWanted, &camera);
  CHECK(Is(s, "V4L2_FORMAT") && Says(s, "wanted 30 frames per second at 128x96, the camera gives 15"));
}

TEST(CamerasWithoutARateSettingAreAccepted) {
  FakeDevice device;
  device.failures[VIDIOC_S_PARM] = ENOTTY;
  Opened camera;
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
    Opened camera;
    CHECK(Is(Open(device, kWanted, &camera), c.code));
  }
}

TEST(BusyAtTheFormatIsBusy) {
  FakeDevice device;
  device.failures[VIDIOC_S_FMT] = EBUSY;
  Opened camera;
  CHECK(Is(Open(device, kWanted, &camera), "V4L2_BUSY"));
}

TEST(OtherDevicesAreNoCameras) {
  Opened camera;
  FakeDevice mute;
  mute.failures[VIDIOC_QUERYCAP] = ENOTTY;
  CHECK(Is(Open(mute, kWanted, &camera), "V4L2_NOT_CAMERA"));
  // The device as a whole captures, this node carries metadata only: the node's own word counts.
  FakeDevice metadata;
  metadata.capabilities = V4L2_CAP_META_CAPTURE | V4L2_CAP_STREAMING;
  CHECK(Is(Open(metadata, kWanted, &camera), "V4L2_NOT_CAMERA"));
  FakeDevice reader;
  reader.capabilities = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_READWRITE;
  const CaptureStatus s = Open(reader, kWanted, &camera);
  CHECK(Says(s, "/dev/video9: Fake camera cannot stream") && reader.closed() == 1);
}

TEST(MultiPlanarCamerasAreNegotiatedToo) {
  FakeDevice device;
  device.capabilities = V4L2_CAP_VIDEO_CAPTURE_MPLANE | V4L2_CAP_STREAMING;
  device.formats = {{V4L2_PIX_FMT_NV12, {{128, 96}}}};
  device.stride_padding = 32;
  device.colorspace = V4L2_COLORSPACE_REC709;
  Opened camera;
  CHECK(Open(device, {V4L2_PIX_FMT_NV12, 128, 96, 30}, &camera).ok());
  CHECK(camera.mode.stride == 160 && camera.mode.image_size == 160 * 96 * 3 / 2 && camera.mode.bt709);
  CHECK(PictureBytes(camera.mode) == 160 * 96 * 3 / 2);
  device.planes = 2;
  CHECK(Says(Open(device, {V4L2_PIX_FMT_NV12, 128, 96, 30}, &camera), "spreads over memory planes"));
}

TEST(FormatsThatAreNotCapturedAreNamed) {
  FakeDevice device;
  Opened camera;
  const CaptureStatus s = Open(device, {V4L2_PIX_FMT_NV12M, 128, 96, 30}, &camera);
  CHECK(Is(s, "V4L2_FORMAT") && Says(s, "wanted NM12 128x96, which is not a format that is captured"));
}

TEST(ColoursAreWhatTheDriverSays) {
  struct {
    uint32_t space, encoding, quantization;
    bool ok, bt709, full;
  } const cases[] = {
      {V4L2_COLORSPACE_DEFAULT, V4L2_YCBCR_ENC_DEFAULT, V4L2_QUANTIZATION_DEFAULT, true, false, false},
      {V4L2_COLORSPACE_SRGB, V4L2_YCBCR_ENC_DEFAULT, V4L2_QUANTIZATION_DEFAULT, true, false, false},
      {V4L2_COLORSPACE_JPEG, V4L2_YCBCR_ENC_DEFAULT, V4L2_QUANTIZATION_DEFAULT, true, false, true},
      {V4L2_COLORSPACE_REC709, V4L2_YCBCR_ENC_DEFAULT, V4L2_QUANTIZATION_DEFAULT, true, true, false},
      {V4L2_COLORSPACE_REC709, V4L2_YCBCR_ENC_601, V4L2_QUANTIZATION_FULL_RANGE, true, false, true},
      {V4L2_COLORSPACE_SRGB, V4L2_YCBCR_ENC_709, V4L2_QUANTIZATION_LIM_RANGE, true, true, false},
      {V4L2_COLORSPACE_BT2020, V4L2_YCBCR_ENC_DEFAULT, V4L2_QUANTIZATION_DEFAULT, false, false, false},
      {V4L2_COLORSPACE_SMPTE240M, V4L2_YCBCR_ENC_DEFAULT, V4L2_QUANTIZATION_DEFAULT, false, false, false}};
  for (const auto& c : cases) {
    FakeDevice device;
    device.colorspace = c.space;
    device.encoding = c.encoding;
    device.quantization = c.quantization;
    Opened camera;
    CHECK(Open(device, kWanted, &camera).ok() == c.ok);
    if (c.ok) CHECK(camera.mode.bt709 == c.bt709 && camera.mode.full_range == c.full);
  }
}

TEST(InterlacedPicturesAreRefused) {
  FakeDevice device;
  device.field = V4L2_FIELD_INTERLACED;
  Opened camera;
  CHECK(Says(Open(device, kWanted, &camera), "would interlace"));
}

TEST(OffersAreListedWithTheirHighestRate) {
  FakeDevice device;
  device.slowest_interval = 25;
  Opened camera;
  CHECK(OpenCamera(device, "/dev/video9", &camera).ok());
  const std::vector<Offer> offers = ListOffers(device, camera.fd, camera.buffer_type);
  CHECK(offers.size() == 3 && offers[1].format == V4L2_PIX_FMT_YUYV && offers[1].max_width == 128);
  CHECK(offers[1].fps == 25 && offers[2].format == V4L2_PIX_FMT_MJPEG);
}

TEST(FormatNamesGoBothWays) {
  CHECK(FourccText(V4L2_PIX_FMT_Y16) == "Y16" && FourccOf("Y16") == V4L2_PIX_FMT_Y16);
  CHECK(FourccOf("YU12") == V4L2_PIX_FMT_YUV420 && FourccOf("") == 0 && FourccOf("YUYV2") == 0);
  const char* names[] = {"YUYV", "UYVY", "NV12", "NV21", "YU12", "RGB3", "BGR3",
                         "MJPG", "GREY", "Y10",  "Y12",  "Y16",  "Y8I"};
  for (const char* name : names) CHECK(FindCaptureFormat(FourccOf(name)) != nullptr);
}

}  // namespace tellersight::test
