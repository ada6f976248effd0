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
    const auto bottom = hn::ShiftLeft<16 - kToQ7>(PairDot(lower, wx));
    const auto both = hn::OrAnd(top, bottom, Set32(static_cast<int32_t>(0xFFFF0000)));
    const auto mixed = hn::Add(PairDot(both, wy), Set32(1 << (kWarpFractionBits - 1)));
    hn::StoreU(hn::DemoteTo(half, hn::ShiftRight<kWarpFractionBits>(mixed)), half, out);
  }
};

HWY_INLINE V32 HalfIndices(V32 q16) { return hn::Sub(hn::ShiftRight<1>(q16), Set32(1 << 14)); }

// Where a channel is sampled for the pixels x, y.
HWY_INLINE WarpAt ChannelAt(const ChannelPlace& place, V32 x, V32 y) {
  return WarpAt(place.half_x ? HalfIndices(x) : x, place.half_y ? HalfIndices(y) : y);
}

// Calls `vector(i, x, y)` for every vector of a row of at least one; the last is moved back into the row.
template <class Vector>
HWY_INLINE void OverVectors(const Walk& walk, int count, Vector vector) {
  const D32 d;
  const int lanes = static_cast<int>(hn::Lanes(d));
  const auto steps = hn::Iota(d, 0);
  const auto x = hn::Mul(steps, Set32(walk.dx)), y = hn::Mul(steps, Set32(walk.dy));
  for (int i = 0; i < count; i += lanes) {
    if (i > count - lanes) i = count - lanes;
    vector(i, hn::Add(x, Set32(walk.x + i * walk.dx)), hn::Add(y, Set32(walk.y + i * walk.dy)));
  }
}

// The words that begin at the left neighbours in a raster, `step` bytes from sample to sample.
template <typename Word>
HWY_INLINE void FetchRow(const Raster& raster, const ChannelPlace& place, int step, const Walk& walk, int count,
                         const WarpWords& words) {
  OverVectors(walk, count, [&](int i, V32 x, V32 y) HWY_ATTR {
    hn::StoreU(ChannelAt(place, x, y).Offset(raster.stride, step), D32(), words.offset + i);
  });
  FetchWords(raster.data, raster.stride, words.offset, count, reinterpret_cast<Word*>(words.upper),
             reinterpret_cast<Word*>(words.lower));
}

// Words of two bytes or of four, one to a lane.
HWY_INLINE V32 Load16(const uint64_t* words, int i) {
  const hn::Rebind<uint16_t, D32> half;
  return hn::BitCast(D32(), hn::PromoteTo(hn::RebindToUnsigned<D32>(),
                                          hn::LoadU(half, reinterpret_cast<const uint16_t*>(words) + i)));
}
HWY_INLINE V32 Load32(const uint64_t* words, int i) {
  return hn::LoadU(D32(), reinterpret_cast<const int32_t*>(words) + i);
}

// Words of eight bytes: their lower and upper halves.
struct Halves {
  V32 first, second;
};
HWY_INLINE Halves Load64(const uint64_t* words, int i) {
  const D32 d;
  const auto* from = reinterpret_cast<const int32_t*>(words + i);
  const auto low = hn::LoadU(d, from), high = hn::LoadU(d, from + hn::Lanes(d));
  return {hn::ConcatEven(d, high, low), hn::ConcatOdd(d, high, low)};
}

// A channel whose samples lie side by side.
HWY_INLINE void WarpPlane(const Picture& p, int channel, const Walk& walk, int count, const WarpWords& words,
                          int16_t* out) {
  const ChannelPlace& place = Info(p.format).place[channel];
  FetchRow<uint16_t>(RasterOf(p, place.raster), place, 1, walk, count, words);
  OverVectors(walk, count, [&](int i, V32 x, V32 y) HWY_ATTR {
    const auto upper = Load16(words.upper, i), lower = Load16(words.lower, i);
    ChannelAt(place, x, y).Mix<8>(Pair<0, 1>(upper, upper), Pair<0, 1>(lower, lower), out + i);
  });
}

// Two channels whose samples take turns: `even` and `odd` may be null.
HWY_INLINE void WarpTurns(const Picture& p, int channel, const Walk& walk, int count, const WarpWords& words,
                          int16_t* even, int16_t* odd) {
  const ChannelPlace& place = Info(p.format).place[channel];
  FetchRow<uint32_t>(RasterOf(p, place.raster), place, 2, walk, count, words);
  const auto mask = Set32(0xFF00FF);
  OverVectors(walk, count, [&](int i, V32 x, V32 y) HWY_ATTR {
    const auto upper = Load32(words.upper, i), lower = Load32(words.lower, i);
    const WarpAt at = ChannelAt(place, x, y);
    if (even != nullptr) at.Mix<8>(hn::And(upper, mask), hn::And(lower, mask), even + i);
    if (odd != nullptr) {
      at.Mix<8>(hn::And(hn::ShiftRight<8>(upper), mask), hn::And(hn::ShiftRight<8>(lower), mask), odd + i);
    }
  });
}

