// Memory-mapped streaming of one opened and negotiated device. Frames are leased in place: no copy. A lease
// given back is overwritten with zeros before the driver gets the buffer again (R21).
//
// Threads: Next is for one thread (the camera's worker); Release may come from any; Stop after the worker has
// ended.
#ifndef TELLERSIGHT_CAPTURE_STREAM_H_
#define TELLERSIGHT_CAPTURE_STREAM_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>

#include "capture/capture_status.h"
#include "capture/device_calls.h"
#include "capture/metadata_node.h"
#include "capture/mode.h"

namespace tellersight {

// Which clock a driver says its timestamps are of. v4l2loopback says nothing; kOther is one that a program chose.
enum class StampClock { kMonotonic, kUnsaid, kOther };

// A delivered buffer. `data` is mapped until it is released, or longer while the stream runs.
struct CapturedFrame {
  int slot = -1;
  uint8_t* data = nullptr;
  uint32_t bytes = 0;     // of picture in it
  uint32_t sequence = 0;  // the driver's frame counter
  int64_t timestamp_us = 0;
  StampClock clock = StampClock::kOther;
  bool exposure_start =
      false;               // ... taken at the start of exposure (else at the end of the frame, or unknown)
  int64_t arrived_us = 0;  // CLOCK_MONOTONIC when the driver handed it over, however late it is looked at
  Illumination light = Illumination::kUnknown;  // the camera's own word
};

class Stream {
 public:
  static constexpr int kFewestBuffers = 3;
  static constexpr int kMostBuffers = 32;  // videodev2.h: VIDEO_MAX_FRAME

  // Owns fd from here on. `metadata` may be null.
  Stream(DeviceCalls& calls, int fd, uint32_t buffer_type, const CameraMode& mode,
         std::unique_ptr<MetadataNode> metadata = nullptr);
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  // Requests, maps and queues so many buffers (kFewestBuffers..kMostBuffers; the driver may give fewer) and
  // starts the stream. After a failure the stream is stopped.
  CaptureStatus Start(int buffers);

  // The next good frame. Frames the driver marks as damaged, or that are shorter than a picture, go straight
  // back (the sequence shows the gap). When `stall_ms` pass without a good one: V4L2_DAMAGED if bad ones
  // came, else V4L2_STALLED. V4L2_UNPLUGGED when the device is gone, V4L2_FAILED when it did not take a
  // released buffer back. *frame keeps slot -1 when Interrupt ended the wait.
  CaptureStatus Next(int stall_ms, CapturedFrame* frame);

  // Makes Next return soon, now or the next time it is called. Any thread.
  void Interrupt();

  // Zeroes the frame and gives the buffer back to the driver. Any thread; once per lease.
  void Release(int slot);

  // A DMABUF descriptor of a leased frame's buffer, for another device to map (VIDIOC_EXPBUF); the caller
  // closes it. The buffer is used again after Release: whoever holds the descriptor then sees the next
  // frames. -errno where the driver cannot (ENOTTY, EINVAL: its memory is not shareable) or the frame is not
  // leased (EBADF). Any thread.
  int Export(int slot);

  // Takes the buffers back and closes the device, which others can use once all leases are released too.
  // Idempotent. Leased frames stay readable until released.
  void Stop();

  int damaged() const { return damaged_; }
  // How many the driver gave; 0 before Start.
  int buffers() const { return count_; }

 private:
  struct Buffer {
    uint8_t* memory = nullptr;
    size_t length = 0;
    bool leased = false;
  };

  CaptureStatus MapBuffers(int wanted);
  CaptureStatus NoFrame(int stall_ms, int damaged_before) const;
  int Queue(int slot);
  void Drop(Buffer* buffer);
  CaptureStatus Dequeue(CapturedFrame* frame);
  void Wake();
  void DrainWake();

  DeviceCalls& calls_;
  const CameraMode mode_;
  const uint32_t buffer_type_;
  const std::unique_ptr<MetadataNode> metadata_;
  std::mutex mutex_;  // guards fd_ and buffers_ between Release and Stop
  int fd_;
  int wake_fd_;
  int count_ = 0;
  Buffer buffers_[kMostBuffers];
  bool streaming_ = false;
  std::atomic<int> queued_{0};   // buffers the driver holds
  std::atomic<int> refused_{0};  // why it did not take one back, an errno
  std::atomic<bool> interrupted_{false};
  std::atomic<int> damaged_{0};
};

}  // namespace tellersight

#endif  // TELLERSIGHT_CAPTURE_STREAM_H_
