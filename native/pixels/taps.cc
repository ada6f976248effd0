#include "pixels/taps.h"

#include <algorithm>
#include <cmath>

#include "pixels/fixed.h"

namespace tellersight {
namespace {

// Positions in whole numbers, so that every compiler and machine builds the same table. Sides below 2^17 pixels leave
// room in 64 bits.
constexpr int kBits = 32;
constexpr int64_t kOne = int64_t{1} << kBits;

int64_t Position(double v) { return static_cast<int64_t>(std::llround(v * static_cast<double>(kOne))); }

// The stretch of source that destination sample i looks at, and the first sample in it.
struct Stretch {
  int64_t from, to;
  int64_t first;

  Stretch(const Axis& axis, int64_t origin, int64_t step, int i) {
    from = origin + i * step;
    to = from + step;
    // Bilinear: one sample wide, around the middle.
    if (!axis.area) {
      from += (step - kOne) / 2;
      to = from + kOne;
    }
    first = from >> kBits;
  }
  // Samples touched.
  int Count() const { return static_cast<int>(((to - 1) >> kBits) - first) + 1; }
};

// Weights of `taps` samples from `first` on. Each is the difference of two rounded running sums, so that they add up to
// one exactly.
void Weigh(const Stretch& stretch, double scale, int taps, int* out) {
  int given = 0;
  for (int t = 0; t < taps; ++t) {
    const int64_t end = std::min(stretch.to, (stretch.first + t + 1) * kOne);
    const int total = end < stretch.to ? static_cast<int>(static_cast<double>(end - stretch.from) * scale + 0.5)
                                       : kWeightOne;
    out[t] = total - given;
    given = total;
  }
}

// Taps beyond an edge go to the edge sample: that is edge replication without a padded copy.
void Fold(int64_t first, int64_t base, int taps, int length, int* weights) {
  int folded[kMaxTaps] = {};
  for (int t = 0; t < taps; ++t) folded[std::clamp<int64_t>(first + t, 0, length - 1) - base] += weights[t];
  std::copy_n(folded, taps, weights);
}

// An int16 cannot hold one: a 32768th, less than a hundredth of a level, goes to a neighbour if there is one.
void KeepBelowOne(int* weights, int taps, int length) {
  int* const largest = std::max_element(weights, weights + taps);
  if (*largest < kWeightOne) return;
  *largest -= 1;
  if (length > 1 && taps > 1) weights[largest == weights ? 1 : largest - weights - 1] += 1;
}

}  // namespace

int TapCount(const Axis& axis) {
  if (!axis.area) return 2;
  const int64_t origin = Position(axis.origin), step = Position(axis.step);
  int most = 2;
  for (int i = 0; i < axis.count; ++i) most = std::max(most, Stretch(axis, origin, step, i).Count());
  return most;
}

void BuildTaps(const Axis& axis, int32_t* start, int16_t* weight) {
  const int taps = TapCount(axis);
  const int64_t origin = Position(axis.origin), step = Position(axis.step);
  const double scale = kWeightOne / static_cast<double>(axis.area ? step : kOne);
  for (int i = 0; i < axis.count; ++i) {
    const Stretch stretch(axis, origin, step, i);
    const int64_t base = std::clamp<int64_t>(stretch.first, 0, std::max(0, axis.length - taps));
    int weights[kMaxTaps];
    Weigh(stretch, scale, taps, weights);
    if (base != stretch.first || base + taps > axis.length) {
      Fold(stretch.first, base, taps, axis.length, weights);
    }
    KeepBelowOne(weights, taps, axis.length);
    start[i] = static_cast<int32_t>(base);
    for (int t = 0; t < taps; ++t) weight[i * taps + t] = static_cast<int16_t>(weights[t]);
  }
}

}  // namespace tellersight
