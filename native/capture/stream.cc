#include "capture/stream.h"

#include <errno.h>
#include <linux/videodev2.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

namespace tellersight {
namespace {

using Clock = std::chrono::steady_clock;

v4l2_buffer Describe(int slot) {
  v4l2_buffer buffer = {};
  buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  buffer.memory = V4L2_MEMORY_MMAP;
  buffer.index = static_cast<uint32_t>(slot);
  return buffer;
}

CaptureStatus Unplugged() { return {"V4L2_UNPLUGGED", "the camera went away while it was streaming"}; }

// Bytes without which a raw picture is incomplete; 1 for compressed frames.
size_t LeastBytes(const CameraMode& mode) {
  switch (mode.format) {
    case V4L2_PIX_FMT_GREY:
      return static_cast<size_t>(mode.width) * mode.height;
    case V4L2_PIX_FMT_YUYV:
      return 2 * static_cast<size_t>(mode.width) * mode.height;
    case V4L2_PIX_FMT_NV12:
      return 3 * static_cast<size_t>(mode.width) * mode.height / 2;
    case V4L2_PIX_FMT_RGB24:
    case V4L2_PIX_FMT_BGR24:
      return 3 * static_cast<size_t>(mode.width) * mode.height;
    default:
      return 1;
  }
}

}  // namespace

Stream::Stream(DeviceCalls& calls, int fd, const CameraMode& mode)
    : calls_(calls), mode_(mode), fd_(fd), wake_fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

Stream::~Stream() {
  Stop();
  for (Buffer& buffer : buffers_) {
    if (buffer.memory == nullptr) continue;
    explicit_bzero(buffer.memory, buffer.length);
    calls_.Unmap(buffer.memory, buffer.length);
  }
  if (wake_fd_ >= 0) close(wake_fd_);
}

CaptureStatus Stream::Start() {
  if (wake_fd_ < 0) return {"V4L2_FAILED", "no event descriptor could be made"};
  CaptureStatus status = MapBuffers();
  for (int slot = 0; status.ok() && slot < count_; ++slot) {
    const int result = Queue(slot);
    if (result < 0) status = SystemError(-result, "queueing a frame buffer");
  }
  if (status.ok()) {
    int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    const int result = calls_.Control(fd_, VIDIOC_STREAMON, &type);
    if (result < 0) status = SystemError(-result, "starting the stream");
    streaming_ = status.ok();
  }
  if (!status.ok()) Stop();
  return status;
}

CaptureStatus Stream::MapBuffers() {
  v4l2_requestbuffers request = {};
  request.count = kBuffers;
  request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  request.memory = V4L2_MEMORY_MMAP;
  int result = calls_.Control(fd_, VIDIOC_REQBUFS, &request);
  if (result < 0) return SystemError(-result, "requesting frame buffers");
  // Two are not enough: while one is looked at, the driver needs one to fill and one to go on with.
  if (request.count < 3) return {"V4L2_FAILED", "the driver gives fewer than three frame buffers"};
  count_ = std::min<int>(kBuffers, static_cast<int>(request.count));
  for (int slot = 0; slot < count_; ++slot) {
    v4l2_buffer about = Describe(slot);
    result = calls_.Control(fd_, VIDIOC_QUERYBUF, &about);
    if (result < 0) return SystemError(-result, "asking about a frame buffer");
    if (about.length < LeastBytes(mode_)) return {"V4L2_FAILED", "the driver's frame buffers are too small"};
    void* memory = calls_.Map(fd_, about.length, about.m.offset);
    if (memory == nullptr) return {"V4L2_FAILED", "a frame buffer could not be mapped"};
    buffers_[slot].memory = static_cast<uint8_t*>(memory);
    buffers_[slot].length = about.length;
  }
  return {};
}

int Stream::Queue(int slot) {
  v4l2_buffer buffer = Describe(slot);
  const int result = calls_.Control(fd_, VIDIOC_QBUF, &buffer);
  if (result >= 0) ++queued_;
  return result;
}

CaptureStatus Stream::Next(int stall_ms, CapturedFrame* frame) {
  const auto deadline = Clock::now() + std::chrono::milliseconds(stall_ms);
  while (!interrupted_) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    // With every buffer leased the driver's poll answers "error" at once; then only a release is worth
    // waiting for.
    const int watched = queued_ > 0 ? fd_ : -1;
    bool ready = false;
    const int count = left > 0 ? calls_.Wait(watched, wake_fd_, static_cast<int>(left), &ready) : 0;
    if (count == -EINTR) continue;
    if (count < 0) return SystemError(-count, "waiting for a frame");
    if (count == 0) {
      return {"V4L2_STALLED", queued_ > 0
                                  ? "no frame came for " + std::to_string(stall_ms) + " ms"
                                  : std::string("all frame buffers are in use and none was released")};
    }
    DrainWake();
    if (!ready) continue;
    const CaptureStatus status = Dequeue(frame);
    if (!status.ok() || frame->slot >= 0) return status;
  }
  return {};
}

