// The system calls that capture makes, as a table of seven: tests put a simulated device behind it.
#ifndef TELLERSIGHT_CAPTURE_DEVICE_CALLS_H_
#define TELLERSIGHT_CAPTURE_DEVICE_CALLS_H_

#include <sys/types.h>

#include <cstddef>

namespace tellersight {

// Each returns -errno on failure, so that no call in between can overwrite the reason.
class DeviceCalls {
 public:
  virtual ~DeviceCalls() = default;
  // A character device, read-write, non-blocking; else -ENODEV, -ENOTTY ...
  virtual int Open(const char* path) = 0;
  virtual void Close(int fd) = 0;
  // Device number of the opened node: names can be moved, this cannot.
  virtual int Node(int fd, unsigned* major, unsigned* minor) = 0;
  virtual int Control(int fd, unsigned long request, void* argument) = 0;
  virtual void* Map(int fd, size_t length, off_t offset) = 0;  // nullptr on failure
  virtual void Unmap(void* memory, size_t length) = 0;
  // Waits for a frame on fd (unless fd < 0) or for a byte on wake_fd. Returns poll's count, 0 on timeout;
  // *frame is set when fd has something to say (a frame or an error).
  virtual int Wait(int fd, int wake_fd, int timeout_ms, bool* frame) = 0;
};

// The kernel's own.
DeviceCalls& SystemCalls();

}  // namespace tellersight

#endif  // TELLERSIGHT_CAPTURE_DEVICE_CALLS_H_
