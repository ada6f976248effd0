#include "pixels/kernels.h"

namespace tellersight::reference {

void TurnRows(const int16_t* in, int pitch, int count, int16_t* out) {
  for (int i = 0; i < count; ++i) {
    for (int row = 0; row < kBand; ++row) out[i * kBand + row] = in[row * pitch + i];
  }
}

void TurnBytes(const uint8_t* in, int count, uint8_t* out, int pitch) {
  for (int row = 0; row < kBand; ++row) {
    for (int i = 0; i < count; ++i) out[row * pitch + i] = in[i * kBand + row];
  }
}

}  // namespace tellersight::reference
