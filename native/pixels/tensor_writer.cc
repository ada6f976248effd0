#include "pixels/tensor_writer.h"

#include <string.h>

namespace tellersight {

TensorWriter::TensorWriter(const TensorSpec& spec, const Conversion& conversion, const KernelTable& kernels,
                           void* out)
    : spec_(spec),
      conversion_(conversion),
      kernels_(kernels),
      channels_(ChannelCount(spec)),
      flip_(spec.number == Number::kInt8 ? 0x80 : 0),
      bytes_(spec.number == Number::kFloat32 ? nullptr : static_cast<uint8_t*>(out)),
      floats_(spec.number == Number::kFloat32 ? static_cast<float*>(out) : nullptr) {}

size_t TensorWriter::Element(int channel, int y, int x) const {
  if (spec_.layout == Layout::kNhwc) {
    return (static_cast<size_t>(y) * spec_.width + x) * channels_ + channel;
  }
  return (static_cast<size_t>(channel) * spec_.height + y) * spec_.width + x;
}

void TensorWriter::Flip(uint8_t* bytes, int count) const {
  if (flip_ == 0) return;
  for (int i = 0; i < count; ++i) bytes[i] ^= flip_;
}

void TensorWriter::Row(int y, int x, int count, const uint8_t* const* rows) {
  Pad(y, 0, x);
  const bool interleaved = spec_.layout == Layout::kNhwc && channels_ == 3;
  if (bytes_ != nullptr && interleaved) {
    const uint8_t* const ordered[3] = {rows[conversion_.order[0]], rows[conversion_.order[1]],
                                       rows[conversion_.order[2]]};
    kernels_.store_interleaved(ordered, count, bytes_ + Element(0, y, x));
    Flip(bytes_ + Element(0, y, x), 3 * count);
  } else {
    for (int c = 0; c < channels_; ++c) {
      const uint8_t* row = rows[conversion_.order[c]];
      if (bytes_ != nullptr) {
        memcpy(bytes_ + Element(c, y, x), row, count);
        Flip(bytes_ + Element(c, y, x), count);
      } else {
        kernels_.store_float(row, count, spec_.mean[c], spec_.scale[c], interleaved ? 3 : 1,
                             floats_ + Element(c, y, x));
      }
    }
  }
  Pad(y, x + count, spec_.width - x - count);
}

void TensorWriter::Pad(int y, int x, int count) {
  if (count <= 0) return;
  for (int c = 0; c < channels_; ++c) {
    const size_t first = Element(c, y, x);
    const size_t pitch = spec_.layout == Layout::kNhwc ? channels_ : 1;
    if (bytes_ != nullptr && pitch == 1) {
      memset(bytes_ + first, spec_.pad ^ flip_, count);
    } else if (bytes_ != nullptr) {
      for (int i = 0; i < count; ++i) bytes_[first + i * pitch] = spec_.pad ^ flip_;
    } else {
      const float value = (static_cast<float>(spec_.pad) - spec_.mean[c]) * spec_.scale[c];
      for (int i = 0; i < count; ++i) floats_[first + i * pitch] = value;
    }
  }
}

}  // namespace tellersight
