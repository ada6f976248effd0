// What connections that are open at the same time share about a file: its locks and its WAL index. It dies
// with them.
#ifndef TELLERSIGHT_TEST_FAULTVFS_SHARING_H_
#define TELLERSIGHT_TEST_FAULTVFS_SHARING_H_

#include <memory>

#include "test/faultvfs/wal_index.h"

namespace tellersight::fault {

// The five locks of a database file, see sqlite3_io_methods.xLock.
class FileLocks {
 public:
  // `held` is the caller's level and is moved. Returns SQLITE_OK or SQLITE_BUSY.
  int Lock(const void* owner, int* held, int level);
  void Unlock(const void* owner, int* held, int level);
  bool reserved() const { return writer_ != nullptr; }

 private:
  int sharers_ = 0;
  const void* writer_ = nullptr;  // who holds reserved, pending or exclusive
  int writer_level_ = SQLITE_LOCK_NONE;
};

struct Sharing {
  FileLocks locks;
  std::weak_ptr<WalIndex> wal_index;  // gone with its last connection
};

}  // namespace tellersight::fault

#endif  // TELLERSIGHT_TEST_FAULTVFS_SHARING_H_
