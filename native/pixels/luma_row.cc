#include "pixels/kernels.h"

namespace tellersight::reference {

void LumaRow(const uint8_t* above, const uint8_t* centre, const uint8_t* below, int count, LumaSums* sums) {
  for (int i = 0; i < count; ++i) {
    sums->levels += centre[i];
    sums->low += centre[i] <= kClippedLow;
    sums->high += centre[i] >= kClippedHigh;
  }
  if (above != nullptr) LaplacianRow(above, centre, below, 1, count, sums);
}

void LaplacianRow(const uint8_t* above, const uint8_t* centre, const uint8_t* below, int first, int count,
                  LumaSums* sums) {
  for (int i = first; i + 1 < count; ++i) {
    const int laplacian = above[i] + below[i] + centre[i - 1] + centre[i + 1] - 4 * centre[i];
    sums->laplacian += laplacian;
    sums->laplacian_squares += laplacian * laplacian;
  }
}

}  // namespace tellersight::reference
