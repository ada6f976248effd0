// Compiled once per instruction set by kernels_simd.cc, hence the guard that toggles.
#if defined(TELLERSIGHT_PIXELS_WARP_ROW_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TELLERSIGHT_PIXELS_WARP_ROW_INL_H_
#undef TELLERSIGHT_PIXELS_WARP_ROW_INL_H_
#else
#define TELLERSIGHT_PIXELS_WARP_ROW_INL_H_
#endif

#include "hwy/highway.h"
#include "pixels/kernels.h"

HWY_BEFORE_NAMESPACE();
namespace tellersight {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D32 = hn::ScalableTag<int32_t>;
using V32 = hn::Vec<D32>;
using D16 = hn::Repartition<int16_t, D32>;

HWY_INLINE V32 Set32(int32_t value) { return hn::Set(D32(), value); }

// In each lane the sum of the products of both 16-bit halves.
HWY_INLINE V32 PairDot(V32 a, V32 b) {
  const D32 d;
#if HWY_ARCH_X86
  // Elsewhere the reordering sums over other lanes; here it is pmaddwd.
  V32 unused = hn::Zero(d);
  return hn::ReorderWidenMulAccumulate(d, hn::BitCast(D16(), a), hn::BitCast(D16(), b), hn::Zero(d), unused);
#else
  const auto low = [](V32 v) HWY_ATTR { return hn::ShiftRight<16>(hn::ShiftLeft<16>(v)); };
  return hn::Add(hn::Mul(low(a), low(b)), hn::Mul(hn::ShiftRight<16>(a), hn::ShiftRight<16>(b)));
#endif
}

// Byte kLow of `low` and byte kHigh of `high` as a pair of levels.
template <int kLow, int kHigh>
HWY_INLINE V32 Pair(V32 low, V32 high) {
  const auto first = hn::And(hn::ShiftRight<8 * kLow>(low), Set32(0xFF));
  const auto second = kHigh >= 2 ? hn::ShiftRight<8 * (kHigh >= 2 ? kHigh - 2 : 0)>(high)
                                 : hn::ShiftLeft<8 * (kHigh < 2 ? 2 - kHigh : 0)>(high);
  return hn::OrAnd(first, second, Set32(0xFF0000));
}

// Where the samples of one vector lie in one channel: indices of the upper left neighbours and weights of the pairs.
struct WarpAt {
  V32 ix, iy, wx, wy;

  HWY_INLINE WarpAt(V32 x, V32 y) : ix(hn::ShiftRight<16>(x)), iy(hn::ShiftRight<16>(y)), wx(Weights(x)), wy(Weights(y)) {}

  // 1 - fraction in the low half, fraction in the high half.
  static HWY_INLINE V32 Weights(V32 q16) {
    const auto fraction = hn::And(hn::ShiftRight<16 - kWarpFractionBits>(q16), Set32((1 << kWarpFractionBits) - 1));
    // f << 16 plus one - f, which borrows nothing because f is at most one - 1.
    return hn::Add(hn::Sub(hn::ShiftLeft<16>(fraction), fraction), Set32(1 << kWarpFractionBits));
  }

  // True if all four neighbours of all lanes lie inside, `spare` more to the right included: nothing to clamp, and what
  // a gather reads beyond the pair is still in the row.
  HWY_INLINE bool Inside(int width, int height, int spare) const {
    const D32 d;
    const auto low = hn::And(hn::Gt(ix, Set32(-1)), hn::Gt(iy, Set32(-1)));
    const auto high = hn::And(hn::Lt(ix, Set32(width - 1 - spare)), hn::Lt(iy, Set32(height - 1)));
    return hn::AllTrue(d, hn::And(low, high));
  }

  // Byte offsets of the samples, `step` bytes apart.
  HWY_INLINE V32 Offset(int stride, int step) const {
    return hn::Add(hn::Mul(iy, Set32(stride)), hn::Mul(ix, Set32(step)));
  }

