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

// Sample positions of one vector in one plane: byte offsets of the upper and lower row, and the fractions.
struct WarpAt {
  V32 upper, lower, fx, fy;
};

// True if all four neighbours of all lanes lie inside: then no clamping is needed. `spare` is how many pixels
// right of the left neighbour must exist for the gathers to stay inside the row.
HWY_INLINE bool AllInside(V32 x, V32 y, int width, int height, int spare) {
  const D32 d;
  const auto below = hn::Set(d, -1);
  const auto ix = hn::ShiftRight<16>(x), iy = hn::ShiftRight<16>(y);
  const auto low = hn::And(hn::Gt(ix, below), hn::Gt(iy, below));
  const auto high = hn::And(hn::Lt(ix, hn::Set(d, width - spare)), hn::Lt(iy, hn::Set(d, height - 1)));
  return hn::AllTrue(d, hn::And(low, high));
}

HWY_INLINE WarpAt Locate(V32 x, V32 y, int stride, int pitch) {
  const D32 d;
  const auto mask = hn::Set(d, (1 << kWarpFractionBits) - 1);
  const auto upper = hn::Add(hn::Mul(hn::ShiftRight<16>(y), hn::Set(d, stride)),
                             hn::Mul(hn::ShiftRight<16>(x), hn::Set(d, pitch)));
  return {upper, hn::Add(upper, hn::Set(d, stride)), hn::And(hn::ShiftRight<16 - kWarpFractionBits>(x), mask),
          hn::And(hn::ShiftRight<16 - kWarpFractionBits>(y), mask)};
}

HWY_INLINE V32 Fetch(const uint8_t* base, V32 offset) {
  return hn::GatherOffset(D32(), reinterpret_cast<const int32_t*>(base), offset);
}

template <int kByte>
HWY_INLINE V32 Byte(V32 word) {
  return hn::And(hn::ShiftRight<8 * kByte>(word), hn::Set(D32(), 255));
}

HWY_INLINE V32 Mix(V32 a, V32 b, V32 fraction) {
  return hn::Add(hn::ShiftLeft<kWarpFractionBits>(a), hn::Mul(hn::Sub(b, a), fraction));
}

// The four neighbours to one Q7 level: the same whole numbers as reference::WarpRow.
HWY_INLINE void StoreMixed(const WarpAt& at, V32 a, V32 b, V32 c, V32 e, int16_t* out) {
  const D32 d;
  const hn::Rebind<int16_t, D32> half;
  constexpr int kShift = 2 * kWarpFractionBits - kLevelBits;
  const auto mixed = Mix(Mix(a, b, at.fx), Mix(c, e, at.fx), at.fy);
  hn::StoreU(hn::DemoteTo(half, hn::ShiftRight<kShift>(hn::Add(mixed, hn::Set(d, 1 << (kShift - 1))))), half,
             out);
}

HWY_INLINE V32 ChromaPosition(V32 q16) { return hn::Sub(hn::ShiftRight<1>(q16), hn::Set(D32(), 1 << 14)); }

// Each returns false, having written nothing, if a lane needs a pixel outside.
HWY_INLINE bool WarpPlane(const uint8_t* data, int stride, int width, int height, V32 x, V32 y,
                          int16_t* out) {
  if (!AllInside(x, y, width, height, 3)) return false;  // a gather reads four bytes
  const WarpAt at = Locate(x, y, stride, 1);
  const auto upper = Fetch(data, at.upper), lower = Fetch(data, at.lower);
  StoreMixed(at, Byte<0>(upper), Byte<1>(upper), Byte<0>(lower), Byte<1>(lower), out);
  return true;
}

HWY_INLINE bool WarpYuyv(const Picture& p, bool luma_only, V32 x, V32 y, int16_t* const* out) {
  const V32 cx = ChromaPosition(x);
  const int half = (p.width + 1) / 2;
  if (!AllInside(x, y, p.width, p.height, 1)) return false;
  if (!luma_only && !AllInside(cx, y, half, p.height, 1)) return false;
  const WarpAt at = Locate(x, y, p.stride, 2);
  const auto upper = Fetch(p.data, at.upper), lower = Fetch(p.data, at.lower);
  StoreMixed(at, Byte<0>(upper), Byte<2>(upper), Byte<0>(lower), Byte<2>(lower), out[0]);
  if (luma_only) return true;
  const WarpAt chroma = Locate(cx, y, p.stride, 4);
  const auto a = Fetch(p.data, chroma.upper), b = Fetch(p.data + 4, chroma.upper);
  const auto c = Fetch(p.data, chroma.lower), e = Fetch(p.data + 4, chroma.lower);
  StoreMixed(chroma, Byte<1>(a), Byte<1>(b), Byte<1>(c), Byte<1>(e), out[1]);
  StoreMixed(chroma, Byte<3>(a), Byte<3>(b), Byte<3>(c), Byte<3>(e), out[2]);
  return true;
}

