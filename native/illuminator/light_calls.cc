#include "illuminator/light_calls.h"

#include <time.h>
#include <unistd.h>

#include "device/character_device.h"

namespace tellersight {
namespace {

class Kernel : public LightCalls {
 public:
  int Open(const char* path) override { return OpenCharacterDevice(path); }

  void Close(int fd) override { close(fd); }

  int Control(int fd, unsigned long request, void* argument) override {
    return ControlDevice(fd, request, argument);
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
