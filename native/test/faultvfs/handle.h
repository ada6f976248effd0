// An open file, as SQLite sees it (sqlite3_io_methods, version 2).
#ifndef TELLERSIGHT_TEST_FAULTVFS_HANDLE_H_
#define TELLERSIGHT_TEST_FAULTVFS_HANDLE_H_

#include <sqlite3.h>

#include <memory>
#include <string>

#include "test/faultvfs/disk.h"

namespace tellersight::fault {

class Handle {
 public:
  // A file without a name is a temporary one: it is nobody's disk and meets no fault.
  // `new_name`: the first sync is one of the directory as well, see Sync.
  Handle(std::shared_ptr<Disk> disk, std::shared_ptr<File> file, std::string name, bool new_name);
  ~Handle();
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  // False once the process that opened it was killed: then everything fails and nothing changes.
  bool alive() const { return !disk_->dead() && life_ == disk_->life(); }

  int Read(void* to, int amount, sqlite3_int64 offset);
  int Write(const void* from, int amount, sqlite3_int64 offset);
  int Truncate(sqlite3_int64 size);
  int Sync();
  sqlite3_int64 size() const { return static_cast<sqlite3_int64>(file_->image.size()); }

  int Lock(int level) { return sharing_->locks.Lock(this, &level_, level); }
  void Unlock(int level) { sharing_->locks.Unlock(this, &level_, level); }
  bool reserved() const { return sharing_->locks.reserved(); }

  void* ShmMap(int region, int size, bool extend);
  int ShmLock(int offset, int count, int flags);
  void ShmUnmap();

 private:
  const std::shared_ptr<Disk> disk_;
  const std::shared_ptr<File> file_;
  const std::string name_;
  const uint64_t life_;
  bool new_name_;
  // Its own references: what a dead connection still points into stays, and nobody else sees it.
  const std::shared_ptr<Sharing> sharing_;
  std::shared_ptr<WalIndex> wal_index_;
  WalIndexHold hold_;
  int level_ = SQLITE_LOCK_NONE;
};

// What SQLite allocates for each open file.
struct SqliteFile {
  sqlite3_file base;
  Handle* handle;
};

extern const sqlite3_io_methods kMethods;

}  // namespace tellersight::fault

#endif  // TELLERSIGHT_TEST_FAULTVFS_HANDLE_H_
