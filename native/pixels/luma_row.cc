#include "pixels/kernels.h"

namespace tellersight::reference {
namespace {

constexpr int kClippedLow = 5;
constexpr int kClippedHigh = 250;

}  // namespace

void LumaRow(const uint8_t* above, const uint8_t* centre, const uint8_t* below, int count, LumaSums* sums) {
  for (int i = 0; i < count; ++i) {
    sums->levels += centre[i];
    sums->low += centre[i] <= kClippedLow;
    sums->high += centre[i] >= kClippedHigh;
  }
  if (above == nullptr) return;
  for (int i = 1; i + 1 < count; ++i) {
    const int laplacian = above[i] + below[i] + centre[i - 1] + centre[i + 1] - 4 * centre[i];
    sums->laplacian += laplacian;
    sums->laplacian_squares += laplacian * laplacian;
  }
}

}  // namespace tellersight::reference
