#include "capture/uvc_metadata.h"

#include <algorithm>

namespace tellersight {
namespace {

// struct uvc_meta_buf: u64 ns, u16 sof, then the payload header as it came over the bus: length, flags, ...
constexpr size_t kBlockPrefix = 8 + 2;
constexpr uint8_t kHasPts = 1 << 2, kHasScr = 1 << 3;  // UVC 1.5, 2.4.3.3
constexpr size_t kPtsBytes = 4, kScrBytes = 6;

constexpr uint32_t kFrameIllumination = 6;  // MetadataId_FrameIllumination
constexpr uint32_t kIlluminationOn = 1;     // KSCAMERA_METADATA_FRAMEILLUMINATION_FLAG_ON
constexpr size_t kItemHeader = 8;           // u32 id, u32 size with this header
constexpr size_t kIlluminationItem = 16;    // header, u32 flags, u32 reserved

// A frame's items may be cut over several payload headers: they are put together first. Larger than any list
// seen; what does not fit makes the answer unknown.
constexpr size_t kMostItemBytes = 1024;

uint32_t Word(const uint8_t* at) {
  return uint32_t{at[0]} | uint32_t{at[1]} << 8 | uint32_t{at[2]} << 16 | uint32_t{at[3]} << 24;
}

Illumination ReadItems(const uint8_t* items, size_t size) {
  Illumination found = Illumination::kUnknown;
  // Padding behind the last item is shorter than a header or has id 0.
  while (size >= kItemHeader && Word(items) != 0) {
    const size_t length = Word(items + 4);
    if (length < kItemHeader || length > size) return Illumination::kUnknown;
    if (Word(items) == kFrameIllumination) {
      if (length < kIlluminationItem || found != Illumination::kUnknown) return Illumination::kUnknown;
      found = (Word(items + kItemHeader) & kIlluminationOn) != 0 ? Illumination::kOn : Illumination::kOff;
    }
    items += length;
    size -= length;
  }
  return found;
}

}  // namespace

Illumination ReadFrameIllumination(const uint8_t* data, size_t size) {
  uint8_t items[kMostItemBytes];
  size_t bytes = 0;
  while (size > 0) {
    if (size < kBlockPrefix + 2) return Illumination::kUnknown;
    const size_t header = data[kBlockPrefix];
    const uint8_t flags = data[kBlockPrefix + 1];
    const size_t standard =
        2 + ((flags & kHasPts) != 0 ? kPtsBytes : 0) + ((flags & kHasScr) != 0 ? kScrBytes : 0);
    if (header < standard || kBlockPrefix + header > size) return Illumination::kUnknown;
    const size_t more = header - standard;
    if (more > kMostItemBytes - bytes) return Illumination::kUnknown;
    std::copy_n(data + kBlockPrefix + standard, more, items + bytes);
    bytes += more;
    data += kBlockPrefix + header;
    size -= kBlockPrefix + header;
  }
  return ReadItems(items, bytes);
}

}  // namespace tellersight
