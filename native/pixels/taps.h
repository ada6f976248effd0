// Filter tables: which source samples, with which weights, make each destination sample along one axis.
#ifndef TELLERSIGHT_PIXELS_TAPS_H_
#define TELLERSIGHT_PIXELS_TAPS_H_

#include <cstddef>
#include <cstdint>

namespace tellersight {

// Beyond this the weights get too coarse and their rounding could carry a white picture past int16. No model
// input is that much smaller than a camera picture.
constexpr double kMaxShrink = 64;
constexpr int kMaxTaps = static_cast<int>(kMaxShrink) + 2;

// Shrink of the picture at which a bilinear filter would start to skip pixels: from here on the covered area is averaged.
constexpr double kAreaFrom = 2.0;

// Destination sample i covers source [origin + i * step, origin + (i + 1) * step), sample k being [k, k + 1).
struct Axis {
  double origin = 0;
  double step = 1;
  int count = 0;      // destination samples
  int length = 0;     // source samples; outside, the edge sample repeats
  bool area = false;  // average what is covered; else bilinear around the middle
};

// The axis of a channel that has one sample for two pixels. The filter is the picture's.
inline Axis Half(const Axis& axis) {
  return {axis.origin / 2, axis.step / 2, axis.count, (axis.length + 1) / 2, axis.area};
}

// Taps per destination sample.
int TapCount(const Axis& axis);

// Fills start[count] and weight[count * TapCount], destination sample by destination sample. Weights are 0..32767 and add
// up to 32768 (32767 where the source has a single sample). start is >= 0; start + TapCount may pass `length`, with zero
// weights there.
void BuildTaps(const Axis& axis, int32_t* start, int16_t* weight);

}  // namespace tellersight

#endif  // TELLERSIGHT_PIXELS_TAPS_H_