HWY_INLINE void WarpWide(const Picture& p, const Walk& walk, int count, const WarpWords& words, int16_t* out) {
  const hn::RebindToUnsigned<D16> du;
  const ChannelPlace& place = Info(p.format).place[0];
  const LevelRange range = LevelsOf(p);
  FetchRow<uint32_t>(RasterOf(p, 0), place, 2, walk, count, words);
  const auto levels = [&](V32 raw) HWY_ATTR {
    const auto cut = hn::Min(hn::BitCast(du, raw), hn::Set(du, range.high));
    const auto above = hn::ShiftLeftSame(hn::SaturatedSub(cut, hn::Set(du, range.low)), range.shift);
    return hn::BitCast(D32(), hn::MulHigh(above, hn::Set(du, range.factor)));
  };
  OverVectors(walk, count, [&](int i, V32 x, V32 y) HWY_ATTR {
    WarpAt(x, y).Mix<15>(levels(Load32(words.upper, i)), levels(Load32(words.lower, i)), out + i);
  });
}

// `out` in the order of the bytes in memory.
HWY_INLINE void WarpTriples(const Picture& p, const Walk& walk, int count, const WarpWords& words, int16_t* const* out) {
  FetchRow<uint64_t>(RasterOf(p, 0), Info(p.format).place[0], 3, walk, count, words);
  OverVectors(walk, count, [&](int i, V32 x, V32 y) HWY_ATTR {
    const WarpAt at(x, y);
    const Halves a = Load64(words.upper, i), b = Load64(words.lower, i);
    at.Mix<8>(Pair<0, 3>(a.first, a.first), Pair<0, 3>(b.first, b.first), out[0] + i);
    at.Mix<8>(Pair<1, 0>(a.first, a.second), Pair<1, 0>(b.first, b.second), out[1] + i);
    at.Mix<8>(Pair<2, 1>(a.first, a.second), Pair<2, 1>(b.first, b.second), out[2] + i);
  });
}

// Pairs of neighbours of each channel, out of two neighbouring groups of YUYV or UYVY: eight bytes that hold every
// neighbour of a pixel. `luma_bits`: where the left luma neighbour begins.
struct Groups {
  V32 y, u, v;
};
template <bool kUyvy>
HWY_INLINE Groups LoadGroups(const uint64_t* words, int i, V32 luma_bits) {
  const D32 d32;
  const hn::Repartition<uint64_t, D32> d64;
  const hn::Repartition<uint8_t, D32> d8;
  const hn::Half<D32> half;
  // U, U, V, V of each word as 16-bit numbers; 0x80 makes a zero.
  constexpr uint8_t kU = kUyvy ? 0 : 1, kZero = 0x80;
  alignas(16) static constexpr uint8_t kChroma[16] = {
      kU,     kZero, kU + 4,  kZero, kU + 2,  kZero, kU + 6,  kZero,
      kU + 8, kZero, kU + 12, kZero, kU + 10, kZero, kU + 14, kZero};
  const auto chroma = hn::LoadDup128(d8, kChroma);
  const auto luma = [&](hn::Vec<decltype(d64)> from, hn::Vec<decltype(half)> bits) HWY_ATTR {
    const hn::RebindToSigned<decltype(d64)> di64;
    return hn::BitCast(d32, hn::Shr(from, hn::BitCast(d64, hn::PromoteTo(di64, bits))));
  };
  const auto pairs = [&](hn::Vec<decltype(d64)> from) HWY_ATTR {
    return hn::BitCast(d32, hn::TableLookupBytesOr0(hn::BitCast(d8, from), chroma));
  };
  const auto low = hn::LoadU(d64, words + i), high = hn::LoadU(d64, words + i + hn::Lanes(d64));
  const auto low_luma = luma(low, hn::LowerHalf(half, luma_bits)), high_luma = luma(high, hn::UpperHalf(half, luma_bits));
  const auto low_pairs = pairs(low), high_pairs = pairs(high);
  return {hn::And(hn::ConcatEven(d32, high_luma, low_luma), Set32(0xFF00FF)),
          hn::ConcatEven(d32, high_pairs, low_pairs), hn::ConcatOdd(d32, high_pairs, low_pairs)};
}

