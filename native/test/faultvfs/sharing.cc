#include "test/faultvfs/sharing.h"

namespace tellersight::fault {
namespace {

constexpr int kPending = 3;  // between SQLITE_LOCK_RESERVED and _EXCLUSIVE: no new readers

}  // namespace

int FileLocks::Lock(const void* owner, int* held, int level) {
  if (*held >= level) return SQLITE_OK;
  const bool other_writes = writer_ != nullptr && writer_ != owner;
  if (level == SQLITE_LOCK_SHARED) {
    if (other_writes && writer_level_ >= kPending) return SQLITE_BUSY;
    ++sharers_;
    *held = level;
    return SQLITE_OK;
  }
  if (other_writes) return SQLITE_BUSY;
  writer_ = owner;
  // The caller is one of the readers itself.
  const bool waits = level == SQLITE_LOCK_EXCLUSIVE && sharers_ > 1;
  *held = writer_level_ = waits ? kPending : level;
  return waits ? SQLITE_BUSY : SQLITE_OK;
}

void FileLocks::Unlock(const void* owner, int* held, int level) {
  if (*held <= level) return;
  if (writer_ == owner) {
    writer_ = nullptr;
    writer_level_ = SQLITE_LOCK_NONE;
  }
  if (level == SQLITE_LOCK_NONE) --sharers_;
  *held = level;
}

}  // namespace tellersight::fault
