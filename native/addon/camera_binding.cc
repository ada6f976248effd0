#include "addon/camera_binding.h"

#include <errno.h>

#include <memory>
#include <utility>

#include "addon/arguments.h"
#include "addon/camera_session.h"
#include "capture/controls.h"
#include "capture/device_text.h"
#include "capture/negotiate.h"
#include "capture/offer.h"
#include "capture/open_camera.h"

namespace tellersight {
namespace {

constexpr int kLongestStallMs = 60000;

using tellersight::Throw;
void Throw(Napi::Env env, const CaptureStatus& status) { Throw(env, status.code, status.text.c_str()); }

// For methods that give a value.
template <typename AnyStatus>
Napi::Value Thrown(Napi::Env env, const AnyStatus& status) {
  Throw(env, status);
  return env.Undefined();
}

// new Camera(path): opened and identified. Then configure, which may be tried again with another mode, and
// start, once.
class Camera : public Napi::ObjectWrap<Camera> {
 public:
  explicit Camera(const Napi::CallbackInfo& info)
      : Napi::ObjectWrap<Camera>(info), calls_(*static_cast<DeviceCalls*>(info.Data())) {
    if (!info[0].IsString()) {
      Throw(info.Env(), "NATIVE_ARGUMENT", "a device path was expected");
      return;
    }
    const CaptureStatus status = OpenCamera(calls_, info[0].As<Napi::String>().Utf8Value(), &camera_);
    if (!status.ok()) Throw(info.Env(), status);
  }

  ~Camera() override { Close(); }

  Napi::Value Identity(const Napi::CallbackInfo& info) {
    Napi::Object object = Napi::Object::New(info.Env());
    object.Set("driver", camera_.identity.driver);
    object.Set("card", camera_.identity.card);
    object.Set("busInfo", camera_.identity.bus_info);
    object.Set("major", camera_.identity.major);
    object.Set("minor", camera_.identity.minor);
    return object;
  }

  // offers(): what the camera says it can deliver
  Napi::Value Offers(const Napi::CallbackInfo& info) {
    Napi::Array list = Napi::Array::New(info.Env());
    if (camera_.fd < 0) return list;
    for (const Offer& offer : ListOffers(calls_, camera_.fd, camera_.buffer_type)) {
      Napi::Object object = Napi::Object::New(info.Env());
      object.Set("format", FourccText(offer.format));
      object.Set("minWidth", offer.min_width);
      object.Set("maxWidth", offer.max_width);
      object.Set("minHeight", offer.min_height);
      object.Set("maxHeight", offer.max_height);
      object.Set("fps", offer.fps);
      list.Set(list.Length(), object);
    }
    return list;
  }

  // configure(fourcc, width, height, fps): the mode it was set to
  Napi::Value Configure(const Napi::CallbackInfo& info) {
    WantedMode wanted;
    if (info[0].IsString()) wanted.format = FourccOf(info[0].As<Napi::String>().Utf8Value());
    Status s = wanted.format != 0 ? Ok() : Status{"NATIVE_ARGUMENT", "a four-letter format was expected"};
    if (s.ok()) s = ReadInteger(info[1], 1, kMaxSide, "camera width: 1..8192", &wanted.width);
    if (s.ok()) s = ReadInteger(info[2], 1, kMaxSide, "camera height: 1..8192", &wanted.height);
    if (s.ok()) s = ReadInteger(info[3], 1, 1000, "frames per second: 1..1000", &wanted.fps);
    if (s.ok()) s = NotStarted();
    if (!s.ok()) return Thrown(info.Env(), s);
    configured_ = false;
    mode_ = {};
    const CaptureStatus status = Negotiate(calls_, camera_.fd, camera_.buffer_type, wanted, &mode_);
    if (!status.ok()) return Thrown(info.Env(), status);
    configured_ = true;
    Napi::Object object = Napi::Object::New(info.Env());
    object.Set("format", FourccText(mode_.format));
    object.Set("width", mode_.width);
    object.Set("height", mode_.height);
    object.Set("stride", mode_.stride);
    object.Set("fps", mode_.fps);
    object.Set("matrix", mode_.bt709 ? "bt709" : "bt601");
    object.Set("range", mode_.full_range ? "full" : "limited");
    return object;
  }

  // controls(): those with a number
  Napi::Value Controls(const Napi::CallbackInfo& info) {
    Napi::Array list = Napi::Array::New(info.Env());
    if (camera_.fd < 0) return list;
    for (const CameraControl& control : ListControls(calls_, camera_.fd)) {
      Napi::Object object = Napi::Object::New(info.Env());
      object.Set("id", control.id);
      object.Set("name", control.name);
      object.Set("minimum", static_cast<double>(control.minimum));
      object.Set("maximum", static_cast<double>(control.maximum));
      object.Set("step", static_cast<double>(control.step));
      list.Set(list.Length(), object);
    }
    return list;
  }

