#include "pixels/fetch_pairs.h"

#include <algorithm>
#include <cstring>

namespace tellersight {
namespace {

template <typename Word>
inline void Fetch(const uint8_t* from, int stride, WordPair<Word>* pair) {
  memcpy(&pair->upper, from, sizeof(Word));
  memcpy(&pair->lower, from + stride, sizeof(Word));
}

// A constant number of blocks, so that the loop is unrolled.
template <int kBlocks>
void FetchInOrder(const uint8_t* base, int stride, const int32_t* offset, int count, WordPair<uint64_t>* pairs) {
  constexpr int kGroup = 2 * kBlocks;
  int i = 0;
  for (; i + kGroup <= count; i += kGroup) {
#pragma GCC unroll 4
    for (int k = 0; k < kBlocks; ++k) {
      Fetch(base + offset[i + 2 * k], stride, pairs + i + k);
      Fetch(base + offset[i + 2 * k + 1], stride, pairs + i + kBlocks + k);
    }
  }
  for (int k = 0; i + k < count; ++k) Fetch(base + offset[i + k], stride, pairs + i + k / 2 + k % 2 * kBlocks);
}

}  // namespace

template <typename Word>
void FetchPairs(const uint8_t* base, int stride, const int32_t* offset, int count, WordPair<Word>* pairs) {
#pragma GCC unroll 4
  for (int i = 0; i < count; ++i) Fetch(base + offset[i], stride, pairs + i);
}

template void FetchPairs(const uint8_t*, int, const int32_t*, int, WordPair<uint16_t>*);
template void FetchPairs(const uint8_t*, int, const int32_t*, int, WordPair<uint32_t>*);

void FetchPairs64(const uint8_t* base, int stride, const int32_t* offset, int count, int blocks,
                  WordPair<uint64_t>* pairs) {
  switch (blocks) {
    case 1:
      return FetchInOrder<1>(base, stride, offset, count, pairs);
    case 2:
      return FetchInOrder<2>(base, stride, offset, count, pairs);
    default:
      return FetchInOrder<4>(base, stride, offset, count, pairs);
  }
}

}  // namespace tellersight
