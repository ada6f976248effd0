// Compiled once per instruction set by kernels_simd.cc, hence the guard that toggles.
#if defined(TELLERSIGHT_PIXELS_FILTER_ROW_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TELLERSIGHT_PIXELS_FILTER_ROW_INL_H_
#undef TELLERSIGHT_PIXELS_FILTER_ROW_INL_H_
#else
#define TELLERSIGHT_PIXELS_FILTER_ROW_INL_H_
#endif

#include "hwy/highway.h"
#include "pixels/kernels.h"

HWY_BEFORE_NAMESPACE();
namespace tellersight {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

static void FilterRow(const int16_t* in, const int32_t* start, const int16_t* weight, int taps, int count,
                      int16_t* out) {
  const hn::ScalableTag<int32_t> d32;
  const hn::Repartition<int16_t, decltype(d32)> d16;
  const hn::Rebind<int16_t, decltype(d32)> half;
  const int lanes = static_cast<int>(hn::Lanes(d32));
  for (int i = 0; i < count; i += lanes) {
    auto index = hn::LoadU(d32, start + i);
    // Past the end of the table lie stale numbers; they must not become addresses.
    if (count - i < lanes) index = hn::IfThenElseZero(hn::FirstN(d32, count - i), index);
    const auto offset = hn::ShiftLeft<1>(index);  // bytes
    auto sum = hn::Zero(d16);
    for (int pair = 0; pair < taps / 2; ++pair) {
      // One 32-bit lane fetches two neighbouring samples.
      const auto samples = hn::GatherOffset(d32, reinterpret_cast<const int32_t*>(in + 2 * pair), offset);
      const auto w = hn::LoadU(d16, weight + 2 * (static_cast<size_t>(pair) * count + i));
      sum = hn::Add(sum, hn::MulFixedPoint15(hn::BitCast(d16, samples), w));
    }
    const auto both = hn::BitCast(d32, sum);
    const auto even = hn::ShiftRight<16>(hn::ShiftLeft<16>(both));
    hn::StoreU(hn::DemoteTo(half, hn::Add(even, hn::ShiftRight<16>(both))), half, out + i);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace tellersight
HWY_AFTER_NAMESPACE();

#endif  // TELLERSIGHT_PIXELS_FILTER_ROW_INL_H_