template <bool kUyvy>
HWY_INLINE void WarpPacked(const Picture& p, const Walk& walk, int count, const WarpWords& words, int16_t* const* out) {
  FetchRow<uint64_t>(RasterOf(p, 0), Info(p.format).place[1], 4, walk, count, words);
  OverVectors(walk, count, [&](int i, V32 x, V32 y) HWY_ATTR {
    const WarpAt at(x, y), chroma(HalfIndices(x), y);
    // The left luma neighbour is the first, second or third of the four in the groups.
    const auto place = hn::Sub(at.ix, hn::Add(chroma.ix, chroma.ix));
    const auto bits = hn::Add(hn::ShiftLeft<4>(place), Set32(kUyvy ? 8 : 0));
    const Groups upper = LoadGroups<kUyvy>(words.upper, i, bits), lower = LoadGroups<kUyvy>(words.lower, i, bits);
    at.Mix<8>(upper.y, lower.y, out[0] + i);
    chroma.Mix<8>(upper.u, lower.u, out[1] + i);
    chroma.Mix<8>(upper.v, lower.v, out[2] + i);
  });
}

// A row that needs no sample outside.
static void WarpInside(const Picture& p, int channels, const Walk& walk, int count, const WarpWords& words,
                       int16_t* const* out) {
  int16_t* const reversed[3] = {out[2], out[1], out[0]};
  const bool all = channels == 3;
  switch (p.format) {
    case Format::kGrey:
      return WarpPlane(p, 0, walk, count, words, out[0]);
    case Format::kY8i:
      return WarpTurns(p, 0, walk, count, words, out[0], nullptr);
    case Format::kY10:
    case Format::kY12:
    case Format::kY16:
      return WarpWide(p, walk, count, words, out[0]);
    case Format::kRgb:
      return WarpTriples(p, walk, count, words, out);
    case Format::kBgr:
      return WarpTriples(p, walk, count, words, reversed);
    case Format::kYuyv:
      if (all) return WarpPacked<false>(p, walk, count, words, out);
      return WarpTurns(p, 0, walk, count, words, out[0], nullptr);
    case Format::kUyvy:
      if (all) return WarpPacked<true>(p, walk, count, words, out);
      return WarpTurns(p, 0, walk, count, words, nullptr, out[0]);
    case Format::kNv12:
      WarpPlane(p, 0, walk, count, words, out[0]);
      if (all) WarpTurns(p, 1, walk, count, words, out[1], out[2]);
      return;
    case Format::kNv21:
      WarpPlane(p, 0, walk, count, words, out[0]);
      if (all) WarpTurns(p, 1, walk, count, words, out[2], out[1]);
      return;
    case Format::kYu12:
    case Format::k422p:
      for (int c = 0; c < channels; ++c) WarpPlane(p, c, walk, count, words, out[c]);
      return;
  }
}

// True if all four neighbours of the sample lie inside the channel, and what a word reads beyond them in its row.
inline bool InChannel(const Picture& p, int channel, int32_t x, int32_t y) {
  const ChannelPlace& place = Info(p.format).place[channel];
  const int spare = place.pitch == 3 ? 1 : 0;
  const int ix = (place.half_x ? HalfIndex(x) : x) >> 16, iy = (place.half_y ? HalfIndex(y) : y) >> 16;
  return ix >= 0 && iy >= 0 && ix < ChannelWidth(p, channel) - 1 - spare && iy < ChannelHeight(p, channel) - 1;
}

// The stretch of the row that lies inside, and the reference for what is before and behind it: a line crosses the picture
// in one stretch.
static void WarpRow(const Picture& p, int channels, const Walk& walk, int count, const WarpWords& words,
                    int16_t* const* planes) {
  const auto inside = [&](int i) {
    const int32_t x = walk.x + i * walk.dx, y = walk.y + i * walk.dy;
    // The second channel stands for the third, which lies alike.
    return InChannel(p, 0, x, y) && (channels == 1 || InChannel(p, 1, x, y));
  };
  int first = 0, end = count;
  while (first < end && !inside(first)) ++first;
  while (end > first && !inside(end - 1)) --end;
  if (end - first < static_cast<int>(hn::Lanes(D32()))) first = end = count;
  const auto part = [&](int from, int to, auto warp) {
    const Walk there = {walk.x + from * walk.dx, walk.y + from * walk.dy, walk.dx, walk.dy};
    int16_t* const out[3] = {planes[0] + from, planes[1] + from, planes[2] + from};
    if (from < to) warp(p, channels, there, to - from, words, out);
  };
  part(0, first, reference::WarpRow);
  part(first, end, WarpInside);
  part(end, count, reference::WarpRow);
}

}  // namespace HWY_NAMESPACE
}  // namespace tellersight
HWY_AFTER_NAMESPACE();

#endif  // TELLERSIGHT_PIXELS_WARP_ROW_INL_H_
