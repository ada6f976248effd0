#include "pixels/taps.h"

#include <algorithm>
#include <cmath>

#include "pixels/fixed.h"

namespace tellersight {
namespace {

constexpr double kAreaFrom = 2.0;  // shrink at which a bilinear filter would start to skip source samples

int Clamp(int64_t index, int length) { return static_cast<int>(std::clamp<int64_t>(index, 0, length - 1)); }

// Weight of source sample k for the destination sample that covers [from, from + step).
double Share(double from, double step, int64_t k) {
  const double low = std::max(from, static_cast<double>(k));
  const double high = std::min(from + step, static_cast<double>(k + 1));
  return std::max(0.0, high - low) / step;
}

// Rounds so that the sum is exactly one: each weight is the difference of two rounded running sums.
class RunningRound {
 public:
  int Next(double share) {
    sum_ += share;
    const int total = std::min(kWeightOne, static_cast<int>(std::lround(sum_ * kWeightOne)));
    const int weight = total - given_;
    given_ = total;
    return weight;
  }
  int Rest() const { return kWeightOne - given_; }

 private:
  double sum_ = 0;
  int given_ = 0;
};

}  // namespace

int TapCount(const Axis& axis) {
  if (axis.step < kAreaFrom) return 2;
  const int touched = static_cast<int>(std::ceil(axis.step)) + 1;
  return (touched + 1) & ~1;
}

void BuildTaps(const Axis& axis, int32_t* start, int16_t* weight) {
  const int taps = TapCount(axis);
  const bool area = axis.step >= kAreaFrom;
  for (int i = 0; i < axis.count; ++i) {
    const double from = axis.origin + i * axis.step;
    const double centre = from + axis.step / 2 - 0.5;  // as a sample index
    const int64_t first = static_cast<int64_t>(std::floor(area ? from : centre));
    // Taps beyond an edge fold onto the edge sample: that is edge replication without a padded copy.
    const int base = std::max(0, std::min(Clamp(first, axis.length), axis.length - taps));
    start[i] = base;
    int sums[static_cast<int>(kMaxShrink) + 4];
    std::fill_n(sums, taps, 0);
    RunningRound round;
    for (int t = 0; t < taps; ++t) {
      const double share =
          area ? Share(from, axis.step, first + t) : (t == 0 ? 1 - (centre - first) : centre - first);
      sums[Clamp(first + t, axis.length) - base] += round.Next(share);
    }
    int* largest = std::max_element(sums, sums + taps);
    *largest += round.Rest();
    // int16 cannot hold one: hand a 32768th, less than a hundredth of a level, to the neighbour if there is
    // one.
    if (*largest == kWeightOne) {
      *largest -= 1;
      if (axis.length > 1) sums[largest == sums ? 1 : largest - sums - 1] += 1;
    }
    for (int t = 0; t < taps; ++t) weight[WeightAt(i, t, axis.count)] = static_cast<int16_t>(sums[t]);
  }
}

}  // namespace tellersight
