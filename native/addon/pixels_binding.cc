#include "addon/pixels_binding.h"

#include <string.h>

#include "addon/arguments.h"
#include "pixels/jpeg.h"
#include "pixels/kernels.h"
#include "pixels/statistics.h"
#include "pixels/warp.h"

namespace tellersight {
namespace {

using Info = const Napi::CallbackInfo&;

Napi::Value Failed(Info info, const Status& status) {
  Throw(info.Env(), status);
  return Napi::Value();
}

Napi::Object Numbers(Info info, std::initializer_list<std::pair<const char*, double>> fields) {
  Napi::Object object = Napi::Object::New(info.Env());
  for (const auto& [name, value] : fields) object.Set(name, Napi::Number::New(info.Env(), value));
  return object;
}

// resample(picture, roi, spec, out)
Napi::Value ResampleJs(Info info) {
  Picture picture;
  Roi roi;
  Output out;
  Mapping mapping;
  Status s = ReadPicture(info[0], &picture);
  if (s.ok()) s = ReadRoi(info[1], &roi);
  if (s.ok()) s = ReadOutput(info[2], info[3], &out);
  if (s.ok()) s = Resample(picture, roi, out.spec, out.data, out.elements, &mapping);
  if (!s.ok()) return Failed(info, s);
  return Numbers(info, {{"scale", mapping.scale_x},
                        {"scaleY", mapping.scale_y},
                        {"offsetX", mapping.offset_x},
                        {"offsetY", mapping.offset_y}});
}

// warp(picture, six numbers, spec, out, replicate)
Napi::Value WarpJs(Info info) {
  Picture picture;
  Output out;
  Status s = ReadPicture(info[0], &picture);
  if (s.ok()) s = ReadOutput(info[2], info[3], &out);
  if (s.ok() && (!info[1].IsArray() || info[1].As<Napi::Array>().Length() != 6)) {
    s = GeometryError("the matrix needs six numbers");
  }
  double m[6] = {};
  for (uint32_t i = 0; s.ok() && i < 6; ++i) {
    const Napi::Value number = info[1].As<Napi::Array>().Get(i);
    if (napi_get_value_double(info.Env(), number, &m[i]) != napi_ok)
      s = GeometryError("the matrix needs six numbers");
  }
  const bool replicate = info[4].IsBoolean() && info[4].As<Napi::Boolean>();
  if (s.ok()) {
    s = Warp(picture, m, replicate ? Border::kReplicate : Border::kConstant, out.spec, out.data,
             out.elements);
  }
  return s.ok() ? info.Env().Undefined() : Failed(info, s);
}

// lumaStats(picture, box)
Napi::Value LumaStatsJs(Info info) {
  Picture picture;
  Roi box;
  LumaStats stats;
  Status s = ReadPicture(info[0], &picture);
  if (s.ok()) s = ReadRoi(info[1], &box);
  if (s.ok()) s = MeasureLuma(picture, box, &stats);
  if (!s.ok()) return Failed(info, s);
  return Numbers(info, {{"mean", stats.mean},
                        {"clippedLow", stats.clipped_low},
                        {"clippedHigh", stats.clipped_high},
                        {"sharpness", stats.sharpness}});
}

// diffStats(lit, unlit, box)
Napi::Value DiffStatsJs(Info info) {
  Picture lit, unlit;
  Roi box;
  DiffStats stats;
  Status s = ReadPicture(info[0], &lit);
  if (s.ok()) s = ReadPicture(info[1], &unlit);
  if (s.ok()) s = ReadRoi(info[2], &box);
  if (s.ok()) s = MeasureDifference(lit, unlit, box, &stats);
  if (!s.ok()) return Failed(info, s);
  Napi::Object object = Numbers(info, {{"mean", stats.mean}, {"stddev", stats.stddev}});
  Napi::Array cells = Napi::Array::New(info.Env(), kDiffCells * kDiffCells);
  for (uint32_t i = 0; i < kDiffCells * kDiffCells; ++i) {
    cells.Set(i, Napi::Number::New(info.Env(), stats.cells[i]));
  }
  object.Set("cells", cells);
  return object;
}

// jpegInfo(data, luma): what decodeJpeg will make of it, and how many bytes that takes
Napi::Value JpegInfoJs(Info info) {
  Bytes data;
  JpegInfo jpeg;
  Status s = ReadBytes(info[0], &data);
  if (s.ok()) s = ReadJpegInfo(data.data, data.size, &jpeg);
  if (!s.ok()) return Failed(info, s);
  const Format format = info[1].ToBoolean() ? Format::kGrey : jpeg.format;
  Napi::Object object = Numbers(info, {{"width", jpeg.width},
                                       {"height", jpeg.height},
                                       {"bytes", static_cast<double>(JpegBytes(jpeg, format))}});
  object.Set("format", Napi::String::New(info.Env(), ::tellersight::Info(format).name));
  return object;
}

// decodeJpeg(data, luma, out): out has exactly the bytes that jpegInfo says
Napi::Value DecodeJpegJs(Info info) {
  Bytes data, out;
  JpegInfo jpeg;
  Status s = ReadBytes(info[0], &data);
  if (s.ok()) s = ReadBytes(info[2], &out);
  if (s.ok()) s = ReadJpegInfo(data.data, data.size, &jpeg);
  const Format format = info[1].ToBoolean() ? Format::kGrey : jpeg.format;
  if (s.ok() && out.size != JpegBytes(jpeg, format)) {
    s = JpegError("the output buffer does not have the bytes of the decoded frame");
  }
  if (s.ok()) s = DecodeJpeg(data.data, data.size, jpeg, format, out.data);
  return s.ok() ? info.Env().Undefined() : Failed(info, s);
}

// useReferenceKernels(boolean)
void UseReferenceKernelsJs(Info info) { UseReferenceKernels(info[0].ToBoolean()); }

Napi::Value KernelTargetJs(Info info) { return Napi::String::New(info.Env(), KernelTargetName()); }

// secureZero(bytes): the compiler may not drop this wipe, as it may a fill of memory that dies
Napi::Value SecureZeroJs(Info info) {
  Bytes bytes;
  const Status s = ReadBytes(info[0], &bytes);
  if (!s.ok()) return Failed(info, s);
  if (bytes.size > 0) explicit_bzero(bytes.data, bytes.size);
  return info.Env().Undefined();
}

}  // namespace

void ExportPixels(Napi::Env env, Napi::Object exports) {
  exports.Set("resample", Napi::Function::New(env, ResampleJs, "resample"));
  exports.Set("warp", Napi::Function::New(env, WarpJs, "warp"));
  exports.Set("lumaStats", Napi::Function::New(env, LumaStatsJs, "lumaStats"));
  exports.Set("diffStats", Napi::Function::New(env, DiffStatsJs, "diffStats"));
  exports.Set("jpegInfo", Napi::Function::New(env, JpegInfoJs, "jpegInfo"));
  exports.Set("decodeJpeg", Napi::Function::New(env, DecodeJpegJs, "decodeJpeg"));
  exports.Set("useReferenceKernels", Napi::Function::New(env, UseReferenceKernelsJs, "useReferenceKernels"));
  exports.Set("kernelTarget", Napi::Function::New(env, KernelTargetJs, "kernelTarget"));
  exports.Set("secureZero", Napi::Function::New(env, SecureZeroJs, "secureZero"));
}

}  // namespace tellersight
