#include "illuminator/light_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

namespace tellersight {
namespace {

class Kernel : public LightCalls {
 public:
  int Open(const char* path) override {
    // Opening a FIFO by mistake must not wait: only character devices are opened at all.
    struct stat about;
    if (stat(path, &about) != 0) return -errno;
    if (!S_ISCHR(about.st_mode)) return -ENOTTY;
    const int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    return fd < 0 ? -errno : fd;
  }

  void Close(int fd) override { close(fd); }

  int Control(int fd, unsigned long request, void* argument) override {
    int result;
    do {
      result = ioctl(fd, request, argument);
    } while (result < 0 && errno == EINTR);
    return result < 0 ? -errno : result;
  }

  int64_t NowUs() override {
    timespec now = {};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return int64_t{now.tv_sec} * 1000000 + now.tv_nsec / 1000;
  }
};

}  // namespace

LightCalls& SystemLightCalls() {
  static Kernel kernel;
  return kernel;
}

}  // namespace tellersight
