// The product's illuminator binding over the test double, so that promises, codes and stop are tested through
// JavaScript. One chip and one camera per process.
#include <napi.h>

#include "addon/illuminator_binding.h"
#include "test/fake_light.h"

namespace {

// The frames of the JavaScript tests carry the true time.
class FakeLight : public tellersight::test::FakeLight {
 public:
  int64_t NowUs() override { return tellersight::SystemLightCalls().NowUs(); }
};

FakeLight& Light() {
  static FakeLight light;
  return light;
}

// fail(request, errno): "set" or "query"; 0 = works again
void Fail(const Napi::CallbackInfo& info) {
  const bool set = info[0].As<Napi::String>().Utf8Value() == "set";
  const unsigned long request = set ? GPIO_V2_LINE_SET_VALUES_IOCTL : UVCIOC_CTRL_QUERY;
  const int error = info[1].As<Napi::Number>().Int32Value();
  if (error == 0) Light().failures.erase(request);
  else Light().failures[request] = error;
}

Napi::Value State(const Napi::CallbackInfo& info) {
  Napi::Object state = Napi::Object::New(info.Env());
  state.Set("high", Light().high);
  state.Set("open", Light().opened - Light().closed);
  state.Set("written", static_cast<double>(Light().written.size()));
  state.Set("bytes", Napi::Buffer<uint8_t>::Copy(info.Env(), Light().bytes.data(), Light().bytes.size()));
  return state;
}

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  tellersight::ExportIlluminator(env, exports, Light());
  exports.Set("fail", Napi::Function::New(env, Fail));
  exports.Set("state", Napi::Function::New(env, State));
  return exports;
}

}  // namespace

NODE_API_MODULE(fake_light, Init)
