#include "illuminator/light_status.h"

#include <errno.h>
#include <string.h>

namespace tellersight {
namespace {

const char* CodeFor(int error) {
  switch (error) {
    case ENOENT:  // also what uvcvideo answers when there is no such unit or control
    case ENODEV:
    case ENXIO:
      return "LIGHT_MISSING";
    case EBUSY:
      return "LIGHT_BUSY";
    case EACCES:
    case EPERM:
      return "LIGHT_DENIED";
    case ENOTTY:   // another kind of device
    case EINVAL:   // no such line on the chip
    case ENOBUFS:  // uvcvideo: the control has another length
    case EBADRQC:  // uvcvideo: the control cannot be read or cannot be set
      return "LIGHT_MISMATCH";
    default:
      return "LIGHT_FAILED";
  }
}

}  // namespace

LightStatus LightError(int error, const std::string& doing) {
  return {CodeFor(error), doing + ": " + strerror(error)};
}

}  // namespace tellersight
