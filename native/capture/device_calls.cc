#include "capture/device_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace tellersight {
namespace {

class Kernel : public DeviceCalls {
 public:
  int Open(const char* path) override {
    // Opening a FIFO or a directory by mistake must not wait or confuse; only character devices are opened at
    // all.
    struct stat about;
    if (stat(path, &about) != 0) return -errno;
    if (!S_ISCHR(about.st_mode)) return -ENOTTY;
    const int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    return fd < 0 ? -errno : fd;
  }

  void Close(int fd) override { close(fd); }

  int Node(int fd, unsigned* major, unsigned* minor) override {
    struct stat about;
    if (fstat(fd, &about) != 0) return -errno;
    *major = gnu_dev_major(about.st_rdev);
    *minor = gnu_dev_minor(about.st_rdev);
    return 0;
  }

  int Control(int fd, unsigned long request, void* argument) override {
    int result;
    do {
      result = ioctl(fd, request, argument);
    } while (result < 0 && errno == EINTR);
    return result < 0 ? -errno : result;
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