HWY_INLINE bool WarpNv12(const Picture& p, bool luma_only, V32 x, V32 y, int16_t* const* out) {
  const V32 cx = ChromaPosition(x), cy = ChromaPosition(y);
  const Raster chroma = ChromaRaster(p);
  if (!luma_only && !AllInside(cx, cy, (p.width + 1) / 2, chroma.height, 1)) return false;
  if (!WarpPlane(p.data, p.stride, p.width, p.height, x, y, out[0])) return false;
  if (luma_only) return true;
  const WarpAt at = Locate(cx, cy, chroma.stride, 2);
  const auto upper = Fetch(chroma.data, at.upper), lower = Fetch(chroma.data, at.lower);
  StoreMixed(at, Byte<0>(upper), Byte<2>(upper), Byte<0>(lower), Byte<2>(lower), out[1]);
  StoreMixed(at, Byte<1>(upper), Byte<3>(upper), Byte<1>(lower), Byte<3>(lower), out[2]);
  return true;
}

// `planes` in the order of the bytes in memory.
HWY_INLINE bool WarpTriples(const Picture& p, V32 x, V32 y, int16_t* const* out) {
  if (!AllInside(x, y, p.width, p.height, 1)) return false;
  const WarpAt at = Locate(x, y, p.stride, 3);
  // Bytes 0..3 and 2..5 of a pixel pair: together six bytes, and none beyond the pair.
  const auto a = Fetch(p.data, at.upper), b = Fetch(p.data + 2, at.upper);
  const auto c = Fetch(p.data, at.lower), e = Fetch(p.data + 2, at.lower);
  StoreMixed(at, Byte<0>(a), Byte<3>(a), Byte<0>(c), Byte<3>(c), out[0]);
  StoreMixed(at, Byte<1>(a), Byte<2>(b), Byte<1>(c), Byte<2>(e), out[1]);
  StoreMixed(at, Byte<2>(a), Byte<3>(b), Byte<2>(c), Byte<3>(e), out[2]);
  return true;
}

static void WarpRow(const Picture& picture, bool luma_only, const Walk& walk, int count,
                    int16_t* const* planes) {
  const D32 d;
  const int lanes = static_cast<int>(hn::Lanes(d));
  if (count < lanes) return reference::WarpRow(picture, luma_only, walk, count, planes);
  const auto steps = hn::Iota(d, 0);
  const auto steps_x = hn::Mul(steps, hn::Set(d, walk.dx)), steps_y = hn::Mul(steps, hn::Set(d, walk.dy));
  for (int i = 0; i < count; i += lanes) {
    if (i > count - lanes) i = count - lanes;  // moved back into the row, computed twice alike
    const Walk here = {walk.x + i * walk.dx, walk.y + i * walk.dy, walk.dx, walk.dy};
    const V32 x = hn::Add(hn::Set(d, here.x), steps_x), y = hn::Add(hn::Set(d, here.y), steps_y);
    int16_t* const out[3] = {planes[0] + i, planes[1] + i, planes[2] + i};
    int16_t* const reversed[3] = {out[2], out[1], out[0]};
    bool done = false;
    switch (picture.format) {
      case Format::kGrey:
        done = WarpPlane(picture.data, picture.stride, picture.width, picture.height, x, y, out[0]);
        break;
      case Format::kRgb:
        done = WarpTriples(picture, x, y, out);
        break;
      case Format::kBgr:
        done = WarpTriples(picture, x, y, reversed);
        break;
      case Format::kYuyv:
        done = WarpYuyv(picture, luma_only, x, y, out);
        break;
      case Format::kNv12:
        done = WarpNv12(picture, luma_only, x, y, out);
        break;
    }
    if (!done) reference::WarpRow(picture, luma_only, here, lanes, out);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace tellersight
HWY_AFTER_NAMESPACE();

#endif  // TELLERSIGHT_PIXELS_WARP_ROW_INL_H_
