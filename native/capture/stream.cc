#include "capture/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "capture/capture_format.h"

namespace tellersight {
namespace {

using Clock = std::chrono::steady_clock;

int64_t NowUs() {
  timespec now = {};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return int64_t{now.tv_sec} * 1000000 + now.tv_nsec / 1000;
}

// One buffer for either API: the multi-planar one keeps length, offset and fill of its only plane in a
// structure of its own.
class BufferCall {
 public:
  BufferCall(uint32_t buffer_type, int slot) {
    buffer.type = buffer_type;
    buffer.memory = V4L2_MEMORY_MMAP;
    buffer.index = static_cast<uint32_t>(slot);
    if (!planar()) return;
    buffer.length = 1;
    buffer.m.planes = &plane_;
  }
  BufferCall(const BufferCall&) = delete;
  BufferCall& operator=(const BufferCall&) = delete;

  size_t length() const { return planar() ? plane_.length : buffer.length; }
  off_t offset() const { return planar() ? plane_.m.mem_offset : buffer.m.offset; }
  // Where in the buffer the picture begins and ends.
  uint32_t begin() const { return planar() ? plane_.data_offset : 0; }
  uint32_t end() const { return planar() ? plane_.bytesused : buffer.bytesused; }

  v4l2_buffer buffer = {};

 private:
  bool planar() const { return buffer.type == V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE; }
  v4l2_plane plane_ = {};
};

// EIO is what vb2 answers for a queue in error, which is how several drivers report a pulled cable.
bool IsGone(int error) { return error == ENODEV || error == ENXIO || error == EIO || error == EPIPE; }

StampClock ClockOf(uint32_t flags) {
  switch (flags & V4L2_BUF_FLAG_TIMESTAMP_MASK) {
    case V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC:
      return StampClock::kMonotonic;
    case V4L2_BUF_FLAG_TIMESTAMP_UNKNOWN:
      return StampClock::kUnsaid;
    default:
      return StampClock::kOther;
  }
}

CaptureStatus Unplugged() { return {"V4L2_UNPLUGGED", "the camera went away while it was streaming"}; }

}  // namespace

Stream::Stream(DeviceCalls& calls, int fd, uint32_t buffer_type, const CameraMode& mode,
               std::unique_ptr<MetadataNode> metadata)
    : calls_(calls),
      mode_(mode),
      buffer_type_(buffer_type),
      metadata_(std::move(metadata)),
      fd_(fd),
      wake_fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

Stream::~Stream() {
  Stop();
  for (Buffer& buffer : buffers_) Drop(&buffer);
  if (wake_fd_ >= 0) close(wake_fd_);
}

CaptureStatus Stream::Start(int buffers) {
  if (wake_fd_ < 0) return {"V4L2_FAILED", "no event descriptor could be made"};
  CaptureStatus status = MapBuffers(std::clamp(buffers, kFewestBuffers, kMostBuffers));
  for (int slot = 0; status.ok() && slot < count_; ++slot) {
    const int result = Queue(slot);
    if (result < 0) status = SystemError(-result, "queueing a frame buffer");
  }
  // Before the pictures, or the first ones would have no metadata.
  if (status.ok() && metadata_ != nullptr) status = metadata_->Start();
  if (status.ok()) {
    uint32_t type = buffer_type_;
    const int result = calls_.Control(fd_, VIDIOC_STREAMON, &type);
    if (result < 0) status = SystemError(-result, "starting the stream");
    streaming_ = status.ok();
  }
  if (!status.ok()) Stop();
  return status;
}

CaptureStatus Stream::MapBuffers(int wanted) {
  v4l2_requestbuffers request = {};
  request.count = static_cast<uint32_t>(wanted);
  request.type = buffer_type_;
  request.memory = V4L2_MEMORY_MMAP;
  int result = calls_.Control(fd_, VIDIOC_REQBUFS, &request);
  if (result < 0) return SystemError(-result, "requesting frame buffers");
  // Two are not enough: while one is looked at, the driver needs one to fill and one to go on with.
  if (request.count < kFewestBuffers)
    return {"V4L2_FAILED", "the driver gives fewer than three frame buffers"};
  count_ = std::min<int>(wanted, static_cast<int>(request.count));
  for (int slot = 0; slot < count_; ++slot) {
    BufferCall about(buffer_type_, slot);
    result = calls_.Control(fd_, VIDIOC_QUERYBUF, &about.buffer);
    if (result < 0) return SystemError(-result, "asking about a frame buffer");
    if (about.length() < PictureBytes(mode_))
      return {"V4L2_FAILED", "the driver's frame buffers are too small"};
    void* memory = calls_.Map(fd_, about.length(), about.offset());
    if (memory == nullptr) return {"V4L2_FAILED", "a frame buffer could not be mapped"};
    buffers_[slot].memory = static_cast<uint8_t*>(memory);
    buffers_[slot].length = about.length();
  }
  return {};
}

void Stream::Drop(Buffer* buffer) {
  if (buffer->memory == nullptr) return;
  explicit_bzero(buffer->memory, buffer->length);
  calls_.Unmap(buffer->memory, buffer->length);
  buffer->memory = nullptr;
}

int Stream::Queue(int slot) {
  BufferCall call(buffer_type_, slot);
  const int result = calls_.Control(fd_, VIDIOC_QBUF, &call.buffer);
  if (result >= 0) ++queued_;
  return result;
}

CaptureStatus Stream::Next(int stall_ms, CapturedFrame* frame) {
  const auto deadline = Clock::now() + std::chrono::milliseconds(stall_ms);
  const int damaged_before = damaged_;
  while (!interrupted_) {
    // Each buffer the driver does not take back is missing from then on; the stream would starve without a word.
    if (const int refused = refused_) {
      return IsGone(refused) ? Unplugged() : SystemError(refused, "queueing a frame buffer");
    }
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    // With every buffer leased the driver's poll answers "error" at once; then only a release is worth
    // waiting for.
    const int watched = queued_ > 0 ? fd_ : -1;
    bool ready = false;
    const int count = left > 0 ? calls_.Wait(watched, wake_fd_, static_cast<int>(left), &ready) : 0;
    if (count == -EINTR) continue;
    if (count < 0) return SystemError(-count, "waiting for a frame");
    if (count == 0) return NoFrame(stall_ms, damaged_before);
    DrainWake();
    if (!ready) continue;
    const CaptureStatus status = Dequeue(frame);
    if (!status.ok() || frame->slot >= 0) return status;
  }
  return {};
}

CaptureStatus Stream::NoFrame(int stall_ms, int damaged_before) const {
  const std::string period = " for " + std::to_string(stall_ms) + " ms";
  if (damaged_ > damaged_before) {
    return {"V4L2_DAMAGED", "no whole frame came" + period + ", " +
                                std::to_string(damaged_ - damaged_before) + " were damaged"};
  }
  if (queued_ > 0) return {"V4L2_STALLED", "no frame came" + period};
  return {"V4L2_STALLED", "all frame buffers are in use and none was released"};
}

CaptureStatus Stream::Dequeue(CapturedFrame* frame) {
  BufferCall call(buffer_type_, 0);
  const int result = calls_.Control(fd_, VIDIOC_DQBUF, &call.buffer);
  if (result == -EAGAIN) return {};
  if (IsGone(-result)) return Unplugged();
  if (result < 0) return SystemError(-result, "taking a frame");
  --queued_;
  const v4l2_buffer& buffer = call.buffer;
  const int slot = static_cast<int>(buffer.index);
  if (slot < 0 || slot >= count_)
    return {"V4L2_FAILED", "the driver names a frame buffer that does not exist"};
  if ((buffer.flags & V4L2_BUF_FLAG_ERROR) != 0 || call.begin() > call.end() ||
      call.end() > buffers_[slot].length || call.end() - call.begin() < PictureBytes(mode_)) {
    ++damaged_;
    const int again = Queue(slot);
    return again < 0 ? SystemError(-again, "queueing a frame buffer") : CaptureStatus{};
  }
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    buffers_[slot].leased = true;
  }
  frame->slot = slot;
  frame->data = buffers_[slot].memory + call.begin();
  frame->bytes = call.end() - call.begin();
  frame->sequence = buffer.sequence;
  frame->timestamp_us = int64_t{buffer.timestamp.tv_sec} * 1000000 + buffer.timestamp.tv_usec;
  frame->clock = ClockOf(buffer.flags);
  frame->exposure_start = (buffer.flags & V4L2_BUF_FLAG_TSTAMP_SRC_MASK) == V4L2_BUF_FLAG_TSTAMP_SRC_SOE;
  frame->arrived_us = NowUs();
  if (metadata_ != nullptr) frame->light = metadata_->Of(frame->sequence, frame->timestamp_us);
  return {};
}

