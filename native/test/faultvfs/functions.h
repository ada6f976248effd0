#ifndef TELLERSIGHT_TEST_FAULTVFS_FUNCTIONS_H_
#define TELLERSIGHT_TEST_FAULTVFS_FUNCTIONS_H_

#include <sqlite3.h>

namespace tellersight::fault {

// Adds the SQL functions that govern the disk of the calling thread. Returns an SQLite code.
//   fault_reset()               an empty disk
//   fault_snapshot() -> id      fault_restore(id)
//   fault_ops() -> n            writes, truncations, syncs and deletions since reset or restore
//   fault_arm(kind, at, n)      'kill-before', 'kill-after', 'torn', 'eio', 'full' or 'none'
//   fault_fired() -> text       the operation that was hit; null before
//   fault_dead() -> 0 or 1      fault_revive()
//   fault_power_loss(seed)      also revives
int AddFunctions(sqlite3* db);

}  // namespace tellersight::fault

#endif  // TELLERSIGHT_TEST_FAULTVFS_FUNCTIONS_H_
