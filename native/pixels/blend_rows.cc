#include <algorithm>

#include "pixels/kernels.h"

namespace tellersight::reference {

void BlendRows(const uint8_t* const* rows, const int16_t* weight, int taps, int count, int16_t* out) {
  for (int i = 0; i < count; ++i) {
    int sum = 0;
    for (int t = 0; t < taps; ++t) {
      sum += MulQ15(static_cast<int16_t>(rows[t][i] << kLevelBits), weight[t]);
    }
    out[i] = static_cast<int16_t>(sum);
  }
}

void BlendRows16(const uint8_t* const* rows, const LevelRange& range, const int16_t* weight, int taps, int count,
                 int16_t* out) {
  for (int i = 0; i < count; ++i) {
    int sum = 0;
    for (int t = 0; t < taps; ++t) {
      // Little-endian, at any address.
      const int raw = rows[t][2 * i] | rows[t][2 * i + 1] << 8;
      sum += MulQ15(range.Level(raw), weight[t]);
    }
    out[i] = static_cast<int16_t>(sum);
  }
}

}  // namespace tellersight::reference
