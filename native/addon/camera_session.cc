#include "addon/camera_session.h"

#include <errno.h>

#include <iterator>

namespace tellersight {

namespace {

const char* ClockName(StampClock clock) {
  if (clock == StampClock::kMonotonic) return "monotonic";
  return clock == StampClock::kUnsaid ? "unsaid" : "other";
}

}  // namespace

void CameraSession::Run(Napi::Env env, const Napi::Function& callback, int stall_ms) {
  // The channel keeps the session alive until its last event was delivered or dropped.
  Holder* self = new Holder(shared_from_this());
  channel_ = Channel::New(
      env, callback, "tellersight camera", 0, 1, self,
      [](Napi::Env, void*, Holder* holder) { delete holder; }, static_cast<void*>(nullptr));
  worker_ = std::thread([this, stall_ms] { Work(stall_ms); });
}

void CameraSession::Work(int stall_ms) {
  while (true) {
    CapturedFrame frame;
    CaptureStatus status = stream_->Next(stall_ms, &frame);
    if (status.ok() && frame.slot < 0) break;  // interrupted
    Event* event = new Event;
    const bool last = !status.ok();
    if (last) {
      event->error = std::move(status);
    } else {
      const std::lock_guard<std::mutex> lock(mutex_);
      pending_.push_back(std::make_shared<Lease>(stream_, frame));
    }
    // At most as many events as there are buffers wait here, so the queue needs no bound of its own.
    if (channel_.NonBlockingCall(event) != napi_ok) {
      delete event;
      return;  // Node is shutting down and has closed the channel itself
    }
    if (last) break;
  }
  channel_.Release();
}

void CameraSession::Deliver(Napi::Env env, Napi::Function callback, Holder* session, Event* event) {
  const std::unique_ptr<Event> owned(event);
  // No environment: Node is shutting down, and the session's end gives the frames back.
  if (static_cast<napi_env>(env) == nullptr || session == nullptr || (*session)->stopped_) return;
  const Napi::HandleScope scope(env);
  if (!event->error.ok()) {
    callback.Call({Napi::String::New(env, event->error.code), Napi::String::New(env, event->error.text)});
    return;
  }
  callback.Call({env.Null(), env.Null(), (*session)->FrameObject(env, (*session)->TakePending())});
}

// One event was sent per pending frame, in order, so there is one.
std::shared_ptr<Lease> CameraSession::TakePending() {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::shared_ptr<Lease> lease = std::move(pending_.front());
  pending_.pop_front();
  return lease;
}

Napi::Object CameraSession::FrameObject(Napi::Env env, const std::shared_ptr<Lease>& lease) {
  const CapturedFrame& frame = lease->frame();
  // The array buffer co-owns the lease: a frame that a program forgets comes back when it is collected.
  auto* owner = new std::shared_ptr<Lease>(lease);
  const Napi::ArrayBuffer memory = Napi::ArrayBuffer::New(
      env, frame.data, frame.bytes, [](Napi::Env, void*, std::shared_ptr<Lease>* held) { delete held; },
      owner);
  const uint32_t token = next_token_++;
  // Frames that came back through the collector left their entries behind.
  for (auto entry = leases_.begin(); leases_.size() > static_cast<size_t>(stream_->buffers()) && entry != leases_.end();) {
    entry = entry->second.expired() ? leases_.erase(entry) : std::next(entry);
  }
  leases_[token] = lease;
  Napi::Object object = Napi::Object::New(env);
  object.Set("token", Napi::Number::New(env, token));
  object.Set("data", Napi::Uint8Array::New(env, frame.bytes, memory, 0));
  object.Set("sequence", Napi::Number::New(env, frame.sequence));
  object.Set("timestampUs", Napi::Number::New(env, static_cast<double>(frame.timestamp_us)));
  object.Set("clock", ClockName(frame.clock));
  object.Set("exposureStart", Napi::Boolean::New(env, frame.exposure_start));
  object.Set("arrivedUs", Napi::Number::New(env, static_cast<double>(frame.arrived_us)));
  const bool known = frame.light != Illumination::kUnknown;
  object.Set("illuminated", known ? Napi::Boolean::New(env, frame.light == Illumination::kOn) : env.Null());
  return object;
}

void CameraSession::Release(uint32_t token, const Napi::Value& array_buffer) {
  const auto found = leases_.find(token);
  if (found == leases_.end()) return;
  if (array_buffer.IsArrayBuffer()) array_buffer.As<Napi::ArrayBuffer>().Detach();
  if (const std::shared_ptr<Lease> lease = found->second.lock()) lease->Release();
  leases_.erase(found);
}

int CameraSession::Export(uint32_t token) {
  const auto found = leases_.find(token);
  const std::shared_ptr<Lease> lease = found == leases_.end() ? nullptr : found->second.lock();
  return lease == nullptr ? -EBADF : stream_->Export(lease->frame().slot);
}

void CameraSession::Stop() {
  if (stopped_) return;
  stopped_ = true;
  stream_->Interrupt();
  if (worker_.joinable()) worker_.join();
  stream_->Stop();
  pending_.clear();  // never shown to JavaScript; zeroed now rather than when its event comes up
}

}  // namespace tellersight
