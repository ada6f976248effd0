#include "test/faultvfs/disk.h"

#include <sqlite3.h>

#include <algorithm>

namespace tellersight::fault {
namespace {

const char* NameOf(Operation operation) {
  switch (operation) {
    case Operation::kWrite:
      return "write";
    case Operation::kTruncate:
      return "truncate";
    case Operation::kSync:
      return "sync";
    case Operation::kDelete:
      return "delete";
  }
  return "";
}

int IoError(Operation operation) {
  switch (operation) {
    case Operation::kWrite:
      return SQLITE_IOERR_WRITE;
    case Operation::kTruncate:
      return SQLITE_IOERR_TRUNCATE;
    case Operation::kSync:
      return SQLITE_IOERR_FSYNC;
    case Operation::kDelete:
      return SQLITE_IOERR_DELETE;
  }
  return SQLITE_IOERR;
}

}  // namespace

std::shared_ptr<Disk> Disk::OfThisThread() {
  thread_local const std::shared_ptr<Disk> disk = std::make_shared<Disk>();
  return disk;
}

std::shared_ptr<File> Disk::Find(const std::string& name) const {
  const auto entry = directory_.find(name);
  return entry == directory_.end() ? nullptr : entry->second.os;
}

std::shared_ptr<File> Disk::Create(const std::string& name) {
  return directory_[name].os = std::make_shared<File>();
}

int Disk::Delete(const std::string& name, bool sync_directory) {
  if (dead_) return SQLITE_IOERR;
  const auto entry = directory_.find(name);
  if (entry == directory_.end() || !entry->second.os) return SQLITE_IOERR_DELETE_NOENT;
  const Verdict verdict = Judge(Operation::kDelete, name);
  if (verdict.happens) {
    entry->second.os = nullptr;
    if (sync_directory) SyncDirectory();
  }
  return verdict.code;
}

void Disk::SyncName(const std::string& name, const std::shared_ptr<File>& file) {
  const auto entry = directory_.find(name);
  if (entry != directory_.end() && entry->second.os == file) entry->second.durable = file;
}

void Disk::SyncDirectory() {
  for (auto entry = directory_.begin(); entry != directory_.end();) {
    entry->second.durable = entry->second.os;
    entry = entry->second.os ? std::next(entry) : directory_.erase(entry);
  }
}

Verdict Disk::Judge(Operation operation, const std::string& what, size_t amount, size_t offset) {
  ++operations_;
  if (!Strikes(operation)) return {true, amount, SQLITE_OK};
  if (fired_.empty()) {
    fired_ = std::string(NameOf(operation)) + " " + what;
    if (operation == Operation::kWrite) {
      fired_ += ", " + std::to_string(amount) + " bytes at " + std::to_string(offset);
    }
  }
  const size_t torn = std::min(amount, static_cast<size_t>(std::max<int64_t>(0, fault_.n)));
  switch (fault_.kind) {
    case FaultKind::kKillBefore:
      dead_ = true;
      return {false, 0, SQLITE_IOERR};
    case FaultKind::kKillAfter:
      dead_ = true;
      return {true, amount, SQLITE_IOERR};
    case FaultKind::kTorn:
      dead_ = true;
      return {operation == Operation::kWrite, torn, SQLITE_IOERR};
    case FaultKind::kFull:
      return {false, 0, SQLITE_FULL};
    default:
      return {false, 0, IoError(operation)};
  }
}

bool Disk::Strikes(Operation operation) {
  if (fault_.kind == FaultKind::kNone || operations_ < fault_.at) return false;
  const bool lasts = fault_.kind == FaultKind::kEio || fault_.kind == FaultKind::kFull;
  if (!lasts) return operations_ == fault_.at;
  if (fault_.kind == FaultKind::kFull && operation != Operation::kWrite) return false;
  if (fault_.n == 0) return true;
  if (fault_.n < 0) return false;  // used up
  if (--fault_.n == 0) fault_.n = -1;
  return true;
}

void Disk::Arm(const Fault& fault) {
  fault_ = fault;
  fired_.clear();
}

void Disk::Revive() {
  dead_ = false;
  ++life_;
  fault_ = {};
  for (auto& [name, entry] : directory_) {
    if (entry.os) entry.os->sharing = std::make_shared<Sharing>();
  }
}

void Disk::PowerLoss(uint64_t seed) {
  Random random(seed);
  constexpr double kReaches[] = {0, 0.05, 0.5, 0.9, 0.99, 1};
  const double reach = seed == 0 ? 0 : kReaches[random.Below(std::size(kReaches))];
  for (auto entry = directory_.begin(); entry != directory_.end();) {
    auto& [os, durable] = entry->second;
    if (os == durable || random.Chance(reach)) durable = os;
    os = durable;
    if (os) os->image.PowerLoss(random, reach);
    entry = os ? std::next(entry) : directory_.erase(entry);
  }
  Revive();
}

void Disk::Reset() {
  directory_.clear();
  snapshots_.clear();
  operations_ = 0;
  Arm({});
  Revive();
}

size_t Disk::Snapshot() {
  snapshots_.push_back(Copy(directory_));
  return snapshots_.size();
}

bool Disk::Restore(size_t snapshot) {
  if (snapshot == 0 || snapshot > snapshots_.size()) return false;
  directory_ = Copy(snapshots_[snapshot - 1]);
  operations_ = 0;
  Arm({});
  Revive();
  return true;
}

Disk::Directory Disk::Copy(const Directory& directory) {
  const auto copy = [](const std::shared_ptr<File>& file) {
    return file ? std::make_shared<File>(File{file->image, std::make_shared<Sharing>()}) : nullptr;
  };
  Directory copied;
  for (const auto& [name, entry] : directory) {
    const std::shared_ptr<File> os = copy(entry.os);
    copied[name] = {os, entry.durable == entry.os ? os : copy(entry.durable)};
  }
  return copied;
}

}  // namespace tellersight::fault
