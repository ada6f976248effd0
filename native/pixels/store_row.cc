#include "pixels/kernels.h"

namespace tellersight::reference {

void StoreInterleaved(const uint8_t* const* channels, int count, uint8_t* out) {
  for (int i = 0; i < count; ++i) {
    for (int c = 0; c < 3; ++c) out[3 * i + c] = channels[c][i];
  }
}

void StoreFloat(const uint8_t* in, int count, float mean, float scale, int pitch, float* out) {
  for (int i = 0; i < count; ++i) {
    out[static_cast<size_t>(i) * pitch] = (static_cast<float>(in[i]) - mean) * scale;
  }
}

}  // namespace tellersight::reference
