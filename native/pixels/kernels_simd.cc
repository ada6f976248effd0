// The Highway kernels, compiled once per instruction set in this one unit (highway.h is the slow part of the
// build).
#include "pixels/kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pixels/kernels_simd.cc"
#include "hwy/foreach_target.h"  // must come before highway.h
// Where Highway has no vectors at all (x86 below SSE4), the reference is the kernel.
#include "hwy/highway.h"
#if HWY_TARGET != HWY_SCALAR
#include "pixels/blend_rows-inl.h"
#include "pixels/colour_row-inl.h"
#include "pixels/diff_row-inl.h"
#include "pixels/filter_columns-inl.h"
#include "pixels/luma_row-inl.h"
#include "pixels/pick_row-inl.h"
#include "pixels/store_row-inl.h"
#include "pixels/turn-inl.h"
#include "pixels/warp_row-inl.h"
#endif

HWY_BEFORE_NAMESPACE();
namespace tellersight {
namespace HWY_NAMESPACE {

#if HWY_TARGET == HWY_SCALAR
static const KernelTable* Table() { return &ReferenceKernels(); }
#else
static const KernelTable* Table() {
  static constexpr KernelTable kTable = {BlendRows, BlendRows16,      TurnRows,   FilterColumns, TurnBytes, PickRow,
                                         ColourRow, StoreInterleaved, StoreFloat, WarpRow,       LumaRow,   DiffRow};
  return &kTable;
}
#endif

static const char* TargetName() { return hwy::TargetName(HWY_TARGET); }

}  // namespace HWY_NAMESPACE
}  // namespace tellersight
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tellersight {

HWY_EXPORT(Table);
HWY_EXPORT(TargetName);

const KernelTable& SimdKernels() { return *HWY_DYNAMIC_DISPATCH(Table)(); }
const char* SimdTargetName() { return HWY_DYNAMIC_DISPATCH(TargetName)(); }

}  // namespace tellersight
#endif  // HWY_ONCE
