#include "pixels/kernels.h"

namespace tellersight::reference {

void DiffRow(const uint8_t* lit, const uint8_t* unlit, int count, DiffSums* sums) {
  for (int i = 0; i < count; ++i) {
    const int difference = lit[i] - unlit[i];
    sums->sum += difference;
    sums->squares += difference * difference;
  }
}

}  // namespace tellersight::reference
