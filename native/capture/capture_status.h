// What a capture step answers: success, or a code of src/lib/catalog/native.ts and a text that names the
// device's own facts (what it offers, which call failed).
#ifndef TELLERSIGHT_CAPTURE_CAPTURE_STATUS_H_
#define TELLERSIGHT_CAPTURE_CAPTURE_STATUS_H_

#include <string>

namespace tellersight {

struct CaptureStatus {
  const char* code = nullptr;
  std::string text;
  bool ok() const { return code == nullptr; }
};

// Code for a failed system call; `error` is a positive errno, `doing` says what was tried.
CaptureStatus SystemError(int error, const char* doing);

}  // namespace tellersight

#endif  // TELLERSIGHT_CAPTURE_CAPTURE_STATUS_H_
