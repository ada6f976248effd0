// Compiled once per instruction set by kernels_simd.cc, hence the guard that toggles.
#if defined(TELLERSIGHT_PIXELS_STORE_ROW_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TELLERSIGHT_PIXELS_STORE_ROW_INL_H_
#undef TELLERSIGHT_PIXELS_STORE_ROW_INL_H_
#else
#define TELLERSIGHT_PIXELS_STORE_ROW_INL_H_
#endif

#include "hwy/highway.h"
#include "pixels/kernels.h"

HWY_BEFORE_NAMESPACE();
namespace tellersight {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

static void StoreInterleaved(const uint8_t* const* channels, int count, uint8_t* out) {
  const hn::ScalableTag<uint8_t> d;
  const int lanes = static_cast<int>(hn::Lanes(d));
  int i = 0;
  for (; i + lanes <= count; i += lanes) {
    hn::StoreInterleaved3(hn::LoadU(d, channels[0] + i), hn::LoadU(d, channels[1] + i),
                          hn::LoadU(d, channels[2] + i), d, out + 3 * i);
  }
  const uint8_t* const rest[3] = {channels[0] + i, channels[1] + i, channels[2] + i};
  reference::StoreInterleaved(rest, count - i, out + 3 * i);
}

static void StoreFloat(const uint8_t* in, int count, float mean, float scale, int pitch, float* out) {
  // Interleaved float tensors are rare among face models; they take the plain loop.
  if (pitch != 1) return reference::StoreFloat(in, count, mean, scale, pitch, out);
  const hn::ScalableTag<float> df;
  const hn::Rebind<int32_t, decltype(df)> d32;
  const hn::Rebind<uint8_t, decltype(df)> d8;
  const int lanes = static_cast<int>(hn::Lanes(df));
  int i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto level = hn::ConvertTo(df, hn::PromoteTo(d32, hn::LoadU(d8, in + i)));
    hn::StoreU(hn::Mul(hn::Sub(level, hn::Set(df, mean)), hn::Set(df, scale)), df, out + i);
  }
  reference::StoreFloat(in + i, count - i, mean, scale, 1, out + i);
}

}  // namespace HWY_NAMESPACE
}  // namespace tellersight
HWY_AFTER_NAMESPACE();

#endif  // TELLERSIGHT_PIXELS_STORE_ROW_INL_H_
