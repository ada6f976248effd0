#include "capture/stream.h"

#include <errno.h>

#include <cstring>
#include <memory>
#include <thread>

#include "capture/open_camera.h"
#include "test/fake_device.h"
#include "test/runner.h"

namespace tellersight::test {
namespace {

constexpr int kSoonMs = 20;

// A started stream on a fake device.
struct Running {
  FakeDevice device;
  OpenedCamera camera;
  std::unique_ptr<Stream> stream;
  explicit Running(bool start = true) {
    CHECK(OpenCamera(device, "/dev/video9", {V4L2_PIX_FMT_YUYV, 64, 48, 30}, &camera).ok());
    stream = std::make_unique<Stream>(device, camera.fd, camera.mode);
    if (start) CHECK(stream->Start().ok());
  }
  CaptureStatus Next(CapturedFrame* frame) { return stream->Next(kSoonMs, frame); }
};

bool Is(const CaptureStatus& status, const char* code) {
  return status.code != nullptr && strcmp(status.code, code) == 0;
}

FakeFrame Numbered(uint32_t sequence) {
  FakeFrame frame;
  frame.sequence = sequence;
  frame.timestamp_us = 5000000 + 33333 * int64_t{sequence};
  return frame;
}

}  // namespace

TEST(FramesCarryTheDriversFacts) {
  Running r;
  r.device.Push(Numbered(7));
  CapturedFrame frame;
  CHECK(r.Next(&frame).ok());
  CHECK(frame.slot == 0 && frame.sequence == 7 && frame.timestamp_us == 5233331);
  CHECK(frame.bytes == 64 * 48 * 2 && frame.data[0] == 0xAB);
  CHECK(frame.monotonic && frame.exposure_start);
  FakeFrame other = Numbered(8);
  other.flags = V4L2_BUF_FLAG_TIMESTAMP_COPY | V4L2_BUF_FLAG_TSTAMP_SRC_EOF;
  r.device.Push(other);
  CapturedFrame second;
  CHECK(r.Next(&second).ok());
  CHECK(second.slot == 1 && !second.monotonic && !second.exposure_start);
}

TEST(ReleasedFramesAreZeroAndQueuedAgain) {
  Running r;
  r.device.Push(Numbered(1));
  CapturedFrame frame;
  CHECK(r.Next(&frame).ok());
  CHECK(r.device.queued() == 3 && !r.device.IsZero(frame.slot));
  r.stream->Release(frame.slot);
  CHECK(r.device.queued() == 4 && r.device.IsZero(frame.slot));
  r.stream->Release(frame.slot);  // twice: must not queue twice
  r.stream->Release(99);
  CHECK(r.device.queued() == 4);
}

TEST(SilenceIsStalled) {
  Running r;
  CapturedFrame frame;
  CHECK(Is(r.Next(&frame), "V4L2_STALLED"));
}

TEST(KeepingAllFramesIsStalledAndReleasingHeals) {
  Running r;
  CapturedFrame frame;
  for (uint32_t i = 0; i < 6; ++i) r.device.Push(Numbered(i));
  for (int i = 0; i < 4; ++i) CHECK(r.Next(&frame).ok());
  const CaptureStatus s = r.Next(&frame);
  CHECK(Is(s, "V4L2_STALLED") && s.text.find("none was released") != std::string::npos);
  r.stream->Release(2);
  frame = {};
  CHECK(r.Next(&frame).ok() && frame.slot == 2 && frame.sequence == 4);
}

TEST(UnpluggingIsSeen) {
  Running r;
  r.device.Unplug();
  CapturedFrame frame;
  CHECK(Is(r.Next(&frame), "V4L2_UNPLUGGED"));
}

TEST(DamagedAndShortFramesGoBack) {
  Running r;
  FakeFrame bad = Numbered(1), shortened = Numbered(2);
  bad.flags |= V4L2_BUF_FLAG_ERROR;
  shortened.bytes = 64 * 48 * 2 - 1;
  r.device.Push(bad);
  r.device.Push(shortened);
  r.device.Push(Numbered(3));
  CapturedFrame frame;
  CHECK(r.Next(&frame).ok() && frame.sequence == 3);
  CHECK(r.stream->damaged() == 2 && r.device.queued() == 3);
}

TEST(InterruptEndsAWait) {
  Running r;
  std::thread other([&] { r.stream->Interrupt(); });
  CapturedFrame frame;
  CHECK(r.stream->Next(60000, &frame).ok() && frame.slot == -1);
  other.join();
}

TEST(StopIsIdempotentAndLeasesOutliveIt) {
  Running r;
  r.device.Push(Numbered(1));
  CapturedFrame frame;
  CHECK(r.Next(&frame).ok());
  r.stream->Stop();
  r.stream->Stop();
  CHECK(r.device.closed() == 1 && !r.device.streaming());
  CHECK(r.device.mapped() == 4 && frame.data[0] == 0xAB);
  r.stream->Release(frame.slot);
  CHECK(r.device.IsZero(frame.slot) && r.device.queued() == 0);
  r.stream.reset();
  CHECK(r.device.mapped() == 0);
}

TEST(StartFailuresCloseTheDevice) {
  struct {
    unsigned long request;
    int error;
    const char* code;
  } const cases[] = {{VIDIOC_REQBUFS, EBUSY, "V4L2_BUSY"},
                     {VIDIOC_STREAMON, ENOSPC, "V4L2_BANDWIDTH"},
                     {VIDIOC_QBUF, EIO, "V4L2_FAILED"},
                     {VIDIOC_QUERYBUF, ENODEV, "V4L2_MISSING"}};
  for (const auto& c : cases) {
    Running r(false);
    r.device.failures[c.request] = c.error;
    CHECK(Is(r.stream->Start(), c.code));
    CHECK(r.device.closed() == 1);
  }
}

}  // namespace tellersight::test
