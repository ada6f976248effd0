#include "pixels/kernels.h"

#include <atomic>

namespace tellersight {
namespace {

std::atomic<bool> use_reference{false};

}  // namespace

const KernelTable& ReferenceKernels() {
  static constexpr KernelTable kTable = {
      reference::BlendRows, reference::BlendRows16, reference::TurnRows,  reference::FilterColumns,
      reference::TurnBytes, reference::PickRow,     reference::ColourRow, reference::StoreInterleaved,
      reference::StoreFloat, reference::WarpRow,    reference::LumaRow,   reference::DiffRow,
  };
  return kTable;
}

const KernelTable& Kernels() { return use_reference ? ReferenceKernels() : SimdKernels(); }

void UseReferenceKernels(bool reference) { use_reference = reference; }

const char* KernelTargetName() { return use_reference ? "reference" : SimdTargetName(); }

}  // namespace tellersight