  // Pairs of the upper and the lower row, kBits wide, to one Q7 level each: the whole numbers of reference::WarpRow.
  template <int kBits>
  HWY_INLINE void Mix(V32 upper, V32 lower, int16_t* out) const {
    constexpr int kToQ7 = kWarpFractionBits + kBits - 15;
    const hn::Rebind<int16_t, D32> half;
    const auto top = hn::ShiftRight<kToQ7>(PairDot(upper, wx));
    const auto bottom = hn::ShiftLeft<16>(hn::ShiftRight<kToQ7>(PairDot(lower, wx)));
    const auto mixed = hn::Add(PairDot(hn::Or(top, bottom), wy), Set32(1 << (kWarpFractionBits - 1)));
    hn::StoreU(hn::DemoteTo(half, hn::ShiftRight<kWarpFractionBits>(mixed)), half, out);
  }
};

HWY_INLINE V32 Fetch(const uint8_t* base, V32 offset) {
  return hn::GatherOffset(D32(), reinterpret_cast<const int32_t*>(base), offset);
}

HWY_INLINE V32 HalfIndices(V32 q16) { return hn::Sub(hn::ShiftRight<1>(q16), Set32(1 << 14)); }

// The raster of a channel, and how the channel lies in it. Looked up once a row.
struct ChannelRows {
  Raster raster;
  ChannelPlace place;
  int width;

  ChannelRows(const Picture& p, int channel)
      : raster(RasterOf(p, Info(p.format).place[channel].raster)),
        place(Info(p.format).place[channel]),
        width(ChannelWidth(p, channel)) {}

