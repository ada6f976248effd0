// Reads the per-frame metadata of a UVC camera as the kernel hands it over (V4L2_META_FMT_UVC_MSXU_1_5).
#ifndef TELLERSIGHT_CAPTURE_UVC_METADATA_H_
#define TELLERSIGHT_CAPTURE_UVC_METADATA_H_

#include <cstddef>
#include <cstdint>

namespace tellersight {

// Of one exposure. Unknown is also the answer to metadata that is damaged or contradicts itself.
enum class Illumination : int8_t { kUnknown, kOff, kOn };

// `data` is one metadata buffer: blocks of `struct uvc_meta_buf` (linux/uvcvideo.h), one per USB payload
// header, whose bytes behind the standard header form the list of items that "Microsoft extensions to USB
// Video Class 1.5", section 2.2.3, defines; MetadataId_FrameIllumination says whether the illuminator was on.
// Never reads past `size`.
Illumination ReadFrameIllumination(const uint8_t* data, size_t size);

}  // namespace tellersight

#endif  // TELLERSIGHT_CAPTURE_UVC_METADATA_H_
