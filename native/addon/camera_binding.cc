#include "addon/camera_binding.h"

#include <memory>

#include "addon/arguments.h"
#include "addon/camera_session.h"
#include "capture/open_camera.h"

namespace tellersight {
namespace {

constexpr int kLongestStallMs = 60000;

void ThrowCapture(Napi::Env env, const CaptureStatus& status) {
  Throw(env, status.code, status.text.c_str());
}

// new Camera(path, fourcc, width, height, fps): opened and set up, not yet streaming
class Camera : public Napi::ObjectWrap<Camera> {
 public:
  explicit Camera(const Napi::CallbackInfo& info)
      : Napi::ObjectWrap<Camera>(info), calls_(*static_cast<DeviceCalls*>(info.Data())) {
    std::string fourcc;
    WantedMode wanted;
    Status s = info[0].IsString() && info[1].IsString()
                   ? Ok()
                   : Status{"NATIVE_ARGUMENT", "a device path and a four-letter format were expected"};
    if (s.ok()) fourcc = info[1].As<Napi::String>().Utf8Value();
    if (s.ok() && fourcc.size() != 4) s = {"NATIVE_ARGUMENT", "the format is not a four-letter code"};
    if (s.ok()) s = ReadInteger(info[2], 1, kMaxSide, "camera width: 1..8192", &wanted.width);
    if (s.ok()) s = ReadInteger(info[3], 1, kMaxSide, "camera height: 1..8192", &wanted.height);
    if (s.ok()) s = ReadInteger(info[4], 1, 1000, "frames per second: 1..1000", &wanted.fps);
    if (!s.ok()) {
      Throw(info.Env(), s);
      return;
    }
    for (int i = 3; i >= 0; --i) wanted.format = wanted.format << 8 | static_cast<uint8_t>(fourcc[i]);
    const CaptureStatus status = OpenCamera(calls_, info[0].As<Napi::String>().Utf8Value(), wanted, &camera_);
    if (!status.ok()) ThrowCapture(info.Env(), status);
  }

  ~Camera() override { Close(); }

  Napi::Value Identity(const Napi::CallbackInfo& info) {
    Napi::Object object = Napi::Object::New(info.Env());
    object.Set("driver", camera_.identity.driver);
    object.Set("card", camera_.identity.card);
    object.Set("busInfo", camera_.identity.bus_info);
    return object;
  }

  Napi::Value Mode(const Napi::CallbackInfo& info) {
    Napi::Object object = Napi::Object::New(info.Env());
    object.Set("format", FourccText(camera_.mode.format));
    object.Set("width", camera_.mode.width);
    object.Set("height", camera_.mode.height);
    object.Set("stride", camera_.mode.stride);
    object.Set("fps", camera_.mode.fps);
    return object;
  }

  // start(callback, stallMs)
  void Start(const Napi::CallbackInfo& info) {
    int stall_ms = 0;
    Status s = info[0].IsFunction() ? Ok() : Status{"NATIVE_ARGUMENT", "a callback was expected"};
    if (s.ok()) s = ReadInteger(info[1], 1, kLongestStallMs, "stall deadline: 1..60000 ms", &stall_ms);
    if (s.ok() && (camera_.fd < 0 || session_ != nullptr)) {
      s = {"NATIVE_ARGUMENT", "the camera is already started or stopped"};
    }
    if (!s.ok()) return Throw(info.Env(), s);
    auto stream = std::make_shared<Stream>(calls_, camera_.fd, camera_.mode);
    camera_.fd = -1;  // the stream's now
    const CaptureStatus status = stream->Start();
    if (!status.ok()) return ThrowCapture(info.Env(), status);
    session_ = std::make_shared<CameraSession>(std::move(stream));
    session_->Run(info.Env(), info[0].As<Napi::Function>(), stall_ms);
  }

  // release(token, arrayBuffer)
  void Release(const Napi::CallbackInfo& info) {
    if (session_ == nullptr || !info[0].IsNumber()) return;
    session_->Release(info[0].As<Napi::Number>().Uint32Value(), info[1]);
  }

  void Stop(const Napi::CallbackInfo&) { Close(); }

  Napi::Value Damaged(const Napi::CallbackInfo& info) {
    return Napi::Number::New(info.Env(), session_ == nullptr ? 0 : session_->damaged());
  }

 private:
  void Close() {
    if (session_ != nullptr) session_->Stop();
    if (camera_.fd >= 0) calls_.Close(camera_.fd);
    camera_.fd = -1;
  }

  DeviceCalls& calls_;
  OpenedCamera camera_;
  std::shared_ptr<CameraSession> session_;
};

}  // namespace

void ExportCamera(Napi::Env env, Napi::Object exports, DeviceCalls& calls) {
  exports.Set("Camera", Camera::DefineClass(env, "Camera",
                                            {Camera::InstanceAccessor<&Camera::Identity>("identity"),
                                             Camera::InstanceAccessor<&Camera::Mode>("mode"),
                                             Camera::InstanceAccessor<&Camera::Damaged>("damaged"),
                                             Camera::InstanceMethod<&Camera::Start>("start"),
                                             Camera::InstanceMethod<&Camera::Release>("release"),
                                             Camera::InstanceMethod<&Camera::Stop>("stop")},
                                            &calls));
}

}  // namespace tellersight
