// One file below a page cache: the bytes the OS has, the bytes the disk has, and what lies between them.
#ifndef TELLERSIGHT_TEST_FAULTVFS_FILE_IMAGE_H_
#define TELLERSIGHT_TEST_FAULTVFS_FILE_IMAGE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "test/faultvfs/random.h"

namespace tellersight::fault {

class FileImage {
 public:
  static constexpr size_t kSector = 512;

  size_t size() const { return os_.size(); }
  size_t Read(void* to, size_t amount, size_t offset) const;  // returns the bytes that there were
  void Write(const void* from, size_t amount, size_t offset);
  void Truncate(size_t size);
  // What fsync does: everything the OS has is durable.
  void Sync();
  // What fsync does when it fails: Linux takes the pages for clean, so no later fsync writes them. The OS has
  // them, the disk never gets them unless they are written again.
  void ForgetChanges();
  // A power cut. Each unsynced sector got to the disk with probability `reach`, and then in its last version
  // with the same probability, else in any that it went through. The file's length is one of those it went
  // through, because a file system journals lengths in order. Reach 0: nothing unsynced; 1: everything.
  void PowerLoss(Random& random, double reach);

 private:
  // One write as whole sectors, or one truncation.
  struct Change {
    bool truncates;
    size_t offset;
    size_t amount;
    size_t logged;      // where its bytes begin in log_
    size_t size_after;  // length of the file behind it
  };
  struct Sector {
    uint32_t wanted;  // version that reached the disk, 0 = none
    uint32_t seen;
  };

  size_t ReachedSize(Random& random, double reach, size_t* changes) const;

  std::vector<uint8_t> os_;
  std::vector<uint8_t> durable_;
  std::vector<Change> changes_;
  std::vector<uint8_t> log_;
};

}  // namespace tellersight::fault

#endif  // TELLERSIGHT_TEST_FAULTVFS_FILE_IMAGE_H_
