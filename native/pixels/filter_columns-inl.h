// Compiled once per instruction set by kernels_simd.cc, hence the guard that toggles.
#if defined(TELLERSIGHT_PIXELS_FILTER_COLUMNS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TELLERSIGHT_PIXELS_FILTER_COLUMNS_INL_H_
#undef TELLERSIGHT_PIXELS_FILTER_COLUMNS_INL_H_
#else
#define TELLERSIGHT_PIXELS_FILTER_COLUMNS_INL_H_
#endif

#include "hwy/highway.h"
#include "pixels/kernels.h"

HWY_BEFORE_NAMESPACE();
namespace tellersight {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// kTaps 0: any number.
template <int kTaps>
HWY_INLINE void FilterColumnsOf(const int16_t* in, int offset, int pitch, const int32_t* start, const int16_t* weight,
                                int taps, int count, int16_t* out) {
  const hn::CappedTag<int16_t, kBand> d;
  const int lanes = static_cast<int>(hn::Lanes(d));
  const int step = pitch * kBand;
  if (kTaps > 0) taps = kTaps;
  for (int row = 0; row < kBand; row += lanes) {
    const int16_t* const band = in + row + offset * kBand;
    for (int i = 0; i < count; ++i) {
      const int16_t* const column = band + start[i] * step;
      const int16_t* const weights = weight + i * taps;
      auto sum = hn::MulFixedPoint15(hn::LoadU(d, column), hn::Set(d, weights[0]));
      for (int t = 1; t < taps; ++t) {
        sum = hn::Add(sum, hn::MulFixedPoint15(hn::LoadU(d, column + t * step), hn::Set(d, weights[t])));
      }
      hn::StoreU(sum, d, out + i * kBand + row);
    }
  }
}

static void FilterColumns(const int16_t* in, int offset, int pitch, const int32_t* start, const int16_t* weight,
                          int taps, int count, int16_t* out) {
  switch (taps) {
    case 2:
      return FilterColumnsOf<2>(in, offset, pitch, start, weight, taps, count, out);
    case 3:
      return FilterColumnsOf<3>(in, offset, pitch, start, weight, taps, count, out);
    case 4:
      return FilterColumnsOf<4>(in, offset, pitch, start, weight, taps, count, out);
    default:
      return FilterColumnsOf<0>(in, offset, pitch, start, weight, taps, count, out);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace tellersight
HWY_AFTER_NAMESPACE();

#endif  // TELLERSIGHT_PIXELS_FILTER_COLUMNS_INL_H_
