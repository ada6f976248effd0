// Compiled once per instruction set by kernels_simd.cc, hence the guard that toggles.
#if defined(TELLERSIGHT_PIXELS_COLOUR_ROW_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TELLERSIGHT_PIXELS_COLOUR_ROW_INL_H_
#undef TELLERSIGHT_PIXELS_COLOUR_ROW_INL_H_
#else
#define TELLERSIGHT_PIXELS_COLOUR_ROW_INL_H_
#endif

#include "hwy/highway.h"
#include "pixels/kernels.h"

HWY_BEFORE_NAMESPACE();
namespace tellersight {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Reads and writes scratch rows only, so whole vectors are always in bounds.
static void ColourRow(Colour colour, const YuvCoefficients& k, const int16_t* const* in, int count,
                      uint8_t* const* out) {
  const hn::ScalableTag<int16_t> d;
  const hn::Rebind<uint8_t, decltype(d)> d8;
  using V = hn::Vec<decltype(d)>;
  const int lanes = static_cast<int>(hn::Lanes(d));
  const auto store = [&](V level, uint8_t* to) HWY_ATTR { hn::StoreU(hn::DemoteTo(d8, level), d8, to); };
  const auto from_q7 = [&](V v) HWY_ATTR {
    return hn::ShiftRight<kLevelBits>(hn::SaturatedAdd(v, hn::Set(d, 1 << (kLevelBits - 1))));
  };
  const auto from_q5 = [&](V v) HWY_ATTR { return hn::ShiftRight<5>(hn::Add(v, hn::Set(d, 1 << 4))); };
  const auto times = [&](V v, int16_t factor) HWY_ATTR { return hn::MulFixedPoint15(v, hn::Set(d, factor)); };

  for (int i = 0; i < count; i += lanes) {
    const V first = hn::LoadU(d, in[0] + i);
    switch (colour) {
      case Colour::kGreyToGrey:
        store(from_q7(first), out[0] + i);
        break;
      case Colour::kLumaToGrey:
        store(from_q5(times(hn::Sub(first, hn::Set(d, k.luma_offset)), k.luma)), out[0] + i);
        break;
      case Colour::kRgbToRgb:
        for (int c = 0; c < 3; ++c) store(from_q7(hn::LoadU(d, in[c] + i)), out[c] + i);
        break;
      case Colour::kRgbToGrey:
        store(from_q7(hn::Add(hn::Add(times(first, kRedToLuma), times(hn::LoadU(d, in[1] + i), kGreenToLuma)),
                              times(hn::LoadU(d, in[2] + i), kBlueToLuma))),
              out[0] + i);
        break;
      case Colour::kYuvToRgb: {
        const V neutral = hn::Set(d, 128 << kLevelBits);
        const V y = times(hn::Sub(first, hn::Set(d, k.luma_offset)), k.luma);
        const V u = hn::Sub(hn::LoadU(d, in[1] + i), neutral);
        const V v = hn::Sub(hn::LoadU(d, in[2] + i), neutral);
        store(from_q5(hn::Add(y, times(v, k.v_to_r))), out[0] + i);
        store(from_q5(hn::Sub(hn::Sub(y, times(u, k.u_to_g)), times(v, k.v_to_g))), out[1] + i);
        store(from_q5(hn::Add(y, times(u, k.u_to_b))), out[2] + i);
        break;
      }
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace tellersight
HWY_AFTER_NAMESPACE();

#endif  // TELLERSIGHT_PIXELS_COLOUR_ROW_INL_H_