void Stream::Interrupt() {
  interrupted_ = true;
  Wake();
}

void Stream::Release(int slot) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (slot < 0 || slot >= count_ || !buffers_[slot].leased) return;
  buffers_[slot].leased = false;
  if (fd_ < 0 || !streaming_) return Drop(&buffers_[slot]);
  explicit_bzero(buffers_[slot].memory, buffers_[slot].length);
  // The worker tells of it in Next.
  const int result = Queue(slot);
  if (result < 0) refused_ = -result;
  Wake();
}

int Stream::Export(int slot) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (fd_ < 0 || slot < 0 || slot >= count_ || !buffers_[slot].leased) return -EBADF;
  v4l2_exportbuffer call = {};
  call.type = buffer_type_;
  call.index = static_cast<uint32_t>(slot);
  call.flags = O_RDONLY | O_CLOEXEC;
  const int result = calls_.Control(fd_, VIDIOC_EXPBUF, &call);
  return result < 0 ? result : call.fd;
}

void Stream::Stop() {
  interrupted_ = true;
  const std::lock_guard<std::mutex> lock(mutex_);
  if (fd_ < 0) return;
  if (streaming_) {
    uint32_t type = buffer_type_;
    calls_.Control(fd_, VIDIOC_STREAMOFF, &type);
    streaming_ = false;
  }
  if (metadata_ != nullptr) metadata_->Stop();
  calls_.Close(fd_);
  fd_ = -1;
  // A mapping keeps the device open and busy, even a device that is gone: none stays longer than its lease.
  for (Buffer& buffer : buffers_) {
    if (!buffer.leased) Drop(&buffer);
  }
}

void Stream::Wake() {
  const uint64_t one = 1;
  // Fails only when the counter is full, and then the waiter is awake anyway.
  if (wake_fd_ >= 0 && write(wake_fd_, &one, sizeof(one)) < 0) return;
}

void Stream::DrainWake() {
  uint64_t count = 0;
  if (read(wake_fd_, &count, sizeof(count)) < 0) return;  // EAGAIN: it was a frame that woke us
}

}  // namespace tellersight
