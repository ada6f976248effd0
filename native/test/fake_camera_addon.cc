// The product's camera binding over the test double, so that leases, threads and stop are tested through
// JavaScript. One device per process.
#include <napi.h>

#include "addon/camera_binding.h"
#include "test/fake_device.h"

namespace {

using tellersight::test::FakeDevice;
using tellersight::test::FakeFrame;

FakeDevice& Device() {
  static FakeDevice device;
  return device;
}

// push(sequence, fill)
void Push(const Napi::CallbackInfo& info) {
  FakeFrame frame;
  frame.sequence = info[0].As<Napi::Number>().Uint32Value();
  frame.timestamp_us = 1000000 + 33333 * int64_t{frame.sequence};
  frame.fill = static_cast<uint8_t>(info[1].As<Napi::Number>().Uint32Value());
  Device().Push(frame);
}

void Unplug(const Napi::CallbackInfo&) { Device().Unplug(); }

Napi::Value State(const Napi::CallbackInfo& info) {
  Napi::Object state = Napi::Object::New(info.Env());
  state.Set("queued", Device().queued());
  state.Set("closed", Device().closed());
  state.Set("mapped", static_cast<double>(Device().mapped()));
  Napi::Array zero = Napi::Array::New(info.Env());
  for (uint32_t slot = 0; slot < 4; ++slot) zero.Set(slot, Device().IsZero(static_cast<int>(slot)));
  state.Set("zero", zero);
  return state;
}

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  tellersight::ExportCamera(env, exports, Device());
  exports.Set("push", Napi::Function::New(env, Push));
  exports.Set("unplug", Napi::Function::New(env, Unplug));
  exports.Set("state", Napi::Function::New(env, State));
  return exports;
}

}  // namespace

NODE_API_MODULE(fake_camera, Init)
