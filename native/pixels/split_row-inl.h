// Compiled once per instruction set by kernels_simd.cc, hence the guard that toggles.
#if defined(TELLERSIGHT_PIXELS_SPLIT_ROW_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TELLERSIGHT_PIXELS_SPLIT_ROW_INL_H_
#undef TELLERSIGHT_PIXELS_SPLIT_ROW_INL_H_
#else
#define TELLERSIGHT_PIXELS_SPLIT_ROW_INL_H_
#endif

#include "hwy/highway.h"
#include "pixels/kernels.h"

HWY_BEFORE_NAMESPACE();
namespace tellersight {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Reads and writes scratch rows only, so whole vectors are always in bounds.
static void SplitRow(Split split, const int16_t* in, int groups, int16_t* const* planes) {
  const hn::ScalableTag<int16_t> d;
  const int lanes = static_cast<int>(hn::Lanes(d));
  hn::Vec<decltype(d)> a, b, c, e;
  for (int i = 0; i < groups; i += lanes) {
    switch (split) {
      case Split::kPairs:
        hn::LoadInterleaved2(d, in + 2 * i, a, b);
        hn::StoreU(a, d, planes[0] + i);
        hn::StoreU(b, d, planes[1] + i);
        break;
      case Split::kTriples:
        hn::LoadInterleaved3(d, in + 3 * i, a, b, c);
        hn::StoreU(a, d, planes[0] + i);
        hn::StoreU(b, d, planes[1] + i);
        hn::StoreU(c, d, planes[2] + i);
        break;
      case Split::kYuyv:
        hn::LoadInterleaved4(d, in + 4 * i, a, b, c, e);
        hn::StoreInterleaved2(a, c, d, planes[0] + 2 * i);
        hn::StoreU(b, d, planes[1] + i);
        hn::StoreU(e, d, planes[2] + i);
        break;
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace tellersight
HWY_AFTER_NAMESPACE();

#endif  // TELLERSIGHT_PIXELS_SPLIT_ROW_INL_H_
