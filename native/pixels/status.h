// What a pixel operation answers: kOk, or the one code and text that the caller sees. No exceptions, no
// allocation.
#ifndef TELLERSIGHT_PIXELS_STATUS_H_
#define TELLERSIGHT_PIXELS_STATUS_H_

namespace tellersight {

// Codes are the ones of src/lib/catalog/native.ts; nullptr means success.
struct Status {
  const char* code = nullptr;
  const char* text = "";
  bool ok() const { return code == nullptr; }
};

inline Status Ok() { return {}; }
inline Status PictureError(const char* text) { return {"NATIVE_PICTURE", text}; }
inline Status GeometryError(const char* text) { return {"NATIVE_GEOMETRY", text}; }
inline Status TensorError(const char* text) { return {"NATIVE_TENSOR", text}; }
inline Status JpegError(const char* text) { return {"NATIVE_JPEG", text}; }

}  // namespace tellersight

#endif  // TELLERSIGHT_PIXELS_STATUS_H_
