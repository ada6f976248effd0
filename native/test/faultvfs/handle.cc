#include "test/faultvfs/handle.h"

#include <cstring>
#include <utility>

namespace tellersight::fault {

Handle::Handle(std::shared_ptr<Disk> disk, std::shared_ptr<File> file, std::string name, bool new_name)
    : disk_(std::move(disk)),
      file_(std::move(file)),
      name_(std::move(name)),
      life_(disk_->life()),
      new_name_(new_name),
      sharing_(file_->sharing) {}

Handle::~Handle() {
  ShmUnmap();
  Unlock(SQLITE_LOCK_NONE);
}

int Handle::Read(void* to, int amount, sqlite3_int64 offset) {
  const auto wanted = static_cast<size_t>(amount);
  const size_t there = file_->image.Read(to, wanted, static_cast<size_t>(offset));
  if (there == wanted) return SQLITE_OK;
  memset(static_cast<char*>(to) + there, 0, wanted - there);
  return SQLITE_IOERR_SHORT_READ;
}

int Handle::Write(const void* from, int amount, sqlite3_int64 offset) {
  const auto all = static_cast<size_t>(amount);
  const auto at = static_cast<size_t>(offset);
  const Verdict verdict =
      name_.empty() ? Verdict{true, all, SQLITE_OK} : disk_->Judge(Operation::kWrite, name_, all, at);
  if (verdict.happens) file_->image.Write(from, verdict.amount, at);
  return verdict.code;
}

int Handle::Truncate(sqlite3_int64 size) {
  const Verdict verdict =
      name_.empty() ? Verdict{true, 0, SQLITE_OK} : disk_->Judge(Operation::kTruncate, name_);
  if (verdict.happens) file_->image.Truncate(static_cast<size_t>(size));
  return verdict.code;
}

int Handle::Sync() {
  if (name_.empty()) return SQLITE_OK;
  const Verdict verdict = disk_->Judge(Operation::kSync, name_);
  if (verdict.happens) {
    file_->image.Sync();
    disk_->SyncName(name_, file_);
    if (std::exchange(new_name_, false)) disk_->SyncDirectory();
  } else if (!disk_->dead()) {
    file_->image.ForgetChanges();
  }
  return verdict.code;
}

void* Handle::ShmMap(int region, int size, bool extend) {
  if (!wal_index_) {
    wal_index_ = sharing_->wal_index.lock();
    if (!wal_index_) sharing_->wal_index = wal_index_ = std::make_shared<WalIndex>();
  }
  return wal_index_->Region(region, size, extend);
}

int Handle::ShmLock(int offset, int count, int flags) {
  return wal_index_ ? wal_index_->Lock(&hold_, offset, count, flags) : SQLITE_IOERR_SHMLOCK;
}

void Handle::ShmUnmap() {
  if (wal_index_) wal_index_->Lock(&hold_, 0, SQLITE_SHM_NLOCK, SQLITE_SHM_UNLOCK);
  wal_index_ = nullptr;
}

}  // namespace tellersight::fault
