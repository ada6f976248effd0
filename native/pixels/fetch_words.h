// Collects the neighbours of scattered samples. Plain loads: on most processors a gather instruction is no faster than the
// loads it is made of, and many have none.
#ifndef TELLERSIGHT_PIXELS_FETCH_WORDS_H_
#define TELLERSIGHT_PIXELS_FETCH_WORDS_H_

#include <cstdint>

namespace tellersight {

// Memory for one row of a warp, in scratch: where the words begin, and the words of the upper and the lower row.
struct WarpWords {
  int32_t* offset;
  uint64_t* upper;
  uint64_t* lower;
};

// upper[i] = the bytes at base + offset[i], lower[i] = those one stride further; as many as Word has.
template <typename Word>
void FetchWords(const uint8_t* base, int stride, const int32_t* offset, int count, Word* upper, Word* lower);

}  // namespace tellersight

#endif  // TELLERSIGHT_PIXELS_FETCH_WORDS_H_
