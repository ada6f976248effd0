// What a step with a light answers: success, or a code of src/lib/catalog/light.ts and a text that names the
// device and what was tried.
#ifndef TELLERSIGHT_ILLUMINATOR_LIGHT_STATUS_H_
#define TELLERSIGHT_ILLUMINATOR_LIGHT_STATUS_H_

#include <string>

namespace tellersight {

struct LightStatus {
  const char* code = nullptr;
  std::string text;
  bool ok() const { return code == nullptr; }
};

// Code for a failed system call; `error` is a positive errno.
LightStatus LightError(int error, const std::string& doing);

}  // namespace tellersight

#endif  // TELLERSIGHT_ILLUMINATOR_LIGHT_STATUS_H_
