#include "pixels/kernels.h"

namespace tellersight::reference {

void FilterColumns(const int16_t* in, int offset, int pitch, const int32_t* start, const int16_t* weight,
                   int taps, int count, int16_t* out) {
  for (int i = 0; i < count; ++i) {
    for (int row = 0; row < kBand; ++row) {
      int sum = 0;
      for (int t = 0; t < taps; ++t) {
        sum += MulQ15(in[((start[i] + t) * pitch + offset) * kBand + row], weight[i * taps + t]);
      }
      out[i * kBand + row] = static_cast<int16_t>(sum);
    }
  }
}

}  // namespace tellersight::reference
