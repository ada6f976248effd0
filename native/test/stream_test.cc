#include "capture/stream.h"

#include <errno.h>

#include <cstring>
#include <memory>
#include <thread>
#include <utility>

#include "capture/negotiate.h"
#include "capture/open_camera.h"
#include "test/fake_device.h"
#include "test/runner.h"

namespace tellersight::test {
namespace {

constexpr int kSoonMs = 20;
constexpr int kBuffers = 4;

// A stream on a fake device, started unless the test wants to see how that fails.
struct Running {
  FakeDevice device;
  OpenedCamera camera;
  CameraMode mode;
  std::unique_ptr<Stream> stream;
  explicit Running(bool start = true, uint32_t api = V4L2_CAP_VIDEO_CAPTURE, bool metadata = false) {
    device.capabilities = api | V4L2_CAP_STREAMING;
    CHECK(OpenCamera(device, "/dev/video9", &camera).ok());
    CHECK(Negotiate(device, camera.fd, camera.buffer_type, {V4L2_PIX_FMT_YUYV, 64, 48, 30}, &mode).ok());
    std::unique_ptr<MetadataNode> node;
    if (metadata) CHECK(MetadataNode::Open(device, "/dev/video10", &node).ok());
    stream = std::make_unique<Stream>(device, camera.fd, camera.buffer_type, mode, std::move(node));
    if (start) CHECK(stream->Start(kBuffers).ok());
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
  CHECK(frame.clock == StampClock::kMonotonic && frame.exposure_start);
  FakeFrame other = Numbered(8);
  other.flags = V4L2_BUF_FLAG_TIMESTAMP_COPY | V4L2_BUF_FLAG_TSTAMP_SRC_EOF;
  r.device.Push(other);
  CapturedFrame second;
  CHECK(r.Next(&second).ok());
  CHECK(second.slot == 1 && second.clock == StampClock::kOther && !second.exposure_start);
  FakeFrame unsaid = Numbered(9);
  unsaid.flags = V4L2_BUF_FLAG_TIMESTAMP_UNKNOWN;
  r.device.Push(unsaid);
  CapturedFrame third;
  CHECK(r.Next(&third).ok() && third.clock == StampClock::kUnsaid);
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

TEST(ABufferThatIsNotTakenBackEndsTheStream) {
  const struct {
    int error;
    const char* code;
  } cases[] = {{EINVAL, "V4L2_FAILED"}, {ENODEV, "V4L2_UNPLUGGED"}, {EIO, "V4L2_UNPLUGGED"}};
  for (const auto& c : cases) {
    Running r;
    r.device.Push(Numbered(1));
    CapturedFrame frame;
    CHECK(r.Next(&frame).ok());
    r.device.failures[VIDIOC_QBUF] = c.error;
    r.stream->Release(frame.slot);
    r.device.failures.clear();
    r.device.Push(Numbered(2));
    CHECK(Is(r.Next(&frame), c.code));
  }
}

TEST(AsManyBuffersAsTheDriverGives) {
  const struct {
    int wanted;
    uint32_t most;
    int given;
  } cases[] = {{8, 32, 8}, {8, 5, 5}, {8, 3, 3}, {1, 32, 3}, {99, 32, 32}};
  for (const auto& c : cases) {
    Running r(false);
    r.device.most_buffers = c.most;
    CHECK(r.stream->Start(c.wanted).ok() && r.stream->buffers() == c.given && r.device.queued() == c.given);
  }
  Running r(false);
  r.device.most_buffers = 2;
  CHECK(Is(r.stream->Start(8), "V4L2_FAILED") && r.device.closed() == 1);
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

TEST(OnlyDamagedFramesAreNoStall) {
  Running r;
  FakeFrame bad = Numbered(1);
  bad.flags |= V4L2_BUF_FLAG_ERROR;
  r.device.Push(bad);
  CapturedFrame frame;
  const CaptureStatus s = r.Next(&frame);
  CHECK(Is(s, "V4L2_DAMAGED") && s.text.find("1 were damaged") != std::string::npos);
  CHECK(Is(r.Next(&frame), "V4L2_STALLED"));  // damage of the past is no reason
}

TEST(MultiPlanarFramesBeginWhereTheDriverSays) {
  Running r(true, V4L2_CAP_VIDEO_CAPTURE_MPLANE);
  FakeFrame moved = Numbered(7);
  moved.data_offset = 64;
  r.device.Push(moved);
  CapturedFrame frame, whole;
  CHECK(r.Next(&frame).ok());
  CHECK(frame.sequence == 7 && frame.bytes == 64 * 48 * 2);
  CHECK(frame.data[0] == 0xAB && frame.data[frame.bytes - 1] == 0xAB);
  r.device.Push(Numbered(8));
  CHECK(r.Next(&whole).ok());
  CHECK(frame.slot == 0 && whole.slot == 1 && r.device.queued() == 2);
  r.stream->Release(frame.slot);
  CHECK(r.device.queued() == 3 && r.device.IsZero(0));
}

TEST(MultiPlanarOffsetsBeyondTheBufferAreDamage) {
  Running r(true, V4L2_CAP_VIDEO_CAPTURE_MPLANE);
  FakeFrame beyond = Numbered(1), shortened = Numbered(2);
  beyond.data_offset = 1 << 20;
  shortened.data_offset = 64;
  shortened.bytes = 64 * 48 * 2 - 64;  // a whole buffer, but not a whole picture behind the offset
  r.device.Push(beyond);
  r.device.Push(shortened);
  CapturedFrame frame;
  CHECK(Is(r.Next(&frame), "V4L2_DAMAGED"));
  CHECK(r.stream->damaged() == 2 && r.device.queued() == 4);
}

TEST(ArrivalIsStampedWhenTheDriverHandsOver) {
  Running r;
  r.device.Push(Numbered(1));
  r.device.Push(Numbered(2));
  CapturedFrame first, second;
  CHECK(r.Next(&first).ok() && r.Next(&second).ok());
  CHECK(first.arrived_us > 0 && second.arrived_us >= first.arrived_us);
}

TEST(LeasedFramesCanBeExported) {
  Running r;
  r.device.Push(Numbered(1));
  CapturedFrame frame;
  CHECK(r.stream->Export(0) == -EBADF);
  CHECK(r.Next(&frame).ok() && r.stream->Export(frame.slot) == 1002);
  CHECK(r.stream->Export(99) == -EBADF);
  r.stream->Release(frame.slot);
  CHECK(r.stream->Export(frame.slot) == -EBADF);
  r.device.Push(Numbered(2));
  CHECK(r.Next(&frame).ok());
  r.device.failures[VIDIOC_EXPBUF] = ENOTTY;
  CHECK(r.stream->Export(frame.slot) == -ENOTTY);
  r.stream->Stop();
  CHECK(r.stream->Export(frame.slot) == -EBADF);
}

TEST(MetadataTellsTheLightOfItsOwnFrame) {
  Running r(true, V4L2_CAP_VIDEO_CAPTURE, true);
  FakeFrame lit = Numbered(1), unlit = Numbered(2), silent = Numbered(3);
  lit.metadata = IlluminationBlock(true);
  unlit.metadata = IlluminationBlock(false);
  for (const FakeFrame& frame : {lit, unlit, silent}) r.device.Push(frame);
  CapturedFrame frames[3];
  for (CapturedFrame& frame : frames) CHECK(r.Next(&frame).ok());
  CHECK(frames[0].light == Illumination::kOn);
  CHECK(frames[1].light == Illumination::kOff);
  CHECK(frames[2].light == Illumination::kUnknown);
  // Metadata of a frame that was lost must not be taken for another's.
  r.device.metadata.Push(4, Numbered(4).timestamp_us, IlluminationBlock(true));
  r.device.Push(Numbered(5));
  CapturedFrame after;
  CHECK(r.Next(&after).ok() && after.light == Illumination::kUnknown);
  r.stream->Stop();
  CHECK(!r.device.metadata.streaming());
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
  // A mapping keeps a closed device busy.
  CHECK(r.device.mapped() == 1 && frame.data[0] == 0xAB);
  r.stream->Release(frame.slot);
  CHECK(r.device.mapped() == 0 && r.device.IsZero(frame.slot) && r.device.queued() == 0);
  r.stream->Release(frame.slot);
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
    CHECK(Is(r.stream->Start(kBuffers), c.code));
    CHECK(r.device.closed() == 1);
  }
}

}  // namespace tellersight::test
