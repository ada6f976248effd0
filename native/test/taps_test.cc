#include "pixels/taps.h"

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
    const int taps = TapCount(axis);
    CHECK(taps % 2 == 0);
    std::vector<int32_t> start(axis.count);
    std::vector<int16_t> weight(static_cast<size_t>(axis.count) * taps);
    BuildTaps(axis, start.data(), weight.data());
    for (int i = 0; i < axis.count; ++i) {
      int sum = 0;
      CHECK(start[i] >= 0 && start[i] < axis.length);
      for (int t = 0; t < taps; ++t) {
        const int w = weight[WeightAt(i, t, axis.count)];
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
  int32_t start[2];
  int16_t weight[2 * 4];
  BuildTaps({0, 2.5, 2, 5}, start, weight);
  CHECK(start[0] == 0);
  CHECK(start[1] == 1);  // moved left so that the window stays inside; its first weight is zero
  const int first[4] = {13107, 13107, 6554, 0}, second[4] = {0, 6554, 13107, 13107};
  for (int t = 0; t < 4; ++t) {
    CHECK(weight[WeightAt(0, t, 2)] == first[t]);
    CHECK(weight[WeightAt(1, t, 2)] == second[t]);
  }
}

}  // namespace tellersight::test
