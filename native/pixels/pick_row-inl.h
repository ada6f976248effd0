// Compiled once per instruction set by kernels_simd.cc, hence the guard that toggles.
#if defined(TELLERSIGHT_PIXELS_PICK_ROW_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TELLERSIGHT_PIXELS_PICK_ROW_INL_H_
#undef TELLERSIGHT_PIXELS_PICK_ROW_INL_H_
#else
#define TELLERSIGHT_PIXELS_PICK_ROW_INL_H_
#endif

#include "hwy/highway.h"
#include "pixels/kernels.h"

HWY_BEFORE_NAMESPACE();
namespace tellersight {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Reads and writes scratch rows only, so whole vectors are always in bounds.
static void PickRow(const int16_t* in, int offset, int pitch, int count, int16_t* out) {
  const hn::ScalableTag<int16_t> d;
  const int lanes = static_cast<int>(hn::Lanes(d));
  hn::Vec<decltype(d)> a, b, c;
  for (int i = 0; i < count; i += lanes) {
    if (pitch == 2) {
      hn::LoadInterleaved2(d, in + 2 * i, a, b);
      hn::StoreU(offset == 0 ? a : b, d, out + i);
    } else {
      hn::LoadInterleaved3(d, in + 3 * i, a, b, c);
      hn::StoreU(offset == 0 ? a : offset == 1 ? b : c, d, out + i);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace tellersight
HWY_AFTER_NAMESPACE();

#endif  // TELLERSIGHT_PIXELS_PICK_ROW_INL_H_
