// What goes wrong, and when.
#ifndef TELLERSIGHT_TEST_FAULTVFS_FAULT_H_
#define TELLERSIGHT_TEST_FAULTVFS_FAULT_H_

#include <cstddef>
#include <cstdint>

namespace tellersight::fault {

enum class Operation { kWrite, kTruncate, kSync, kDelete };

enum class FaultKind {
  kNone,
  kKillBefore,  // the process dies, the operation does not happen
  kKillAfter,   // the operation happens, its caller does not learn it
  kTorn,        // the process dies within a write: its first n bytes happen
  kEio,         // n operations fail (0 = all from there on)
  kFull,        // n writes fail for want of space (0 = until the fault is taken away)
};

struct Fault {
  FaultKind kind = FaultKind::kNone;
  int64_t at = 0;  // number of the operation
  int64_t n = 0;
};

// What becomes of one operation.
struct Verdict {
  bool happens;
  size_t amount;  // of a write: so many of its bytes happen
  int code;       // what the caller gets
};

}  // namespace tellersight::fault

#endif  // TELLERSIGHT_TEST_FAULTVFS_FAULT_H_
