#include "capture/negotiate.h"

#include <errno.h>
#include <linux/videodev2.h>

#include <string>

#include "capture/capture_format.h"
#include "capture/device_text.h"
#include "capture/offer.h"

namespace tellersight {
namespace {

// The part of v4l2_pix_format and v4l2_pix_format_mplane that is used.
struct Answer {
  uint32_t width, height, fourcc, field, planes, stride, size;
  uint32_t colorspace, encoding, quantization;
};

v4l2_format Ask(uint32_t buffer_type, const WantedMode& wanted) {
  v4l2_format format = {};
  format.type = buffer_type;
  const auto fill = [&](auto& pix) {
    pix.width = static_cast<uint32_t>(wanted.width);
    pix.height = static_cast<uint32_t>(wanted.height);
    pix.pixelformat = wanted.format;
    pix.field = V4L2_FIELD_NONE;
  };
  if (buffer_type == V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE) {
    fill(format.fmt.pix_mp);
    format.fmt.pix_mp.num_planes = 1;
  } else {
    fill(format.fmt.pix);
    // Without it a driver may ignore the fields behind it.
    format.fmt.pix.priv = V4L2_PIX_FMT_PRIV_MAGIC;
  }
  return format;
}

Answer Read(const v4l2_format& format) {
  if (format.type == V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE) {
    const v4l2_pix_format_mplane& got = format.fmt.pix_mp;
    return {got.width,
            got.height,
            got.pixelformat,
            got.field,
            got.num_planes,
            got.plane_fmt[0].bytesperline,
            got.plane_fmt[0].sizeimage,
            got.colorspace,
            got.ycbcr_enc,
            got.quantization};
  }
  const v4l2_pix_format& got = format.fmt.pix;
  return {got.width,        got.height,    got.pixelformat, got.field,     1,
          got.bytesperline, got.sizeimage, got.colorspace,  got.ycbcr_enc, got.quantization};
}

CaptureStatus Offers(DeviceCalls& calls, int fd, uint32_t buffer_type, const WantedMode& wanted,
                     const std::string& answer) {
  return {"V4L2_FORMAT",
          "wanted " + FourccText(wanted.format) + " " +
              SizeText(static_cast<uint32_t>(wanted.width), static_cast<uint32_t>(wanted.height)) + ", " +
              answer + "; it offers: " + DescribeOffers(ListOffers(calls, fd, buffer_type))};
}

// "default" is resolved as linux/videodev2.h says; a camera that leaves even the colour space open is sRGB,
// as webcams are.
CaptureStatus ReadColour(const Answer& got, CameraMode* mode) {
  uint32_t space = got.colorspace, encoding = got.encoding, quantization = got.quantization;
  if (space == V4L2_COLORSPACE_DEFAULT) space = V4L2_MAP_COLORSPACE_DEFAULT(0, 0);
  if (encoding == V4L2_YCBCR_ENC_DEFAULT) encoding = V4L2_MAP_YCBCR_ENC_DEFAULT(space);
  if (quantization == V4L2_QUANTIZATION_DEFAULT) {
    quantization = V4L2_MAP_QUANTIZATION_DEFAULT(false, space, encoding);
  }
  switch (encoding) {
    case V4L2_YCBCR_ENC_601:
    case V4L2_YCBCR_ENC_XV601:
      mode->bt709 = false;
      break;
    case V4L2_YCBCR_ENC_709:
    case V4L2_YCBCR_ENC_XV709:
      mode->bt709 = true;
      break;
    default:
      return {"V4L2_FORMAT", "its colours are encoded neither as BT.601 nor as BT.709 (V4L2_YCBCR_ENC " +
                                 std::to_string(encoding) + ")"};
  }
  mode->full_range = quantization == V4L2_QUANTIZATION_FULL_RANGE;
  return {};
}

CaptureStatus SetRate(DeviceCalls& calls, int fd, uint32_t buffer_type, int fps, CameraMode* mode) {
  v4l2_streamparm rate = {};
  rate.type = buffer_type;
  rate.parm.capture.timeperframe = {1, static_cast<uint32_t>(fps)};
  const int result = calls.Control(fd, VIDIOC_S_PARM, &rate);
  // Drivers without a rate setting answer ENOTTY or EINVAL; the timestamps show the true rate then.
  if (result == -ENOTTY || result == -EINVAL) return {};
  if (result < 0) return SystemError(-result, "setting the frame rate");
  const v4l2_fract& interval = rate.parm.capture.timeperframe;
  if (interval.numerator == 0 || interval.denominator == 0) return {};
  mode->fps = static_cast<double>(interval.denominator) / interval.numerator;
  if (mode->fps < 0.9 * fps) {
    return {"V4L2_FORMAT",
            "wanted " + std::to_string(fps) + " frames per second at " +
                SizeText(static_cast<uint32_t>(mode->width), static_cast<uint32_t>(mode->height)) +
                ", the camera gives " + std::to_string(static_cast<int>(mode->fps))};
  }
  return {};
}

}  // namespace

CaptureStatus Negotiate(DeviceCalls& calls, int fd, uint32_t buffer_type, const WantedMode& wanted,
                        CameraMode* mode) {
  const CaptureFormat* known = FindCaptureFormat(wanted.format);
  if (known == nullptr)
    return Offers(calls, fd, buffer_type, wanted, "which is not a format that is captured");
  v4l2_format format = Ask(buffer_type, wanted);
  const int result = calls.Control(fd, VIDIOC_S_FMT, &format);
  if (result == -EINVAL) return Offers(calls, fd, buffer_type, wanted, "which the camera refuses");
  if (result < 0) return SystemError(-result, "setting the picture format");
  const Answer got = Read(format);
  if (got.fourcc != wanted.format || got.width != static_cast<uint32_t>(wanted.width) ||
      got.height != static_cast<uint32_t>(wanted.height)) {
    return Offers(calls, fd, buffer_type, wanted,
                  "the camera would give " + FourccText(got.fourcc) + " " + SizeText(got.width, got.height));
  }
  if (got.planes != 1)
    return Offers(calls, fd, buffer_type, wanted, "which the camera spreads over memory planes");
  if (got.field != V4L2_FIELD_NONE && got.field != V4L2_FIELD_ANY) {
    return Offers(calls, fd, buffer_type, wanted, "the camera would interlace it");
  }
  mode->format = got.fourcc;
  mode->width = wanted.width;
  mode->height = wanted.height;
  mode->image_size = got.size;
  const uint32_t row = static_cast<uint32_t>(known->row_bytes * wanted.width);
  // Some drivers leave the stride open where rows follow each other closely.
  mode->stride = static_cast<int>(known->row_bytes == 0 || got.stride == 0 ? row : got.stride);
  if (mode->stride < static_cast<int>(row))
    return {"V4L2_FAILED", "the driver's rows are shorter than the picture"};
  if (known->yuv) {
    const CaptureStatus colour = ReadColour(got, mode);
    if (!colour.ok()) return colour;
  }
  return SetRate(calls, fd, buffer_type, wanted.fps, mode);
}

}  // namespace tellersight
