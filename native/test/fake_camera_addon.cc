// The product's camera binding over the test double, so that leases, threads and stop are tested through
// JavaScript. One device per process.
#include <napi.h>

#include "addon/camera_binding.h"
#include "test/fake_device.h"

namespace {

using tellersight::test::FakeDevice;
using tellersight::test::FakeFrame;
using tellersight::test::IlluminationBlock;
using tellersight::test::NumberControl;

FakeDevice& Device() {
  static FakeDevice device;
  if (device.controls.empty()) device.controls = {NumberControl(V4L2_CID_GAIN, "Gain", 0, 100, 10)};
  return device;
}

// push(sequence, fill, lit?): with a third argument the metadata node says so
void Push(const Napi::CallbackInfo& info) {
  FakeFrame frame;
  frame.sequence = info[0].As<Napi::Number>().Uint32Value();
  frame.timestamp_us = 1000000 + 33333 * int64_t{frame.sequence};
  frame.fill = static_cast<uint8_t>(info[1].As<Napi::Number>().Uint32Value());
  if (info[2].IsBoolean()) frame.metadata = IlluminationBlock(info[2].As<Napi::Boolean>());
  Device().Push(frame);
}

// bandwidth(bytes): largest picture the bus carries from now on; 0: any
void Bandwidth(const Napi::CallbackInfo& info) {
  Device().bandwidth = info[0].As<Napi::Number>().Uint32Value();
}

void Unplug(const Napi::CallbackInfo&) { Device().Unplug(); }

Napi::Value State(const Napi::CallbackInfo& info) {
  Napi::Object state = Napi::Object::New(info.Env());
  state.Set("queued", Device().queued());
  state.Set("closed", Device().closed());
  state.Set("mapped", static_cast<double>(Device().mapped()));
  Napi::Array zero = Napi::Array::New(info.Env());
  for (uint32_t slot = 0; slot < Device().buffers(); ++slot) zero.Set(slot, Device().IsZero(static_cast<int>(slot)));
  state.Set("zero", zero);
  return state;
}

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  tellersight::ExportCamera(env, exports, Device());
  exports.Set("push", Napi::Function::New(env, Push));
  exports.Set("bandwidth", Napi::Function::New(env, Bandwidth));
  exports.Set("unplug", Napi::Function::New(env, Unplug));
  exports.Set("state", Napi::Function::New(env, State));
  return exports;
}

}  // namespace

NODE_API_MODULE(fake_camera, Init)
