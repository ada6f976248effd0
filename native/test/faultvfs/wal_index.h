// The shared memory of a WAL database (the -shm file) and its eight locks, for connections of one process.
#ifndef TELLERSIGHT_TEST_FAULTVFS_WAL_INDEX_H_
#define TELLERSIGHT_TEST_FAULTVFS_WAL_INDEX_H_

#include <sqlite3.h>

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace tellersight::fault {

// Locks that one connection holds, one bit per lock.
struct WalIndexHold {
  uint32_t shared = 0;
  uint32_t exclusive = 0;
};

class WalIndex {
 public:
  // nullptr when there is no such region and it is not to be made.
  void* Region(int index, int size, bool extend);
  // sqlite3_io_methods.xShmLock. Returns SQLITE_OK or SQLITE_BUSY.
  int Lock(WalIndexHold* hold, int offset, int count, int flags);

 private:
  std::vector<std::unique_ptr<uint8_t[]>> regions_;
  std::array<int, SQLITE_SHM_NLOCK> locks_{};  // number of shared holders, -1 = held exclusively
};

}  // namespace tellersight::fault

#endif  // TELLERSIGHT_TEST_FAULTVFS_WAL_INDEX_H_
