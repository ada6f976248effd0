#include "addon/arguments.h"

#include <cmath>
#include <cstring>

namespace tellersight {
namespace {

constexpr Status kArgument = {"NATIVE_ARGUMENT", "an argument has the wrong type"};

struct Name {
  const char* text;
  int value;
};

// Compares without making a std::string: these are read for every frame.
template <size_t N>
Status ReadName(const Napi::Value& value, const Name (&names)[N], const char* text, int* out) {
  char word[24] = {};
  size_t length = 0;
  if (napi_get_value_string_utf8(value.Env(), value, word, sizeof(word), &length) != napi_ok) {
    return {"NATIVE_ARGUMENT", text};
  }
  for (const Name& name : names) {
    if (strcmp(name.text, word) == 0) {
      *out = name.value;
      return Ok();
    }
  }
  return {"NATIVE_ARGUMENT", text};
}

bool IsMissing(const Napi::Value& value) { return value.IsUndefined() || value.IsNull(); }

Status ReadNumber(const Napi::Value& value, double* out) {
  return napi_get_value_double(value.Env(), value, out) == napi_ok ? Ok() : kArgument;
}

// mean / scale: missing, one number for all channels, or one per channel.
Status ReadPerChannel(const Napi::Value& value, int channels, float* out) {
  if (IsMissing(value)) return Ok();
  if (!value.IsArray()) return TensorError("mean and scale must be arrays of numbers");
  const Napi::Array array = value.As<Napi::Array>();
  const int length = static_cast<int>(array.Length());
  if (length != 1 && length != channels)
    return TensorError("mean and scale need one number, or one per channel");
  for (int c = 0; c < channels; ++c) {
    double number = 0;
    if (!ReadNumber(array.Get(length == 1 ? 0u : static_cast<uint32_t>(c)), &number).ok()) {
      return TensorError("mean and scale must be arrays of numbers");
    }
    out[c] = static_cast<float>(number);
  }
  return Ok();
}

Status ReadSpec(const Napi::Value& value, TensorSpec* spec) {
  static constexpr Name kLayouts[] = {{"nchw", int(Layout::kNchw)}, {"nhwc", int(Layout::kNhwc)}};
  static constexpr Name kChannels[] = {{"rgb", int(Channels::kRgb)},
                                       {"bgr", int(Channels::kBgr)},
                                       {"grey", int(Channels::kGrey)},
                                       {"grey3", int(Channels::kGrey3)}};
  static constexpr Name kTypes[] = {
      {"uint8", int(Number::kUint8)}, {"int8", int(Number::kInt8)}, {"float32", int(Number::kFloat32)}};
  static constexpr Name kFits[] = {{"stretch", int(Fit::kStretch)},
                                   {"letterbox-top-left", int(Fit::kLetterboxTopLeft)},
                                   {"letterbox-centre", int(Fit::kLetterboxCentre)}};
  if (!value.IsObject()) return TensorError("the tensor spec is not an object");
  const Napi::Object object = value.As<Napi::Object>();
  int layout = 0, channels = 0, type = 0, fit = 0, pad = 0;
  Status s = ReadInteger(object.Get("width"), 1, kMaxTensorSide, "tensor width: 1..4096", &spec->width);
  if (s.ok())
    s = ReadInteger(object.Get("height"), 1, kMaxTensorSide, "tensor height: 1..4096", &spec->height);
  if (s.ok()) s = ReadName(object.Get("layout"), kLayouts, "layout: nchw or nhwc", &layout);
  if (s.ok()) s = ReadName(object.Get("channels"), kChannels, "channels: rgb, bgr, grey or grey3", &channels);
  if (s.ok()) s = ReadName(object.Get("type"), kTypes, "type: uint8, int8 or float32", &type);
  if (s.ok()) {
    s = ReadName(object.Get("fit"), kFits, "fit: stretch, letterbox-top-left or letterbox-centre", &fit);
  }
  if (s.ok()) s = ReadInteger(object.Get("pad"), 0, 255, "pad: 0..255", &pad);
  if (!s.ok()) return {"NATIVE_TENSOR", s.text};
  spec->layout = static_cast<Layout>(layout);
  spec->channels = static_cast<Channels>(channels);
  spec->number = static_cast<Number>(type);
  spec->fit = static_cast<Fit>(fit);
  spec->pad = static_cast<uint8_t>(pad);
  s = ReadPerChannel(object.Get("mean"), ChannelCount(*spec), spec->mean);
  if (s.ok()) s = ReadPerChannel(object.Get("scale"), ChannelCount(*spec), spec->scale);
  return s;
}

}  // namespace

void Throw(Napi::Env env, const char* code, const char* text) {
  Napi::Error error = Napi::Error::New(env, text);
  error.Set("code", Napi::String::New(env, code));
  error.ThrowAsJavaScriptException();
}

Status ReadInteger(const Napi::Value& value, double low, double high, const char* text, int* out) {
  double number = 0;
  if (!ReadNumber(value, &number).ok() || !(number >= low && number <= high) ||
      number != std::floor(number)) {
    return {"NATIVE_ARGUMENT", text};
  }
  *out = static_cast<int>(number);
  return Ok();
}

Status ReadBytes(const Napi::Value& value, Bytes* bytes) {
  if (!value.IsTypedArray()) return {"NATIVE_ARGUMENT", "a Uint8Array was expected"};
  const Napi::TypedArray array = value.As<Napi::TypedArray>();
  if (array.TypedArrayType() != napi_uint8_array && array.TypedArrayType() != napi_uint8_clamped_array) {
    return {"NATIVE_ARGUMENT", "a Uint8Array was expected"};
  }
  bytes->data = static_cast<uint8_t*>(array.As<Napi::Uint8Array>().Data());
  bytes->size = array.ByteLength();
  return Ok();
}

Status ReadPicture(const Napi::Value& value, Picture* picture) {
  struct Formats {
    Name names[kFormats];
    Formats() {
      for (int i = 0; i < kFormats; ++i) names[i] = {Info(static_cast<Format>(i)).name, i};
    }
  };
  static const Formats formats;
  if (!value.IsObject()) return PictureError("the picture is not an object");
  const Napi::Object object = value.As<Napi::Object>();
  int format = 0;
  Status s = ReadName(object.Get("format"), formats.names, "format: a V4L2 name such as YUYV, GREY or NV12 (decode MJPG first)",
                      &format);
  if (s.ok()) s = ReadInteger(object.Get("width"), 1, kMaxSide, "picture width: 1..8192", &picture->width);
  if (s.ok()) s = ReadInteger(object.Get("height"), 1, kMaxSide, "picture height: 1..8192", &picture->height);
  if (s.ok())
    s = ReadInteger(object.Get("stride"), 1, 1 << 20, "stride: bytes from row to row", &picture->stride);
  Bytes bytes;
  if (s.ok()) s = ReadBytes(object.Get("data"), &bytes);
  const Napi::Value range = object.Get("range");
  int full = 0;
  static constexpr Name kRanges[] = {{"limited", 0}, {"full", 1}};
  if (s.ok() && !IsMissing(range)) s = ReadName(range, kRanges, "range: limited or full", &full);
  const Napi::Value matrix = object.Get("matrix");
  int bt709 = 0;
  static constexpr Name kMatrices[] = {{"bt601", 0}, {"bt709", 1}};
  if (s.ok() && !IsMissing(matrix)) s = ReadName(matrix, kMatrices, "matrix: bt601 or bt709", &bt709);
  int low = 0, high = 0;
  const Napi::Value lowest = object.Get("low"), highest = object.Get("high");
  if (s.ok() && !IsMissing(lowest)) s = ReadInteger(lowest, 0, 65534, "low: a raw level, 0..65534", &low);
  if (s.ok() && !IsMissing(highest)) s = ReadInteger(highest, 1, 65535, "high: a raw level, 1..65535", &high);
  if (!s.ok()) return {"NATIVE_PICTURE", s.text};
  picture->format = static_cast<Format>(format);
  picture->data = bytes.data;
  picture->size = bytes.size;
  picture->full_range = full == 1;
  picture->bt709 = bt709 == 1;
  picture->low = static_cast<uint16_t>(low);
  picture->high = static_cast<uint16_t>(high);
  return CheckPicture(*picture);
}

Status ReadRoi(const Napi::Value& value, Roi* roi) {
  if (!value.IsObject()) return GeometryError("the region is not an object");
  const Napi::Object object = value.As<Napi::Object>();
  Status s = ReadNumber(object.Get("x"), &roi->x);
  if (s.ok()) s = ReadNumber(object.Get("y"), &roi->y);
  if (s.ok()) s = ReadNumber(object.Get("width"), &roi->width);
  if (s.ok()) s = ReadNumber(object.Get("height"), &roi->height);
  return s.ok() ? s : GeometryError("the region needs the numbers x, y, width and height");
}

Status ReadOutput(const Napi::Value& spec, const Napi::Value& buffer, Output* output) {
  Status s = ReadSpec(spec, &output->spec);
  if (!s.ok()) return s;
  struct Kind {
    napi_typedarray_type type;
    const char* text;
  };
  static constexpr Kind kKinds[] = {{napi_uint8_array, "the output of a uint8 tensor must be a Uint8Array"},
                                    {napi_int8_array, "the output of an int8 tensor must be an Int8Array"},
                                    {napi_float32_array, "the output of a float32 tensor must be a Float32Array"}};
  const Kind& wanted = kKinds[static_cast<int>(output->spec.number)];
  if (!buffer.IsTypedArray() || buffer.As<Napi::TypedArray>().TypedArrayType() != wanted.type) {
    return TensorError(wanted.text);
  }
  const Napi::TypedArray array = buffer.As<Napi::TypedArray>();
  output->elements = array.ElementLength();
  output->data = static_cast<uint8_t*>(array.ArrayBuffer().Data()) + array.ByteOffset();
  return CheckTensor(output->spec, output->elements);
}

}  // namespace tellersight
