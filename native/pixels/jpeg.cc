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

}  // namespace

Status ReadJpegSize(const uint8_t* data, size_t size, JpegSize* out) {
  tjhandle handle = ThisThread();
  if (handle == nullptr) return JpegError("the decoder could not be set up");
  if (data == nullptr || size < 4) return JpegError("the frame is empty");
  int subsampling = 0, colourspace = 0;
  if (tjDecompressHeader3(handle, data, size, &out->width, &out->height, &subsampling, &colourspace) != 0) {
    return JpegError("the frame has no readable JPEG header");
  }
  if (colourspace != TJCS_YCbCr && colourspace != TJCS_GRAY && colourspace != TJCS_RGB) {
    return JpegError("the frame has four colour components; cameras send one or three");
  }
  if (out->width < 1 || out->height < 1 || out->width > kMaxSide || out->height > kMaxSide) {
    return JpegError("the frame is larger than 8192 pixels a side");
  }
  return Ok();
}

Status DecodeJpegRgb(const uint8_t* data, size_t size, const JpegSize& expected, uint8_t* out) {
  JpegSize found;
  const Status status = ReadJpegSize(data, size, &found);
  if (!status.ok()) return status;
  if (found.width != expected.width || found.height != expected.height) {
    return JpegError("the frame's size changed");
  }
  // LIMITSCANS: a progressive frame with thousands of scans would hold the camera thread for seconds.
  if (tjDecompress2(ThisThread(), data, size, out, found.width, 3 * found.width, found.height, TJPF_RGB,
                    TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS) != 0) {
    return JpegError("the frame is damaged or cut short");
  }
  return Ok();
}

}  // namespace tellersight
