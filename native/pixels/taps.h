// Filter tables: which source samples, with which weights, make each destination sample along one axis.
#ifndef TELLERSIGHT_PIXELS_TAPS_H_
#define TELLERSIGHT_PIXELS_TAPS_H_

#include <cstddef>
#include <cstdint>

namespace tellersight {

// Beyond this the weights get too coarse and their rounding could carry a white picture past int16. No model
// input is that much smaller than a camera picture.
constexpr double kMaxShrink = 64;

// Destination sample i covers source [origin + i * step, origin + (i + 1) * step), pixel k being [k, k + 1).
struct Axis {
  double origin = 0;
  double step = 1;
  int count = 0;   // destination samples
  int length = 0;  // source samples; outside, the edge sample repeats
};

// Taps per destination sample: even, so that kernels can fetch them in pairs. Area filter from 2:1 on, else
// bilinear.
int TapCount(const Axis& axis);

// Where the weight of tap t of destination sample i lies among `count` samples' weights: tap pairs of
// neighbouring samples are neighbours in memory, which is what a vector of samples loads.
inline size_t WeightAt(int i, int t, int count) {
  return 2 * (static_cast<size_t>(t / 2) * count + i) + (t & 1);
}

// Fills start[count] and weight[count * TapCount] (see WeightAt). Weights are 0..32767 and add up to 32768
// (32767 where the source has a single sample). start is >= 0; start + TapCount may pass `length`, with zero
// weights there.
void BuildTaps(const Axis& axis, int32_t* start, int16_t* weight);

}  // namespace tellersight

#endif  // TELLERSIGHT_PIXELS_TAPS_H_
