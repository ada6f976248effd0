// Compiled once per instruction set by kernels_simd.cc, hence the guard that toggles.
#if defined(TELLERSIGHT_PIXELS_DIFF_ROW_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TELLERSIGHT_PIXELS_DIFF_ROW_INL_H_
#undef TELLERSIGHT_PIXELS_DIFF_ROW_INL_H_
#else
#define TELLERSIGHT_PIXELS_DIFF_ROW_INL_H_
#endif

#include "hwy/highway.h"
#include "pixels/kernels.h"
#include "pixels/wide_sum-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tellersight {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

static void DiffRow(const uint8_t* lit, const uint8_t* unlit, int count, DiffSums* sums) {
  const hn::ScalableTag<int16_t> d16;
  const hn::Rebind<uint8_t, decltype(d16)> d8;
  const hn::RepartitionToWide<decltype(d16)> d32;
  const int lanes = static_cast<int>(hn::Lanes(d16));
  auto sum0 = hn::Zero(d32), sum1 = hn::Zero(d32), squares0 = hn::Zero(d32), squares1 = hn::Zero(d32);
  int i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto difference =
        hn::Sub(hn::PromoteTo(d16, hn::LoadU(d8, lit + i)), hn::PromoteTo(d16, hn::LoadU(d8, unlit + i)));
    sum0 = hn::ReorderWidenMulAccumulate(d32, difference, hn::Set(d16, 1), sum0, sum1);
    squares0 = hn::ReorderWidenMulAccumulate(d32, difference, difference, squares0, squares1);
  }
  sums->sum += WideSum(d32, sum0) + WideSum(d32, sum1);
  sums->squares += WideSum(d32, squares0) + WideSum(d32, squares1);
  reference::DiffRow(lit + i, unlit + i, count - i, sums);
}

}  // namespace HWY_NAMESPACE
}  // namespace tellersight
HWY_AFTER_NAMESPACE();

#endif  // TELLERSIGHT_PIXELS_DIFF_ROW_INL_H_