CaptureStatus Stream::Dequeue(CapturedFrame* frame) {
  v4l2_buffer buffer = Describe(0);
  const int result = calls_.Control(fd_, VIDIOC_DQBUF, &buffer);
  if (result == -EAGAIN) return {};
  if (result == -ENODEV || result == -ENXIO) return Unplugged();
  // EIO is what vb2 answers for a queue in error, which is how several drivers report a pulled cable.
  if (result == -EIO || result == -EPIPE) return Unplugged();
  if (result < 0) return SystemError(-result, "taking a frame");
  --queued_;
  const int slot = static_cast<int>(buffer.index);
  if (slot < 0 || slot >= count_)
    return {"V4L2_FAILED", "the driver names a frame buffer that does not exist"};
  if ((buffer.flags & V4L2_BUF_FLAG_ERROR) != 0 || buffer.bytesused < LeastBytes(mode_) ||
      buffer.bytesused > buffers_[slot].length) {
    ++damaged_;
    const int again = Queue(slot);
    return again < 0 ? SystemError(-again, "queueing a frame buffer") : CaptureStatus{};
  }
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    buffers_[slot].leased = true;
  }
  frame->slot = slot;
  frame->data = buffers_[slot].memory;
  frame->bytes = buffer.bytesused;
  frame->sequence = buffer.sequence;
  frame->timestamp_us = int64_t{buffer.timestamp.tv_sec} * 1000000 + buffer.timestamp.tv_usec;
  frame->monotonic = (buffer.flags & V4L2_BUF_FLAG_TIMESTAMP_MASK) == V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC;
  frame->exposure_start = (buffer.flags & V4L2_BUF_FLAG_TSTAMP_SRC_MASK) == V4L2_BUF_FLAG_TSTAMP_SRC_SOE;
  return {};
}

void Stream::Interrupt() {
  interrupted_ = true;
  Wake();
}

void Stream::Release(int slot) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (slot < 0 || slot >= count_ || !buffers_[slot].leased) return;
  explicit_bzero(buffers_[slot].memory, buffers_[slot].length);
  buffers_[slot].leased = false;
  if (fd_ < 0 || !streaming_) return;
  // A device that is gone refuses; the worker meets the same news in Next and reports it.
  Queue(slot);
  Wake();
}

void Stream::Stop() {
  interrupted_ = true;
  const std::lock_guard<std::mutex> lock(mutex_);
  if (fd_ < 0) return;
  if (streaming_) {
    int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    calls_.Control(fd_, VIDIOC_STREAMOFF, &type);
    streaming_ = false;
  }
  calls_.Close(fd_);
  fd_ = -1;
  for (Buffer& buffer : buffers_) {
    if (buffer.memory != nullptr && !buffer.leased) explicit_bzero(buffer.memory, buffer.length);
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
