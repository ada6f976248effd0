// Compiled once per instruction set by kernels_simd.cc, hence the guard that toggles.
#if defined(TELLERSIGHT_PIXELS_BLEND_ROWS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TELLERSIGHT_PIXELS_BLEND_ROWS_INL_H_
#undef TELLERSIGHT_PIXELS_BLEND_ROWS_INL_H_
#else
#define TELLERSIGHT_PIXELS_BLEND_ROWS_INL_H_
#endif

#include "hwy/highway.h"
#include "pixels/kernels.h"

HWY_BEFORE_NAMESPACE();
namespace tellersight {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

static void BlendRows(const uint8_t* const* rows, const int16_t* weight, int taps, int count, int16_t* out) {
  const hn::ScalableTag<int16_t> d16;
  const hn::Rebind<uint8_t, decltype(d16)> d8;
  const int lanes = static_cast<int>(hn::Lanes(d16));
  // Source rows end where the camera's memory may end, so a narrow row cannot be read as a whole vector.
  if (count < lanes) return reference::BlendRows(rows, weight, taps, count, out);
  for (int i = 0; i < count; i += lanes) {
    // The last vector is moved back into the row; what it computes twice comes out the same.
    if (i > count - lanes) i = count - lanes;
    auto sum = hn::Zero(d16);
    for (int t = 0; t < taps; ++t) {
      const auto level = hn::ShiftLeft<kLevelBits>(hn::PromoteTo(d16, hn::LoadU(d8, rows[t] + i)));
      sum = hn::Add(sum, hn::MulFixedPoint15(level, hn::Set(d16, weight[t])));
    }
    hn::StoreU(sum, d16, out + i);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace tellersight
HWY_AFTER_NAMESPACE();

#endif  // TELLERSIGHT_PIXELS_BLEND_ROWS_INL_H_
