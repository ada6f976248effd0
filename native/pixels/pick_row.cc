#include "pixels/kernels.h"

namespace tellersight::reference {

void PickRow(const int16_t* in, int offset, int pitch, int count, int16_t* out) {
  for (int i = 0; i < count; ++i) out[i] = in[i * pitch + offset];
}

}  // namespace tellersight::reference
