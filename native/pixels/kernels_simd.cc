#include "pixels/kernels.h"

namespace tellersight {

// Until SIMD kernels are compiled in, the reference is the best table there is, and says so.
const KernelTable& SimdKernels() { return ReferenceKernels(); }
const char* SimdTargetName() { return "reference"; }

}  // namespace tellersight
