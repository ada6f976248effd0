#include "pixels/fetch_words.h"

#include <cstring>

namespace tellersight {

template <typename Word>
void FetchWords(const uint8_t* base, int stride, const int32_t* offset, int count, Word* upper, Word* lower) {
  for (int i = 0; i < count; ++i) {
    const uint8_t* const from = base + offset[i];
    memcpy(&upper[i], from, sizeof(Word));
    memcpy(&lower[i], from + stride, sizeof(Word));
  }
}

template void FetchWords(const uint8_t*, int, const int32_t*, int, uint16_t*, uint16_t*);
template void FetchWords(const uint8_t*, int, const int32_t*, int, uint32_t*, uint32_t*);
template void FetchWords(const uint8_t*, int, const int32_t*, int, uint64_t*, uint64_t*);

}  // namespace tellersight
