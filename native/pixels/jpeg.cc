#include "pixels/jpeg.h"

#include <turbojpeg.h>

#include "pixels/picture.h"

namespace tellersight {
namespace {

// One decoder per thread, made on first use: setting one up costs more than a small frame.
class Decoder {
 public:
  ~Decoder() {
    if (handle_ != nullptr) tjDestroy(handle_);
  }
  tjhandle Get() {
    if (handle_ == nullptr) handle_ = tjInitDecompress();
    return handle_;
  }

 private:
  tjhandle handle_ = nullptr;
};

tjhandle ThisThread() {
  static thread_local Decoder decoder;
  return decoder.Get();
}

// A side that is not whole groups of samples is padded by the decoder, which our planes have no room for.
Format FormatOf(int subsampling, int width, int height) {
  if (subsampling == TJSAMP_GRAY) return Format::kGrey;
  if (subsampling == TJSAMP_420 && width % 2 == 0 && height % 2 == 0) return Format::kYu12;
  if (subsampling == TJSAMP_422 && width % 2 == 0) return Format::k422p;
  return Format::kRgb;
}

// LIMITSCANS: a progressive frame with thousands of scans would hold the camera thread for seconds.
constexpr int kFlags = TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS;

int Decode(const uint8_t* data, size_t size, const JpegInfo& info, Format format, uint8_t* out) {
  const int width = info.width, height = info.height;
  tjhandle const handle = ThisThread();
  if (format == Format::kGrey) return tjDecompress2(handle, data, size, out, width, width, height, TJPF_GRAY, kFlags);
  if (format == Format::kRgb) return tjDecompress2(handle, data, size, out, width, 3 * width, height, TJPF_RGB, kFlags);
  const size_t luma = static_cast<size_t>(width) * height;
  const size_t chroma = format == Format::kYu12 ? luma / 4 : luma / 2;
  unsigned char* planes[3] = {out, out + luma, out + luma + chroma};
  int strides[3] = {width, width / 2, width / 2};
  return tjDecompressToYUVPlanes(handle, data, size, planes, width, strides, height, kFlags);
}

}  // namespace

Status ReadJpegInfo(const uint8_t* data, size_t size, JpegInfo* info) {
  tjhandle handle = ThisThread();
  if (handle == nullptr) return JpegError("the decoder could not be set up");
  if (data == nullptr || size < 4) return JpegError("the frame is empty");
  int subsampling = 0, colourspace = 0;
  if (tjDecompressHeader3(handle, data, size, &info->width, &info->height, &subsampling, &colourspace) != 0) {
    return JpegError("the frame has no readable JPEG header");
  }
  if (colourspace != TJCS_YCbCr && colourspace != TJCS_GRAY && colourspace != TJCS_RGB) {
    return JpegError("the frame has four colour components; cameras send one or three");
  }
  if (info->width < 1 || info->height < 1 || info->width > kMaxSide || info->height > kMaxSide) {
    return JpegError("the frame is larger than 8192 pixels a side");
  }
  info->format = colourspace == TJCS_RGB ? Format::kRgb : FormatOf(subsampling, info->width, info->height);
  return Ok();
}

size_t JpegBytes(const JpegInfo& info, Format format) {
  const size_t luma = static_cast<size_t>(info.width) * info.height;
  if (format == Format::kGrey) return luma;
  if (format == Format::kYu12) return luma / 2 * 3;
  return format == Format::k422p ? 2 * luma : 3 * luma;
}

Status DecodeJpeg(const uint8_t* data, size_t size, const JpegInfo& info, Format format, uint8_t* out) {
  JpegInfo found;
  const Status status = ReadJpegInfo(data, size, &found);
  if (!status.ok()) return status;
  if (found.width != info.width || found.height != info.height || found.format != info.format) {
    return JpegError("the frame's size or sampling changed");
  }
  if (format != info.format && format != Format::kGrey) {
    return JpegError("the frame is not of the wanted format");
  }
  return Decode(data, size, info, format, out) == 0 ? Ok() : JpegError("the frame is damaged or cut short");
}

}  // namespace tellersight
