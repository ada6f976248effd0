// One running stream between its worker thread and JavaScript: frames cross as leases that give themselves
// back.
#ifndef TELLERSIGHT_ADDON_CAMERA_SESSION_H_
#define TELLERSIGHT_ADDON_CAMERA_SESSION_H_

#include <napi.h>

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "capture/stream.h"

namespace tellersight {

// A frame on its way to or in JavaScript. Whoever drops it last (release(), a stopped session, the garbage
// collector) returns the buffer, zeroed. Keeps the stream's memory mapped.
class Lease {
 public:
  Lease(std::shared_ptr<Stream> stream, const CapturedFrame& frame)
      : stream_(std::move(stream)), frame_(frame) {}
  ~Lease() { Release(); }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  const CapturedFrame& frame() const { return frame_; }
  void Release() {
    if (!released_.exchange(true)) stream_->Release(frame_.slot);
  }

 private:
  const std::shared_ptr<Stream> stream_;
  const CapturedFrame frame_;
  std::atomic<bool> released_{false};
};

class CameraSession : public std::enable_shared_from_this<CameraSession> {
 public:
  explicit CameraSession(std::shared_ptr<Stream> stream) : stream_(std::move(stream)) {}

  // Starts the worker. `callback(code, text, frame)` gets frames until one call with a code, which is the
  // last.
  void Run(Napi::Env env, const Napi::Function& callback, int stall_ms);

  // Gives one frame back; the array buffer over it is detached first, so no script can watch the next frame
  // in it.
  void Release(uint32_t token, const Napi::Value& array_buffer);

  // A DMABUF descriptor of a frame that is still out, or -errno; see Stream::Export.
  int Export(uint32_t token);

  // Ends worker and stream; no callback comes afterwards. Idempotent. JavaScript's thread only.
  void Stop();

  int damaged() const { return stream_->damaged(); }

 private:
  // What crosses the channel: "a frame is pending", or the error that ends the session. Frames wait in
  // pending_ instead, where Stop can take them back at once.
  struct Event {
    CaptureStatus error;
  };
  using Holder = std::shared_ptr<CameraSession>;
  static void Deliver(Napi::Env env, Napi::Function callback, Holder* session, Event* event);
  using Channel = Napi::TypedThreadSafeFunction<Holder, Event, Deliver>;

  void Work(int stall_ms);
  std::shared_ptr<Lease> TakePending();
  Napi::Object FrameObject(Napi::Env env, const std::shared_ptr<Lease>& lease);

  const std::shared_ptr<Stream> stream_;
  Channel channel_;
  std::thread worker_;
  std::mutex mutex_;  // guards pending_
  std::deque<std::shared_ptr<Lease>> pending_;
  bool stopped_ = false;  // JavaScript's thread only, as are the two below
  uint32_t next_token_ = 1;
  std::unordered_map<uint32_t, std::weak_ptr<Lease>> leases_;
};

}  // namespace tellersight

#endif  // TELLERSIGHT_ADDON_CAMERA_SESSION_H_
