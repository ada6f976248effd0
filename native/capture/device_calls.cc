#include "capture/device_calls.h"

#include <errno.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "device/character_device.h"

namespace tellersight {
namespace {

class Kernel : public DeviceCalls {
 public:
  int Open(const char* path) override { return OpenCharacterDevice(path); }

  void Close(int fd) override { close(fd); }

  int Node(int fd, unsigned* major, unsigned* minor) override {
    struct stat about;
    if (fstat(fd, &about) != 0) return -errno;
    *major = gnu_dev_major(about.st_rdev);
    *minor = gnu_dev_minor(about.st_rdev);
    return 0;
  }

  int Control(int fd, unsigned long request, void* argument) override {
    return ControlDevice(fd, request, argument);
  }

  void* Map(int fd, size_t length, off_t offset) override {
    void* memory = mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, offset);
    return memory == MAP_FAILED ? nullptr : memory;
  }

  void Unmap(void* memory, size_t length) override { munmap(memory, length); }

  int Wait(int fd, int wake_fd, int timeout_ms, bool* frame) override {
    // poll skips negative descriptors.
    pollfd watched[2] = {{fd, POLLIN, 0}, {wake_fd, POLLIN, 0}};
    const int count = poll(watched, 2, timeout_ms);
    *frame = count > 0 && watched[0].revents != 0;
    return count < 0 ? -errno : count;
  }
};

}  // namespace

DeviceCalls& SystemCalls() {
  static Kernel kernel;
  return kernel;
}

}  // namespace tellersight
