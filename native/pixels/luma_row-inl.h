// Compiled once per instruction set by kernels_simd.cc, hence the guard that toggles.
#if defined(TELLERSIGHT_PIXELS_LUMA_ROW_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TELLERSIGHT_PIXELS_LUMA_ROW_INL_H_
#undef TELLERSIGHT_PIXELS_LUMA_ROW_INL_H_
#else
#define TELLERSIGHT_PIXELS_LUMA_ROW_INL_H_
#endif

#include "hwy/highway.h"
#include "pixels/kernels.h"
#include "pixels/wide_sum-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tellersight {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

static void LumaRow(const uint8_t* above, const uint8_t* centre, const uint8_t* below, int count,
                    LumaSums* sums) {
  const hn::ScalableTag<uint8_t> d8;
  const hn::Repartition<uint64_t, decltype(d8)> d64;
  const int bytes = static_cast<int>(hn::Lanes(d8));
  auto levels = hn::Zero(d64);
  int i = 0;
  for (; i + bytes <= count; i += bytes) {
    const auto v = hn::LoadU(d8, centre + i);
    levels = hn::Add(levels, hn::SumsOf8(v));
    sums->low += hn::CountTrue(d8, hn::Eq(hn::Min(v, hn::Set(d8, kClippedLow)), v));
    sums->high += hn::CountTrue(d8, hn::Eq(hn::Max(v, hn::Set(d8, kClippedHigh)), v));
  }
  sums->levels += static_cast<int64_t>(hn::GetLane(hn::SumOfLanes(d64, levels)));
  reference::LumaRow(nullptr, centre + i, nullptr, count - i, sums);
  if (above == nullptr) return;

  const hn::ScalableTag<int16_t> d16;
  const hn::Rebind<uint8_t, decltype(d16)> half;
  const hn::RepartitionToWide<decltype(d16)> d32;
  const int lanes = static_cast<int>(hn::Lanes(d16));
  // A picture is at most 8192 wide, so no 32-bit lane sums more than 2048 squares of at most 1020.
  static_assert(int64_t{kMaxSide} / 4 * 1020 * 1020 < (int64_t{1} << 31), "squares would overflow");
  auto sum0 = hn::Zero(d32), sum1 = hn::Zero(d32), squares0 = hn::Zero(d32), squares1 = hn::Zero(d32);
  const auto load = [&](const uint8_t* at) HWY_ATTR { return hn::PromoteTo(d16, hn::LoadU(half, at)); };
  i = 1;
  for (; i + lanes + 1 <= count; i += lanes) {
    const auto around = hn::Add(hn::Add(load(above + i), load(below + i)),
                                hn::Add(load(centre + i - 1), load(centre + i + 1)));
    const auto laplacian = hn::Sub(around, hn::ShiftLeft<2>(load(centre + i)));
    sum0 = hn::ReorderWidenMulAccumulate(d32, laplacian, hn::Set(d16, 1), sum0, sum1);
    squares0 = hn::ReorderWidenMulAccumulate(d32, laplacian, laplacian, squares0, squares1);
  }
  sums->laplacian += WideSum(d32, sum0) + WideSum(d32, sum1);
  sums->laplacian_squares += WideSum(d32, squares0) + WideSum(d32, squares1);
  reference::LaplacianRow(above, centre, below, i, count, sums);
}

}  // namespace HWY_NAMESPACE
}  // namespace tellersight
HWY_AFTER_NAMESPACE();

#endif  // TELLERSIGHT_PIXELS_LUMA_ROW_INL_H_
