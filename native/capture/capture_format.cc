#include "capture/capture_format.h"

#include <linux/videodev2.h>

namespace tellersight {
namespace {

constexpr CaptureFormat kFormats[] = {
    {V4L2_PIX_FMT_YUYV, 2, 0, true},   {V4L2_PIX_FMT_UYVY, 2, 0, true},   {V4L2_PIX_FMT_NV12, 1, 2, true},
    {V4L2_PIX_FMT_NV21, 1, 2, true},   {V4L2_PIX_FMT_YUV420, 1, 2, true}, {V4L2_PIX_FMT_RGB24, 3, 0, false},
    {V4L2_PIX_FMT_BGR24, 3, 0, false}, {V4L2_PIX_FMT_MJPEG, 0, 0, false}, {V4L2_PIX_FMT_GREY, 1, 0, false},
    {V4L2_PIX_FMT_Y10, 2, 0, false},   {V4L2_PIX_FMT_Y12, 2, 0, false},   {V4L2_PIX_FMT_Y16, 2, 0, false},
    {V4L2_PIX_FMT_Y8I, 2, 0, false},
};

}  // namespace

const CaptureFormat* FindCaptureFormat(uint32_t fourcc) {
  for (const CaptureFormat& format : kFormats) {
    if (format.fourcc == fourcc) return &format;
  }
  return nullptr;
}

size_t PictureBytes(const CameraMode& mode) {
  const CaptureFormat* format = FindCaptureFormat(mode.format);
  if (format == nullptr || format->row_bytes == 0) return 1;
  const size_t luma_rows = static_cast<size_t>(mode.height);
  const size_t stride = static_cast<size_t>(mode.stride);
  const size_t half_stride = (stride + 1) / 2;
  return stride * luma_rows +
         static_cast<size_t>(format->chroma_halves) * half_stride * ((luma_rows + 1) / 2);
}

}  // namespace tellersight
