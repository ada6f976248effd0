#include "pixels/taps.h"

#include <cstdlib>
#include <vector>

#include "pixels/fixed.h"
#include "test/random.h"
#include "test/runner.h"

namespace tellersight::test {

TEST(TapsAddUpToOneInsideTheSource) {
  Random random(5);
  for (int round = 0; round < 5000; ++round) {
    Axis axis;
    axis.length = random.Whole(1, 300);
    axis.count = random.Whole(1, 60);
    axis.step = random.Real(0.01, random.Whole(0, 3) == 0 ? kMaxShrink : 4);
    axis.origin = random.Real(-200, 300);
    axis.area = axis.step >= kAreaFrom || random.Whole(0, 3) == 0;
    const int taps = TapCount(axis);
    CHECK(taps >= 2 && taps <= kMaxTaps);
    std::vector<int32_t> start(axis.count);
    std::vector<int16_t> weight(static_cast<size_t>(axis.count) * taps);
    BuildTaps(axis, start.data(), weight.data());
    for (int i = 0; i < axis.count; ++i) {
      int sum = 0;
      CHECK(start[i] >= 0 && start[i] < axis.length);
      for (int t = 0; t < taps; ++t) {
        const int w = weight[i * taps + t];
        CHECK(w >= 0);
        CHECK(w == 0 || start[i] + t < axis.length);
        sum += w;
      }
      CHECK(sum == (axis.length == 1 ? kWeightOne - 1 : kWeightOne));
    }
  }
}

TEST(AreaTapsWeighWhatIsCovered) {
  // 5 samples to 2: 2.5 each, so the middle one is shared half and half.
  const Axis axis = {0, 2.5, 2, 5, true};
  CHECK(TapCount(axis) == 3);
  int32_t start[2];
  int16_t weight[2 * 3];
  BuildTaps(axis, start, weight);
  CHECK(start[0] == 0);
  CHECK(start[1] == 2);
  const int expected[6] = {13107, 13107, 6554, 6554, 13107, 13107};
  for (int t = 0; t < 6; ++t) CHECK(std::abs(weight[t] - expected[t]) <= 1);
}

}  // namespace tellersight::test
