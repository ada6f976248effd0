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
#if HWY_ARCH_X86
  const D32 d;
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

// Calls `vector(i, x, y)` for every vector of a row. The last one may pass its end: rows in scratch have room for that.
template <class Vector>
HWY_INLINE void OverVectors(const Walk& walk, int count, Vector vector) {
  const D32 d;
  const auto steps = hn::Iota(d, 0);
  const auto x = hn::Mul(steps, Set32(walk.dx)), y = hn::Mul(steps, Set32(walk.dy));
  for (int i = 0; i < count; i += static_cast<int>(hn::Lanes(d))) {
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
  if constexpr (sizeof(Word) == 8) {
    constexpr int kBlocks = static_cast<int>(hn::MaxLanes(D32()) / 4);
    FetchPairs64(raster.data, raster.stride, words.offset, count, kBlocks, words.pairs);
  } else {
    FetchPairs(raster.data, raster.stride, words.offset, count, reinterpret_cast<WordPair<Word>*>(words.pairs));
  }
}

// The words of one vector of pixels.
struct Rows {
  V32 upper, lower;
};

HWY_INLINE Rows Load16(const WarpWords& words, int i) {
  const auto both = hn::LoadU(D32(), reinterpret_cast<const int32_t*>(words.pairs) + i);
  return {both, hn::ShiftRight<16>(both)};  // the upper halves of the lanes are not looked at
}

HWY_INLINE Rows Load32(const WarpWords& words, int i) {
  const D32 d;
  const auto* from = reinterpret_cast<const int32_t*>(words.pairs) + 2 * i;
  const auto low = hn::LoadU(d, from), high = hn::LoadU(d, from + hn::Lanes(d));
  return {hn::ConcatEven(d, high, low), hn::ConcatOdd(d, high, low)};
}

// Words of eight bytes: two vectors for one of pixels.
using D64 = hn::Repartition<uint64_t, D32>;
using V64 = hn::Vec<D64>;
struct Words {
  V64 first, second;
};
struct Rows64 {
  Words upper, lower;
};

HWY_INLINE Rows64 Load64(const WarpWords& words, int i) {
  const D64 d;
  const auto* from = reinterpret_cast<const uint64_t*>(words.pairs + i);
  const auto at = [&](int vector) HWY_ATTR { return hn::LoadU(d, from + vector * hn::Lanes(d)); };
  const V64 even = at(0), odd = at(1), next_even = at(2), next_odd = at(3);
  return {{hn::InterleaveLower(d, even, odd), hn::InterleaveLower(d, next_even, next_odd)},
          {hn::InterleaveUpper(d, even, odd), hn::InterleaveUpper(d, next_even, next_odd)}};
}

HWY_INLINE V32 EvenHalves(const Words& words) {
  const D32 d;
  return hn::ConcatEven(d, hn::BitCast(d, words.second), hn::BitCast(d, words.first));
}
HWY_INLINE V32 OddHalves(const Words& words) {
  const D32 d;
  return hn::ConcatOdd(d, hn::BitCast(d, words.second), hn::BitCast(d, words.first));
}

// A channel whose samples lie side by side.
HWY_INLINE void WarpPlane(const Picture& p, int channel, const Walk& walk, int count, const WarpWords& words,
                          int16_t* out) {
  const ChannelPlace& place = Info(p.format).place[channel];
  FetchRow<uint16_t>(RasterOf(p, place.raster), place, 1, walk, count, words);
  OverVectors(walk, count, [&](int i, V32 x, V32 y) HWY_ATTR {
    const Rows rows = Load16(words, i);
    ChannelAt(place, x, y).Mix<8>(Pair<0, 1>(rows.upper, rows.upper), Pair<0, 1>(rows.lower, rows.lower), out + i);
  });
}

// Two channels whose samples take turns: `even` and `odd` may be null.
HWY_INLINE void WarpTurns(const Picture& p, int channel, const Walk& walk, int count, const WarpWords& words,
                          int16_t* even, int16_t* odd) {
  const ChannelPlace& place = Info(p.format).place[channel];
  FetchRow<uint32_t>(RasterOf(p, place.raster), place, 2, walk, count, words);
  const auto mask = Set32(0xFF00FF);
  OverVectors(walk, count, [&](int i, V32 x, V32 y) HWY_ATTR {
    const auto [upper, lower] = Load32(words, i);
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
    const Rows rows = Load32(words, i);
    WarpAt(x, y).Mix<15>(levels(rows.upper), levels(rows.lower), out + i);
  });
}

// `out` in the order of the bytes in memory.
HWY_INLINE void WarpTriples(const Picture& p, const Walk& walk, int count, const WarpWords& words, int16_t* const* out) {
  FetchRow<uint64_t>(RasterOf(p, 0), Info(p.format).place[0], 3, walk, count, words);
  OverVectors(walk, count, [&](int i, V32 x, V32 y) HWY_ATTR {
    const WarpAt at(x, y);
    const Rows64 rows = Load64(words, i);
    const auto a = EvenHalves(rows.upper), b = OddHalves(rows.upper);
    const auto c = EvenHalves(rows.lower), e = OddHalves(rows.lower);
    at.Mix<8>(Pair<0, 3>(a, a), Pair<0, 3>(c, c), out[0] + i);
    at.Mix<8>(Pair<1, 0>(a, b), Pair<1, 0>(c, e), out[1] + i);
    at.Mix<8>(Pair<2, 1>(a, b), Pair<2, 1>(c, e), out[2] + i);
  });
}

// Pairs of neighbours of each channel, out of two neighbouring groups of YUYV or UYVY: eight bytes that hold every
// neighbour of a pixel.
struct Groups {
  V32 y, u, v;
};

// `luma_bits`: where the left luma neighbour begins, a lane to a word.
template <bool kUyvy>
HWY_INLINE Groups SortGroups(const Words& words, const Words& luma_bits) {
  const hn::Repartition<uint8_t, D32> d8;
  // U, U, V, V of each word as 16-bit numbers; 0x80 makes a zero.
  constexpr uint8_t kU = kUyvy ? 0 : 1, kZero = 0x80;
  alignas(16) static constexpr uint8_t kChroma[16] = {
      kU,     kZero, kU + 4,  kZero, kU + 2,  kZero, kU + 6,  kZero,
      kU + 8, kZero, kU + 12, kZero, kU + 10, kZero, kU + 14, kZero};
  const auto order = hn::LoadDup128(d8, kChroma);
  const auto chroma = [&](V64 word) HWY_ATTR {
    return hn::BitCast(D64(), hn::TableLookupBytesOr0(hn::BitCast(d8, word), order));
  };
  const Words luma = {hn::Shr(words.first, luma_bits.first), hn::Shr(words.second, luma_bits.second)};
  const Words pairs = {chroma(words.first), chroma(words.second)};
  return {hn::And(EvenHalves(luma), Set32(0xFF00FF)), EvenHalves(pairs), OddHalves(pairs)};
}

template <bool kUyvy>
HWY_INLINE void WarpPacked(const Picture& p, const Walk& walk, int count, const WarpWords& words, int16_t* const* out) {
  const hn::Half<D32> half;
  const hn::RebindToSigned<D64> signed64;
  FetchRow<uint64_t>(RasterOf(p, 0), Info(p.format).place[1], 4, walk, count, words);
  OverVectors(walk, count, [&](int i, V32 x, V32 y) HWY_ATTR {
    const WarpAt at(x, y), chroma(HalfIndices(x), y);
    // The left luma neighbour is the first, second or third of the four in the groups.
    const auto place = hn::Sub(at.ix, hn::Add(chroma.ix, chroma.ix));
    const auto bits = hn::Add(hn::ShiftLeft<4>(place), Set32(kUyvy ? 8 : 0));
    const Words luma_bits = {hn::BitCast(D64(), hn::PromoteTo(signed64, hn::LowerHalf(half, bits))),
                             hn::BitCast(D64(), hn::PromoteTo(signed64, hn::UpperHalf(half, bits)))};
    const Rows64 rows = Load64(words, i);
    const Groups upper = SortGroups<kUyvy>(rows.upper, luma_bits), lower = SortGroups<kUyvy>(rows.lower, luma_bits);
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
