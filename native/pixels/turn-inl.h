// Compiled once per instruction set by kernels_simd.cc, hence the guard that toggles.
#if defined(TELLERSIGHT_PIXELS_TURN_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TELLERSIGHT_PIXELS_TURN_INL_H_
#undef TELLERSIGHT_PIXELS_TURN_INL_H_
#else
#define TELLERSIGHT_PIXELS_TURN_INL_H_
#endif

#include "hwy/highway.h"
#include "pixels/kernels.h"

HWY_BEFORE_NAMESPACE();
namespace tellersight {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// One block of 128 bits from `low`, and where the vector has room for it, another from `high`.
template <class D, typename T = hn::TFromD<D>>
HWY_INLINE hn::Vec<D> LoadBlocks(D d, const T* low, const T* high) {
  const hn::CappedTag<T, 16 / sizeof(T)> block;
  if constexpr (hn::MaxLanes(D()) * sizeof(T) == 16) {
    return hn::LoadU(d, low);
  } else {
    return hn::Combine(d, hn::LoadU(block, high), hn::LoadU(block, low));
  }
}

// Interleaving eight vectors three times moves lane k of vector j to lane j of vector k, in each block of 128 bits.
template <class D>
HWY_INLINE void Turn8(D d, hn::Vec<D>* v) {
  const hn::RepartitionToWide<D> d32;
  const hn::RepartitionToWide<decltype(d32)> d64;
  hn::Vec<D> a[8], b[8];
  for (int k = 0; k < 4; ++k) {
    a[2 * k] = hn::InterleaveLower(d, v[2 * k], v[2 * k + 1]);
    a[2 * k + 1] = hn::InterleaveUpper(d, v[2 * k], v[2 * k + 1]);
  }
  for (int k = 0; k < 8; k += 4) {
    for (int j = 0; j < 2; ++j) {
      const auto low = hn::BitCast(d32, a[k + j]), high = hn::BitCast(d32, a[k + j + 2]);
      b[k + 2 * j] = hn::BitCast(d, hn::InterleaveLower(d32, low, high));
      b[k + 2 * j + 1] = hn::BitCast(d, hn::InterleaveUpper(d32, low, high));
    }
  }
  for (int j = 0; j < 4; ++j) {
    const auto low = hn::BitCast(d64, b[j]), high = hn::BitCast(d64, b[j + 4]);
    v[2 * j] = hn::BitCast(d, hn::InterleaveLower(d64, low, high));
    v[2 * j + 1] = hn::BitCast(d, hn::InterleaveUpper(d64, low, high));
  }
}

static void TurnRows(const int16_t* in, int pitch, int count, int16_t* out) {
  const hn::CappedTag<int16_t, kBand> d;
  const int lanes = static_cast<int>(hn::Lanes(d));
  for (int i = 0; i < count; i += 8) {
    for (int row = 0; row < kBand; row += lanes) {
      hn::Vec<decltype(d)> v[8];
      for (int k = 0; k < 8; ++k) {
        const int16_t* const from = in + (row + k) * pitch + i;
        v[k] = LoadBlocks(d, from, from + 8 * pitch);
      }
      Turn8(d, v);
      for (int k = 0; k < 8; ++k) hn::StoreU(v[k], d, out + (i + k) * kBand + row);
    }
  }
}

// One step of four: lane k of the first half of the vectors beside lane k of the second half.
template <class D>
HWY_INLINE void Shuffle16(D d, const hn::Vec<D>* in, hn::Vec<D>* out) {
  for (int k = 0; k < 8; ++k) {
    out[2 * k] = hn::InterleaveLower(d, in[k], in[k + 8]);
    out[2 * k + 1] = hn::InterleaveUpper(d, in[k], in[k + 8]);
  }
}

static void TurnBytes(const uint8_t* in, int count, uint8_t* out, int pitch) {
  const hn::CappedTag<uint8_t, 32> d;
  const int lanes = static_cast<int>(hn::Lanes(d));
  for (int i = 0; i < count; i += lanes) {
    hn::Vec<decltype(d)> v[kBand], w[kBand];
    for (int k = 0; k < kBand; ++k) {
      const uint8_t* const from = in + (i + k) * kBand;
      v[k] = LoadBlocks(d, from, from + kBand * kBand);
    }
    Shuffle16(d, v, w);
    Shuffle16(d, w, v);
    Shuffle16(d, v, w);
    Shuffle16(d, w, v);
    for (int k = 0; k < kBand; ++k) hn::StoreU(v[k], d, out + k * pitch + i);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace tellersight
HWY_AFTER_NAMESPACE();

#endif  // TELLERSIGHT_PIXELS_TURN_INL_H_