  // Where the channel is sampled for the pixels x, y.
  HWY_INLINE WarpAt At(V32 x, V32 y) const {
    return WarpAt(place.half_x ? HalfIndices(x) : x, place.half_y ? HalfIndices(y) : y);
  }
};

// Each of the following returns false, having written nothing of its channel, if a lane needs a sample outside.

// A channel whose samples lie side by side.
HWY_INLINE bool WarpPlane(const ChannelRows& rows, V32 x, V32 y, int16_t* out) {
  const Raster& raster = rows.raster;
  const WarpAt at = rows.At(x, y);
  if (!at.Inside(rows.width, raster.height, 2)) return false;
  const auto offset = at.Offset(raster.stride, 1);
  const auto upper = Fetch(raster.data, offset), lower = Fetch(raster.data + raster.stride, offset);
  at.Mix<8>(Pair<0, 1>(upper, upper), Pair<0, 1>(lower, lower), out);
  return true;
}

// Two channels whose samples take turns: `even` and `odd` may be null.
HWY_INLINE bool WarpTurns(const ChannelRows& rows, V32 x, V32 y, int16_t* even, int16_t* odd) {
  const Raster& raster = rows.raster;
  const WarpAt at = rows.At(x, y);
  if (!at.Inside(rows.width, raster.height, 0)) return false;
  const auto offset = at.Offset(raster.stride, 2);
  const auto upper = Fetch(raster.data, offset), lower = Fetch(raster.data + raster.stride, offset);
  const auto mask = Set32(0xFF00FF);
  if (even != nullptr) at.Mix<8>(hn::And(upper, mask), hn::And(lower, mask), even);
  if (odd != nullptr) {
    at.Mix<8>(hn::And(hn::ShiftRight<8>(upper), mask), hn::And(hn::ShiftRight<8>(lower), mask), odd);
  }
  return true;
}

HWY_INLINE bool WarpWide(const Picture& p, const LevelRange& range, V32 x, V32 y, int16_t* out) {
  const hn::RebindToUnsigned<D16> du;
  const WarpAt at(x, y);
  if (!at.Inside(p.width, p.height, 0)) return false;
  const auto levels = [&](V32 raw) HWY_ATTR {
    const auto cut = hn::Min(hn::BitCast(du, raw), hn::Set(du, range.high));
    const auto above = hn::ShiftLeftSame(hn::SaturatedSub(cut, hn::Set(du, range.low)), range.shift);
    return hn::BitCast(D32(), hn::MulHigh(above, hn::Set(du, range.factor)));
  };
  const auto offset = at.Offset(p.stride, 2);
  at.Mix<15>(levels(Fetch(p.data, offset)), levels(Fetch(p.data + p.stride, offset)), out);
  return true;
}

// `out` in the order of the bytes in memory.
HWY_INLINE bool WarpTriples(const Picture& p, V32 x, V32 y, int16_t* const* out) {
  const WarpAt at(x, y);
  if (!at.Inside(p.width, p.height, 0)) return false;
  // Bytes 0..3 and 2..5 of a pixel pair: together six bytes, and none beyond the pair.
  const auto offset = at.Offset(p.stride, 3);
  const auto a = Fetch(p.data, offset), b = Fetch(p.data + 2, offset);
  const auto c = Fetch(p.data + p.stride, offset), e = Fetch(p.data + p.stride + 2, offset);
  at.Mix<8>(Pair<0, 3>(a, a), Pair<0, 3>(c, c), out[0]);
  at.Mix<8>(Pair<1, 2>(a, b), Pair<1, 2>(c, e), out[1]);
  at.Mix<8>(Pair<2, 3>(a, b), Pair<2, 3>(c, e), out[2]);
  return true;
}

// Two neighbouring groups of YUYV or UYVY: eight bytes that hold every neighbour of a pixel in all three channels.
struct Groups {
  V32 first, second;  // their halves
  V32 luma;           // the pair of luma bytes in the lowest and the third byte
};

HWY_INLINE Groups FetchGroups(const uint8_t* base, V32 offset, V32 shift) {
  const D32 d32;
  const hn::RepartitionToWide<D32> d64;
  const hn::RebindToUnsigned<decltype(d64)> du64;
  const hn::Half<D32> half;
  const auto fetch = [&](hn::Vec<decltype(half)> at) HWY_ATTR {
    return hn::BitCast(du64,
                       hn::GatherOffset(d64, reinterpret_cast<const int64_t*>(base), hn::PromoteTo(d64, at)));
  };
  const auto bits = [&](hn::Vec<decltype(half)> by) HWY_ATTR { return hn::BitCast(du64, hn::PromoteTo(d64, by)); };
  const auto low = fetch(hn::LowerHalf(half, offset)), high = fetch(hn::UpperHalf(half, offset));
  const auto low_luma = hn::Shr(low, bits(hn::LowerHalf(half, shift)));
  const auto high_luma = hn::Shr(high, bits(hn::UpperHalf(half, shift)));
  return {hn::ConcatEven(d32, hn::BitCast(d32, high), hn::BitCast(d32, low)),
          hn::ConcatOdd(d32, hn::BitCast(d32, high), hn::BitCast(d32, low)),
          hn::ConcatEven(d32, hn::BitCast(d32, high_luma), hn::BitCast(d32, low_luma))};
}

template <bool kUyvy>
HWY_INLINE bool WarpPacked(const Picture& p, V32 x, V32 y, int16_t* const* out) {
  const WarpAt at(x, y), chroma(HalfIndices(x), y);
  if (!at.Inside(p.width, p.height, 0) || !chroma.Inside((p.width + 1) / 2, p.height, 0)) return false;
  const auto offset = chroma.Offset(p.stride, 4);
  // The left luma neighbour is the first, second or third of the four in the groups.
  const auto place = hn::Sub(at.ix, hn::Add(chroma.ix, chroma.ix));
  const auto shift = hn::Add(hn::ShiftLeft<4>(place), Set32(kUyvy ? 8 : 0));
  const Groups upper = FetchGroups(p.data, offset, shift), lower = FetchGroups(p.data + p.stride, offset, shift);
  const auto mask = Set32(0xFF00FF);
  constexpr int kU = kUyvy ? 0 : 1, kV = kU + 2;
  at.Mix<8>(hn::And(upper.luma, mask), hn::And(lower.luma, mask), out[0]);
  chroma.Mix<8>(Pair<kU, kU>(upper.first, upper.second), Pair<kU, kU>(lower.first, lower.second), out[1]);
  chroma.Mix<8>(Pair<kV, kV>(upper.first, upper.second), Pair<kV, kV>(lower.first, lower.second), out[2]);
  return true;
}

// Calls `warp(x, y, out)` for every vector of the row; where it declines, the reference does the vector.
template <class Warp>
HWY_INLINE void OverVectors(const Picture& picture, int channels, const Walk& walk, int count, int16_t* const* planes,
                            Warp warp) {
  const D32 d;
  const int lanes = static_cast<int>(hn::Lanes(d));
  const auto steps = hn::Iota(d, 0);
  const auto steps_x = hn::Mul(steps, Set32(walk.dx)), steps_y = hn::Mul(steps, Set32(walk.dy));
  for (int i = 0; i < count; i += lanes) {
    if (i > count - lanes) i = count - lanes;  // moved back into the row, computed twice alike
    const Walk here = {walk.x + i * walk.dx, walk.y + i * walk.dy, walk.dx, walk.dy};
    const V32 x = hn::Add(Set32(here.x), steps_x), y = hn::Add(Set32(here.y), steps_y);
    int16_t* const out[3] = {planes[0] + i, planes[1] + i, planes[2] + i};
    if (!warp(x, y, out)) reference::WarpRow(picture, channels, here, lanes, out);
  }
}

static void WarpRow(const Picture& p, int channels, const Walk& walk, int count, int16_t* const* planes) {
  using Out = int16_t* const*;
  if (count < static_cast<int>(hn::Lanes(D32()))) return reference::WarpRow(p, channels, walk, count, planes);
  const auto over = [&](auto warp) HWY_ATTR { OverVectors(p, channels, walk, count, planes, warp); };
  const ChannelRows first(p, 0);
  const bool all = channels == 3;
  switch (p.format) {
    case Format::kGrey:
      return over([&](V32 x, V32 y, Out out) HWY_ATTR { return WarpPlane(first, x, y, out[0]); });
    case Format::kY8i:
      return over([&](V32 x, V32 y, Out out) HWY_ATTR { return WarpTurns(first, x, y, out[0], nullptr); });
    case Format::kY10:
    case Format::kY12:
    case Format::kY16: {
      const LevelRange range = LevelsOf(p);
      return over([&](V32 x, V32 y, Out out) HWY_ATTR { return WarpWide(p, range, x, y, out[0]); });
    }
    case Format::kRgb:
      return over([&](V32 x, V32 y, Out out) HWY_ATTR { return WarpTriples(p, x, y, out); });
    case Format::kBgr:
      return over([&](V32 x, V32 y, Out out) HWY_ATTR {
        int16_t* const reversed[3] = {out[2], out[1], out[0]};
        return WarpTriples(p, x, y, reversed);
      });
    case Format::kYuyv:
      if (all) return over([&](V32 x, V32 y, Out out) HWY_ATTR { return WarpPacked<false>(p, x, y, out); });
      return over([&](V32 x, V32 y, Out out) HWY_ATTR { return WarpTurns(first, x, y, out[0], nullptr); });
    case Format::kUyvy:
      if (all) return over([&](V32 x, V32 y, Out out) HWY_ATTR { return WarpPacked<true>(p, x, y, out); });
      return over([&](V32 x, V32 y, Out out) HWY_ATTR { return WarpTurns(first, x, y, nullptr, out[0]); });
    case Format::kNv12:
    case Format::kNv21: {
      const ChannelRows chroma(p, 1);
      const int even = p.format == Format::kNv12 ? 1 : 2;
      return over([&](V32 x, V32 y, Out out) HWY_ATTR {
        return WarpPlane(first, x, y, out[0]) && (!all || WarpTurns(chroma, x, y, out[even], out[3 - even]));
      });
    }
    case Format::kYu12:
    case Format::k422p: {
      if (!all) return over([&](V32 x, V32 y, Out out) HWY_ATTR { return WarpPlane(first, x, y, out[0]); });
      const ChannelRows u(p, 1), v(p, 2);
      return over([&](V32 x, V32 y, Out out) HWY_ATTR {
        return WarpPlane(first, x, y, out[0]) && WarpPlane(u, x, y, out[1]) && WarpPlane(v, x, y, out[2]);
      });
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace tellersight
HWY_AFTER_NAMESPACE();

#endif  // TELLERSIGHT_PIXELS_WARP_ROW_INL_H_
