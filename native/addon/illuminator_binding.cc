#include "addon/illuminator_binding.h"

#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "addon/arguments.h"
#include "illuminator/gpio_line.h"
#include "illuminator/xu_control.h"

namespace tellersight {
namespace {

// What one piece of work gives to JavaScript: nothing, a time, or bytes.
struct Result {
  LightStatus status;
  int64_t done_us = -1;
  std::vector<uint8_t> bytes;
  bool has_bytes = false;
};

// A device and the lock that keeps two threads of the pool from using it at once. Lives until the last work is done.
template <typename Device>
struct Shared {
  template <typename... Arguments>
  explicit Shared(Arguments&&... arguments) : device(std::forward<Arguments>(arguments)...) {}
  std::mutex mutex;
  Device device;
};

class Work : public Napi::AsyncWorker {
 public:
  using Body = std::function<void(Result*)>;

  static Napi::Value Start(Napi::Env env, Body body) {
    Work* work = new Work(env, std::move(body));  // deletes itself when it is done
    work->Queue();
    return work->deferred_.Promise();
  }

 protected:
  void Execute() override { body_(&result_); }

  void OnOK() override {
    if (!result_.status.ok()) {
      Napi::Error error = Napi::Error::New(Env(), result_.status.text);
      error.Set("code", Napi::String::New(Env(), result_.status.code));
      deferred_.Reject(error.Value());
    } else if (result_.has_bytes) {
      deferred_.Resolve(Napi::Buffer<uint8_t>::Copy(Env(), result_.bytes.data(), result_.bytes.size()));
    } else if (result_.done_us >= 0) {
      deferred_.Resolve(Napi::Number::New(Env(), static_cast<double>(result_.done_us)));
    } else {
      deferred_.Resolve(Env().Undefined());
    }
  }

 private:
  Work(Napi::Env env, Body body)
      : Napi::AsyncWorker(env), deferred_(Napi::Promise::Deferred::New(env)), body_(std::move(body)) {}

  Napi::Promise::Deferred deferred_;
  Body body_;
  Result result_;
};

template <typename Device>
Napi::Value Run(Napi::Env env, const std::shared_ptr<Shared<Device>>& shared,
                std::function<void(Device&, Result*)> body) {
  return Work::Start(env, [shared, body = std::move(body)](Result* result) {
    const std::lock_guard<std::mutex> lock(shared->mutex);
    body(shared->device, result);
  });
}

Napi::Value Refused(Napi::Env env, const Status& status) {
  Throw(env, status);
  return env.Undefined();
}

// new GpioLine(chip, line, activeLow)
class Gpio : public Napi::ObjectWrap<Gpio> {
 public:
  explicit Gpio(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Gpio>(info) {
    int line = 0;
    Status s = info[0].IsString() ? Ok() : Status{"NATIVE_ARGUMENT", "a device path was expected"};
    if (s.ok()) s = ReadInteger(info[1], 0, 65535, "GPIO line: 0..65535", &line);
    if (!s.ok()) {
      Throw(info.Env(), s);
      return;
    }
    shared_ = std::make_shared<Shared<GpioLine>>(*static_cast<LightCalls*>(info.Data()),
                                                 info[0].As<Napi::String>().Utf8Value(),
                                                 static_cast<uint32_t>(line), info[2].ToBoolean().Value());
  }

  Napi::Value Open(const Napi::CallbackInfo& info) {
    return Run<GpioLine>(info.Env(), shared_,
                         [](GpioLine& line, Result* result) { result->status = line.Open(); });
  }

  Napi::Value Set(const Napi::CallbackInfo& info) {
    const bool active = info[0].ToBoolean().Value();
    return Run<GpioLine>(info.Env(), shared_, [active](GpioLine& line, Result* result) {
      result->status = line.Set(active, &result->done_us);
    });
  }

  Napi::Value Close(const Napi::CallbackInfo& info) {
    return Run<GpioLine>(info.Env(), shared_, [](GpioLine& line, Result*) { line.Close(); });
  }

 private:
  std::shared_ptr<Shared<GpioLine>> shared_;
};

// new XuControl(device, unit, selector, length)
class Xu : public Napi::ObjectWrap<Xu> {
 public:
  explicit Xu(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Xu>(info) {
    int unit = 0, selector = 0, length = 0;
    Status s = info[0].IsString() ? Ok() : Status{"NATIVE_ARGUMENT", "a device path was expected"};
    if (s.ok()) s = ReadInteger(info[1], 1, 255, "extension unit: 1..255", &unit);
    if (s.ok()) s = ReadInteger(info[2], 1, 255, "selector: 1..255", &selector);
    if (s.ok()) s = ReadInteger(info[3], 1, 1024, "length of the control: 1..1024", &length);
    if (!s.ok()) {
      Throw(info.Env(), s);
      return;
    }
    shared_ = std::make_shared<Shared<XuControl>>(
        *static_cast<LightCalls*>(info.Data()), info[0].As<Napi::String>().Utf8Value(),
        static_cast<uint8_t>(unit), static_cast<uint8_t>(selector), static_cast<uint16_t>(length));
  }

  Napi::Value Open(const Napi::CallbackInfo& info) {
    return Run<XuControl>(info.Env(), shared_,
                          [](XuControl& control, Result* result) { result->status = control.Open(); });
  }

  Napi::Value Get(const Napi::CallbackInfo& info) {
    return Run<XuControl>(info.Env(), shared_, [](XuControl& control, Result* result) {
      result->has_bytes = true;
      result->status = control.Get(&result->bytes);
    });
  }

  Napi::Value Set(const Napi::CallbackInfo& info) {
    Bytes bytes;
    const Status s = ReadBytes(info[0], &bytes);
    if (!s.ok()) return Refused(info.Env(), s);
    std::vector<uint8_t> copy(bytes.data, bytes.data + bytes.size);
    return Run<XuControl>(info.Env(), shared_, [copy = std::move(copy)](XuControl& control, Result* result) {
      result->status = control.Set(copy, &result->done_us);
    });
  }

  Napi::Value Close(const Napi::CallbackInfo& info) {
    return Run<XuControl>(info.Env(), shared_, [](XuControl& control, Result*) { control.Close(); });
  }

 private:
  std::shared_ptr<Shared<XuControl>> shared_;
};

}  // namespace

void ExportIlluminator(Napi::Env env, Napi::Object exports, LightCalls& calls) {
  exports.Set("GpioLine", Gpio::DefineClass(env, "GpioLine",
                                            {Gpio::InstanceMethod<&Gpio::Open>("open"),
                                             Gpio::InstanceMethod<&Gpio::Set>("set"),
                                             Gpio::InstanceMethod<&Gpio::Close>("close")},
                                            &calls));
  exports.Set("XuControl", Xu::DefineClass(env, "XuControl",
                                           {Xu::InstanceMethod<&Xu::Open>("open"),
                                            Xu::InstanceMethod<&Xu::Get>("get"),
                                            Xu::InstanceMethod<&Xu::Set>("set"),
                                            Xu::InstanceMethod<&Xu::Close>("close")},
                                           &calls));
}

}  // namespace tellersight
