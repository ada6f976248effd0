#include "pixels/kernels.h"
#include "pixels/taps.h"

namespace tellersight::reference {

void FilterRow(const int16_t* in, const int32_t* start, const int16_t* weight, int taps, int count,
               int16_t* out) {
  for (int i = 0; i < count; ++i) {
    const int16_t* samples = in + start[i];
    int sum = 0;
    for (int t = 0; t < taps; ++t) sum += MulQ15(samples[t], weight[WeightAt(i, t, count)]);
    out[i] = static_cast<int16_t>(sum);
  }
}

}  // namespace tellersight::reference
