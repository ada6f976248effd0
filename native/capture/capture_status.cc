#include "capture/capture_status.h"

#include <errno.h>
#include <string.h>

namespace tellersight {
namespace {

const char* CodeFor(int error) {
  switch (error) {
    case ENOENT:
    case ENODEV:
    case ENXIO:
      return "V4L2_MISSING";
    case EBUSY:
      return "V4L2_BUSY";
    case EACCES:
    case EPERM:
      return "V4L2_DENIED";
    case ENOTTY:
      return "V4L2_NOT_CAMERA";
    case ENOSPC:  // what the USB host answers when the bus cannot carry another isochronous stream
      return "V4L2_BANDWIDTH";
    default:
      return "V4L2_FAILED";
  }
}

}  // namespace

CaptureStatus SystemError(int error, const char* doing) {
  return {CodeFor(error), std::string(doing) + ": " + strerror(error)};
}

}  // namespace tellersight
