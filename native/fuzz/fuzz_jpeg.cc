#include <cstdint>
#include <initializer_list>
#include <memory>

#include "pixels/jpeg.h"

// An MJPG frame as a hostile camera sends it.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tellersight;
  JpegInfo info;
  if (!ReadJpegInfo(data, size, &info).ok()) return 0;
  // Large claims only cost time here.
  if (static_cast<int64_t>(info.width) * info.height > 1 << 18) return 0;
  for (const Format format : {info.format, Format::kGrey}) {
    const std::unique_ptr<uint8_t[]> out(new uint8_t[JpegBytes(info, format)]);
    DecodeJpeg(data, size, info, format, out.get());
  }
  return 0;
}
