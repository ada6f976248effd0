// Reads what JavaScript handed over. Every value is checked here, so that pixels/ and capture/ meet only
// plain types in range; the first thing wrong is remembered and thrown once, with its code.
#ifndef TELLERSIGHT_ADDON_ARGUMENTS_H_
#define TELLERSIGHT_ADDON_ARGUMENTS_H_

#include <napi.h>

#include "pixels/picture.h"
#include "pixels/resample.h"
#include "pixels/tensor.h"

namespace tellersight {

// Throws an Error with `code` into JavaScript; the caller returns right after.
void Throw(Napi::Env env, const char* code, const char* text);
inline void Throw(Napi::Env env, const Status& status) { Throw(env, status.code, status.text); }

struct Bytes {
  uint8_t* data = nullptr;
  size_t size = 0;
};

Status ReadBytes(const Napi::Value& value, Bytes* bytes);
Status ReadPicture(const Napi::Value& value, Picture* picture);
Status ReadRoi(const Napi::Value& value, Roi* roi);

// The spec and the output buffer, which must be of the spec's number type and exactly its size.
struct Output {
  TensorSpec spec;
  void* data = nullptr;
  size_t elements = 0;
};
Status ReadOutput(const Napi::Value& spec, const Napi::Value& buffer, Output* output);

// A whole number in [low, high].
Status ReadInteger(const Napi::Value& value, double low, double high, const char* text, int* out);

}  // namespace tellersight

#endif  // TELLERSIGHT_ADDON_ARGUMENTS_H_
