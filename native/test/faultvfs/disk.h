// The disk of one thread: names, files, and the process that uses them and can be killed.
#ifndef TELLERSIGHT_TEST_FAULTVFS_DISK_H_
#define TELLERSIGHT_TEST_FAULTVFS_DISK_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "test/faultvfs/fault.h"
#include "test/faultvfs/file_image.h"
#include "test/faultvfs/sharing.h"

namespace tellersight::fault {

struct File {
  FileImage image;
  std::shared_ptr<Sharing> sharing = std::make_shared<Sharing>();
};

class Disk {
 public:
  // Worker threads are separate machines: nothing is locked, and a farm of them runs side by side.
  static std::shared_ptr<Disk> OfThisThread();

  std::shared_ptr<File> Find(const std::string& name) const;  // nullptr when there is none
  std::shared_ptr<File> Create(const std::string& name);
  int Delete(const std::string& name, bool sync_directory);
  // A synced file's own name becomes durable with it, as on ext4 and xfs.
  void SyncName(const std::string& name, const std::shared_ptr<File>& file);
  // fsync of the directory: every creation and deletion so far is durable.
  void SyncDirectory();

  // Counts an operation and says what becomes of it; `what` is the file's name.
  Verdict Judge(Operation operation, const std::string& what, size_t amount = 0, size_t offset = 0);

  bool dead() const { return dead_; }
  // Grows with every death and restoration: a handle of an earlier life is dead.
  uint64_t life() const { return life_; }
  // Operations since reset or restore.
  int64_t operations() const { return operations_; }
  // The operation at which the fault struck first; empty before.
  const std::string& fired() const { return fired_; }

  void Arm(const Fault& fault);
  void Revive();
  // Seed 0: nothing unsynced reached the disk. Any other seed draws how much did.
  void PowerLoss(uint64_t seed);
  void Reset();
  size_t Snapshot();
  bool Restore(size_t snapshot);

 private:
  struct Entry {
    std::shared_ptr<File> os;
    std::shared_ptr<File> durable;
  };
  using Directory = std::map<std::string, Entry>;

  static Directory Copy(const Directory& directory);
  bool Strikes(Operation operation);

  Directory directory_;
  std::vector<Directory> snapshots_;
  Fault fault_;
  std::string fired_;
  int64_t operations_ = 0;
  uint64_t life_ = 0;
  bool dead_ = false;
};

}  // namespace tellersight::fault

#endif  // TELLERSIGHT_TEST_FAULTVFS_DISK_H_
