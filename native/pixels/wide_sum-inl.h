// Compiled once per instruction set by kernels_simd.cc, hence the guard that toggles.
#if defined(TELLERSIGHT_PIXELS_WIDE_SUM_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TELLERSIGHT_PIXELS_WIDE_SUM_INL_H_
#undef TELLERSIGHT_PIXELS_WIDE_SUM_INL_H_
#else
#define TELLERSIGHT_PIXELS_WIDE_SUM_INL_H_
#endif

#include "hwy/highway.h"
#include "pixels/kernels.h"

HWY_BEFORE_NAMESPACE();
namespace tellersight {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Sum of 32-bit lanes in 64 bits: the lanes may each be near their limit.
template <class D>
HWY_INLINE int64_t WideSum(D d, hn::Vec<D> v) {
  HWY_ALIGN int32_t lanes[HWY_MAX_BYTES / sizeof(int32_t)];
  hn::Store(v, d, lanes);
  int64_t sum = 0;
  for (size_t i = 0; i < hn::Lanes(d); ++i) sum += lanes[i];
  return sum;
}

}  // namespace HWY_NAMESPACE
}  // namespace tellersight
HWY_AFTER_NAMESPACE();

#endif  // TELLERSIGHT_PIXELS_WIDE_SUM_INL_H_