  // setControl(id, value): what the camera says afterwards
  Napi::Value SetOneControl(const Napi::CallbackInfo& info) {
    int id = 0, value = 0, now = 0;
    Status s = ReadInteger(info[0], 1, INT32_MAX, "a control's id was expected", &id);
    if (s.ok()) s = ReadInteger(info[1], INT32_MIN, INT32_MAX, "a control's value was expected", &value);
    if (s.ok()) s = NotStarted();
    if (!s.ok()) return Thrown(info.Env(), s);
    const CaptureStatus status = SetControl(calls_, camera_.fd, static_cast<uint32_t>(id), value, &now);
    if (!status.ok()) return Thrown(info.Env(), status);
    return Napi::Number::New(info.Env(), now);
  }

  // useMetadata(path): the node that says whether the camera's own light was on
  void UseMetadata(const Napi::CallbackInfo& info) {
    Status s = info[0].IsString() ? NotStarted() : Status{"NATIVE_ARGUMENT", "a device path was expected"};
    if (!s.ok()) return Throw(info.Env(), s);
    const CaptureStatus status =
        MetadataNode::Open(calls_, info[0].As<Napi::String>().Utf8Value(), &metadata_);
    if (!status.ok()) Throw(info.Env(), status);
  }

  // start(callback, stallMs, buffers): how many buffers the driver gave
  Napi::Value Start(const Napi::CallbackInfo& info) {
    int stall_ms = 0, buffers = 0;
    Status s = info[0].IsFunction() ? Ok() : Status{"NATIVE_ARGUMENT", "a callback was expected"};
    if (s.ok()) s = ReadInteger(info[1], 1, kLongestStallMs, "stall deadline: 1..60000 ms", &stall_ms);
    if (s.ok()) {
      s = ReadInteger(info[2], Stream::kFewestBuffers, Stream::kMostBuffers, "frame buffers: 3..32", &buffers);
    }
    if (s.ok()) s = NotStarted();
    if (s.ok() && !configured_) s = {"NATIVE_ARGUMENT", "the camera has no mode yet"};
    if (!s.ok()) return Thrown(info.Env(), s);
    auto stream =
        std::make_shared<Stream>(calls_, camera_.fd, camera_.buffer_type, mode_, std::move(metadata_));
    camera_.fd = -1;  // the stream's now
    const CaptureStatus status = stream->Start(buffers);
    if (!status.ok()) return Thrown(info.Env(), status);
    const int given = stream->buffers();
    session_ = std::make_shared<CameraSession>(std::move(stream));
    session_->Run(info.Env(), info[0].As<Napi::Function>(), stall_ms);
    return Napi::Number::New(info.Env(), given);
  }

  // release(token, arrayBuffer)
  void Release(const Napi::CallbackInfo& info) {
    if (session_ == nullptr || !info[0].IsNumber()) return;
    session_->Release(info[0].As<Napi::Number>().Uint32Value(), info[1]);
  }

  // exportFrame(token): a DMABUF descriptor, the caller's to close
  Napi::Value ExportFrame(const Napi::CallbackInfo& info) {
    const bool out = session_ != nullptr && info[0].IsNumber();
    const int fd = out ? session_->Export(info[0].As<Napi::Number>().Uint32Value()) : -EBADF;
    if (fd < 0) return Thrown(info.Env(), SystemError(-fd, "exporting a frame"));
    return Napi::Number::New(info.Env(), fd);
  }

  void Stop(const Napi::CallbackInfo&) { Close(); }

  Napi::Value Damaged(const Napi::CallbackInfo& info) {
    return Napi::Number::New(info.Env(), session_ == nullptr ? 0 : session_->damaged());
  }

 private:
  Status NotStarted() const {
    if (camera_.fd >= 0) return Ok();
    return {"NATIVE_ARGUMENT", "the camera is already started or stopped"};
  }

  void Close() {
    metadata_.reset();
    if (session_ != nullptr) session_->Stop();
    if (camera_.fd >= 0) calls_.Close(camera_.fd);
    camera_.fd = -1;
  }

  DeviceCalls& calls_;
  OpenedCamera camera_;
  CameraMode mode_;
  bool configured_ = false;
  std::unique_ptr<MetadataNode> metadata_;
  std::shared_ptr<CameraSession> session_;
};

}  // namespace

void ExportCamera(Napi::Env env, Napi::Object exports, DeviceCalls& calls) {
  exports.Set("Camera", Camera::DefineClass(env, "Camera",
                                            {Camera::InstanceAccessor<&Camera::Identity>("identity"),
                                             Camera::InstanceAccessor<&Camera::Damaged>("damaged"),
                                             Camera::InstanceMethod<&Camera::Offers>("offers"),
                                             Camera::InstanceMethod<&Camera::Configure>("configure"),
                                             Camera::InstanceMethod<&Camera::Controls>("controls"),
                                             Camera::InstanceMethod<&Camera::SetOneControl>("setControl"),
                                             Camera::InstanceMethod<&Camera::UseMetadata>("useMetadata"),
                                             Camera::InstanceMethod<&Camera::ExportFrame>("exportFrame"),
                                             Camera::InstanceMethod<&Camera::Start>("start"),
                                             Camera::InstanceMethod<&Camera::Release>("release"),
                                             Camera::InstanceMethod<&Camera::Stop>("stop")},
                                            &calls));
}

}  // namespace tellersight
