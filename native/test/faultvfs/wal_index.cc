#include "test/faultvfs/wal_index.h"

namespace tellersight::fault {

void* WalIndex::Region(int index, int size, bool extend) {
  const auto wanted = static_cast<size_t>(index);
  while (extend && regions_.size() <= wanted) {
    regions_.push_back(std::make_unique<uint8_t[]>(static_cast<size_t>(size)));
  }
  return wanted < regions_.size() ? regions_[wanted].get() : nullptr;
}

int WalIndex::Lock(WalIndexHold* hold, int offset, int count, int flags) {
  const uint32_t mask = ((1u << count) - 1) << offset;
  const auto begin = locks_.begin() + offset;
  const auto end = begin + count;
  if (flags & SQLITE_SHM_UNLOCK) {
    for (auto lock = begin; lock != end; ++lock) {
      const uint32_t bit = 1u << (lock - locks_.begin());
      if (hold->exclusive & bit) *lock = 0;
      if (hold->shared & bit) --*lock;
    }
    hold->shared &= ~mask;
    hold->exclusive &= ~mask;
    return SQLITE_OK;
  }
  const bool shared = (flags & SQLITE_SHM_SHARED) != 0;
  if (((shared ? hold->shared : hold->exclusive) & mask) == mask) return SQLITE_OK;
  for (auto lock = begin; lock != end; ++lock) {
    if (shared ? *lock < 0 : *lock != 0) return SQLITE_BUSY;
  }
  for (auto lock = begin; lock != end; ++lock) *lock = shared ? *lock + 1 : -1;
  (shared ? hold->shared : hold->exclusive) |= mask;
  return SQLITE_OK;
}

}  // namespace tellersight::fault
