#include "pixels/kernels.h"

namespace tellersight::reference {

void SplitRow(Split split, const int16_t* in, int groups, int16_t* const* planes) {
  for (int i = 0; i < groups; ++i) {
    switch (split) {
      case Split::kPairs:
        planes[0][i] = in[2 * i];
        planes[1][i] = in[2 * i + 1];
        break;
      case Split::kTriples:
        planes[0][i] = in[3 * i];
        planes[1][i] = in[3 * i + 1];
        planes[2][i] = in[3 * i + 2];
        break;
      case Split::kYuyv:
        planes[0][2 * i] = in[4 * i];
        planes[0][2 * i + 1] = in[4 * i + 2];
        planes[1][i] = in[4 * i + 1];
        planes[2][i] = in[4 * i + 3];
        break;
    }
  }
}

}  // namespace tellersight::reference
