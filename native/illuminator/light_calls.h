// The system calls that switching a light takes, as a table of four: tests put simulated devices behind it.
#ifndef TELLERSIGHT_ILLUMINATOR_LIGHT_CALLS_H_
#define TELLERSIGHT_ILLUMINATOR_LIGHT_CALLS_H_

#include <cstdint>

namespace tellersight {

// Each returns -errno on failure, so that no call in between can overwrite the reason.
class LightCalls {
 public:
  virtual ~LightCalls() = default;
  virtual int Open(const char* path) = 0;  // a character device, read-write, non-blocking; else -ENOTTY ...
  virtual void Close(int fd) = 0;
  virtual int Control(int fd, unsigned long request, void* argument) = 0;
  virtual int64_t NowUs() = 0;  // CLOCK_MONOTONIC, the clock of the frames' timestamps
};

// The kernel's own.
LightCalls& SystemLightCalls();

}  // namespace tellersight

#endif  // TELLERSIGHT_ILLUMINATOR_LIGHT_CALLS_H_
