#include "capture/negotiate.h"

#include <errno.h>
#include <linux/videodev2.h>
#include <string.h>

namespace tellersight {
namespace {

// A device that never ends its lists must not hold us.
constexpr uint32_t kMostEntries = 64;

// A camera writes its own name, and a hostile one could write terminal commands into our logs: printable
// ASCII only.
std::string Text(const uint8_t* bytes, size_t size) {
  const char* text = reinterpret_cast<const char*>(bytes);
  std::string clean(text, strnlen(text, size));
  for (char& c : clean) {
    if (c < ' ' || c > '~') c = '?';
  }
  return clean;
}

std::string Size(uint32_t width, uint32_t height) {
  return std::to_string(width) + "x" + std::to_string(height);
}

std::string DescribeSizes(DeviceCalls& calls, int fd, uint32_t format) {
  std::string sizes;
  for (uint32_t i = 0; i < kMostEntries; ++i) {
    v4l2_frmsizeenum size = {};
    size.index = i;
    size.pixel_format = format;
    if (calls.Control(fd, VIDIOC_ENUM_FRAMESIZES, &size) < 0) break;
    if (size.type != V4L2_FRMSIZE_TYPE_DISCRETE) {
      const auto& range = size.stepwise;
      return " " + Size(range.min_width, range.min_height) + ".." + Size(range.max_width, range.max_height);
    }
    sizes += " " + Size(size.discrete.width, size.discrete.height);
  }
  return sizes;
}

CaptureStatus Offers(DeviceCalls& calls, int fd, const WantedMode& wanted, const std::string& answer) {
  return {"V4L2_FORMAT", "wanted " + FourccText(wanted.format) + " " +
                             Size(static_cast<uint32_t>(wanted.width), static_cast<uint32_t>(wanted.height)) +
                             ", " + answer + "; it offers: " + DescribeOffer(calls, fd)};
}

CaptureStatus SetRate(DeviceCalls& calls, int fd, int fps, CameraMode* mode) {
  v4l2_streamparm rate = {};
  rate.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  rate.parm.capture.timeperframe = {1, static_cast<uint32_t>(fps)};
  const int result = calls.Control(fd, VIDIOC_S_PARM, &rate);
  // Drivers without a rate setting answer ENOTTY or EINVAL; the timestamps show the true rate then.
  if (result == -ENOTTY || result == -EINVAL) return {};
  if (result < 0) return SystemError(-result, "setting the frame rate");
  const v4l2_fract& interval = rate.parm.capture.timeperframe;
  if (interval.numerator == 0 || interval.denominator == 0) return {};
  mode->fps = static_cast<double>(interval.denominator) / interval.numerator;
  if (mode->fps < 0.9 * fps) {
    return {"V4L2_FORMAT", "wanted " + std::to_string(fps) + " frames per second at " +
                               Size(static_cast<uint32_t>(mode->width), static_cast<uint32_t>(mode->height)) +
                               ", the camera gives " + std::to_string(static_cast<int>(mode->fps))};
  }
  return {};
}

}  // namespace

std::string FourccText(uint32_t fourcc) {
  std::string text;
  for (int i = 0; i < 4; ++i) {
    const char c = static_cast<char>((fourcc >> (8 * i)) & 0x7F);  // bit 31 marks big-endian variants
    text += c < ' ' || c > '~' ? '?' : c;
  }
  return text;
}

std::string DescribeOffer(DeviceCalls& calls, int fd) {
  std::string offer;
  for (uint32_t i = 0; i < kMostEntries; ++i) {
    v4l2_fmtdesc format = {};
    format.index = i;
    format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    if (calls.Control(fd, VIDIOC_ENUM_FMT, &format) < 0) break;
    if (!offer.empty()) offer += ", ";
    offer += FourccText(format.pixelformat) + DescribeSizes(calls, fd, format.pixelformat);
  }
  return offer.empty() ? "nothing" : offer;
}

CaptureStatus Identify(DeviceCalls& calls, int fd, CameraIdentity* identity) {
  v4l2_capability about = {};
  const int result = calls.Control(fd, VIDIOC_QUERYCAP, &about);
  // Other kinds of device refuse the request in their own ways; none of them is a camera.
  if (result == -ENODEV || result == -ENXIO) return SystemError(-result, "asking the device what it is");
  if (result < 0) return {"V4L2_NOT_CAMERA", "the device does not answer as a video device"};
  identity->driver = Text(about.driver, sizeof(about.driver));
  identity->card = Text(about.card, sizeof(about.card));
  identity->bus_info = Text(about.bus_info, sizeof(about.bus_info));
  // `capabilities` speaks for the whole device, `device_caps` for this node: a UVC camera's metadata node
  // differs.
  const uint32_t can = about.capabilities & V4L2_CAP_DEVICE_CAPS ? about.device_caps : about.capabilities;
  if ((can & V4L2_CAP_VIDEO_CAPTURE) == 0) {
    const bool planar = (can & V4L2_CAP_VIDEO_CAPTURE_MPLANE) != 0;
    return {"V4L2_NOT_CAMERA", identity->card + (planar ? " only speaks the multi-planar API"
                                                        : " is a video node that does not capture pictures")};
  }
  if ((can & V4L2_CAP_STREAMING) == 0) return {"V4L2_NOT_CAMERA", identity->card + " cannot stream"};
  return {};
}

CaptureStatus Negotiate(DeviceCalls& calls, int fd, const WantedMode& wanted, CameraMode* mode) {
  v4l2_format format = {};
  format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  format.fmt.pix.width = static_cast<uint32_t>(wanted.width);
  format.fmt.pix.height = static_cast<uint32_t>(wanted.height);
  format.fmt.pix.pixelformat = wanted.format;
  format.fmt.pix.field = V4L2_FIELD_NONE;
  const int result = calls.Control(fd, VIDIOC_S_FMT, &format);
  if (result == -EINVAL) return Offers(calls, fd, wanted, "which the camera refuses");
  if (result < 0) return SystemError(-result, "setting the picture format");
  const v4l2_pix_format& got = format.fmt.pix;
  if (got.pixelformat != wanted.format || got.width != static_cast<uint32_t>(wanted.width) ||
      got.height != static_cast<uint32_t>(wanted.height)) {
    return Offers(calls, fd, wanted,
                  "the camera would give " + FourccText(got.pixelformat) + " " + Size(got.width, got.height));
  }
  mode->format = got.pixelformat;
  mode->width = wanted.width;
  mode->height = wanted.height;
  mode->stride = static_cast<int>(got.bytesperline);
  mode->image_size = got.sizeimage;
  return SetRate(calls, fd, wanted.fps, mode);
}

}  // namespace tellersight
