// Opening a character device and asking its driver; each returns -errno on failure, so that no call in between can
// overwrite the reason.
#ifndef TELLERSIGHT_DEVICE_CHARACTER_DEVICE_H_
#define TELLERSIGHT_DEVICE_CHARACTER_DEVICE_H_

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

namespace tellersight {

// Read-write and non-blocking. Anything but a character device is -ENOTTY and not opened at all: opening a FIFO by
// mistake must not wait.
inline int OpenCharacterDevice(const char* path) {
  struct stat about;
  if (stat(path, &about) != 0) return -errno;
  if (!S_ISCHR(about.st_mode)) return -ENOTTY;
  const int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
  return fd < 0 ? -errno : fd;
}

// ioctl(2) that a signal does not interrupt.
inline int ControlDevice(int fd, unsigned long request, void* argument) {
  int result;
  do {
    result = ioctl(fd, request, argument);
  } while (result < 0 && errno == EINTR);
  return result < 0 ? -errno : result;
}

}  // namespace tellersight

#endif  // TELLERSIGHT_DEVICE_CHARACTER_DEVICE_H_
