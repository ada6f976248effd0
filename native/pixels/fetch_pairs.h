// Collects the neighbours of scattered samples. Plain loads: on most processors a gather instruction is no faster than the
// loads it is made of, and many have none.
#ifndef TELLERSIGHT_PIXELS_FETCH_PAIRS_H_
#define TELLERSIGHT_PIXELS_FETCH_PAIRS_H_

#include <cstdint>

namespace tellersight {

// A word of the upper row and the one below it.
template <typename Word>
struct WordPair {
  Word upper, lower;
};

// Memory for one row of a warp, in scratch.
struct WarpWords {
  int32_t* offset;            // where the words begin, bytes
  WordPair<uint64_t>* pairs;  // room for the largest
};

// pairs[i] = the words at base + offset[i] and one stride further.
template <typename Word>
void FetchPairs(const uint8_t* base, int stride, const int32_t* offset, int count, WordPair<Word>* pairs);

// The same for words of eight bytes, of which vectors hold `blocks` pairs: in each two vectors the even pairs come first,
// then the odd ones, so that interleaving the two gives the upper words in order, and the lower.
void FetchPairs64(const uint8_t* base, int stride, const int32_t* offset, int count, int blocks,
                  WordPair<uint64_t>* pairs);

}  // namespace tellersight

#endif  // TELLERSIGHT_PIXELS_FETCH_PAIRS_H_
