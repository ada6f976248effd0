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

// Calls `blend(i)` for the first element of every stretch of `size` of a row of `count`. Source rows end where the
// camera's memory may end, so the last stretch is moved back into the row; what it computes twice comes out the same.
template <class Blend>
HWY_INLINE void OverRow(int count, int size, Blend blend) {
  for (int i = 0; i < count; i += size) blend(HWY_MIN(i, count - size));
}

// kVectors at a time, so that fetching a weight and a row's address pays.
template <int kVectors>
HWY_INLINE void BlendStretch(const uint8_t* const* rows, const int16_t* weight, int taps, int i, int16_t* out) {
  const hn::ScalableTag<int16_t> d;
  const hn::Rebind<uint8_t, decltype(d)> d8;
  const int lanes = static_cast<int>(hn::Lanes(d));
  hn::Vec<decltype(d)> sum[kVectors];
  for (auto& v : sum) v = hn::Zero(d);
  for (int t = 0; t < taps; ++t) {
    const uint8_t* const row = rows[t] + i;
    const auto w = hn::Set(d, weight[t]);
    for (int k = 0; k < kVectors; ++k) {
      const auto level = hn::ShiftLeft<kLevelBits>(hn::PromoteTo(d, hn::LoadU(d8, row + k * lanes)));
      sum[k] = hn::Add(sum[k], hn::MulFixedPoint15(level, w));
    }
  }
  for (int k = 0; k < kVectors; ++k) hn::StoreU(sum[k], d, out + i + k * lanes);
}

static void BlendRows(const uint8_t* const* rows, const int16_t* weight, int taps, int count, int16_t* out) {
  constexpr int kMany = 4;
  const int lanes = static_cast<int>(hn::Lanes(hn::ScalableTag<int16_t>()));
  if (count >= kMany * lanes) {
    OverRow(count, kMany * lanes, [&](int i) HWY_ATTR { BlendStretch<kMany>(rows, weight, taps, i, out); });
  } else if (count >= lanes) {
    OverRow(count, lanes, [&](int i) HWY_ATTR { BlendStretch<1>(rows, weight, taps, i, out); });
  } else {
    reference::BlendRows(rows, weight, taps, count, out);
  }
}

static void BlendRows16(const uint8_t* const* rows, const LevelRange& range, const int16_t* weight, int taps, int count,
                        int16_t* out) {
  const hn::ScalableTag<uint16_t> du;
  const hn::RebindToSigned<decltype(du)> d;
  const hn::Repartition<uint8_t, decltype(du)> d8;
  const int lanes = static_cast<int>(hn::Lanes(d));
  if (count < lanes) return reference::BlendRows16(rows, range, weight, taps, count, out);
  OverRow(count, lanes, [&](int i) HWY_ATTR {
    auto sum = hn::Zero(d);
    for (int t = 0; t < taps; ++t) {
      const auto raw = hn::BitCast(du, hn::LoadU(d8, rows[t] + 2 * i));
      const auto above = hn::SaturatedSub(hn::Min(raw, hn::Set(du, range.high)), hn::Set(du, range.low));
      const auto level = hn::MulHigh(hn::ShiftLeftSame(above, range.shift), hn::Set(du, range.factor));
      sum = hn::Add(sum, hn::MulFixedPoint15(hn::BitCast(d, level), hn::Set(d, weight[t])));
    }
    hn::StoreU(sum, d, out + i);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace tellersight
HWY_AFTER_NAMESPACE();

#endif  // TELLERSIGHT_PIXELS_BLEND_ROWS_INL_H_
