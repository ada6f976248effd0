#include "test/faultvfs/vfs.h"

#include <sqlite3ext.h>

#include <memory>
#include <string>

#include "test/faultvfs/handle.h"

SQLITE_EXTENSION_INIT3

namespace tellersight::fault {
namespace {

int Open(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* out_flags) {
  file->pMethods = nullptr;
  const std::shared_ptr<Disk> disk = Disk::OfThisThread();
  if (disk->dead()) return SQLITE_IOERR;
  const std::string name = path == nullptr ? "" : path;
  std::shared_ptr<File> found = name.empty() ? std::make_shared<File>() : disk->Find(name);
  if (found && !name.empty() && (flags & SQLITE_OPEN_EXCLUSIVE)) return SQLITE_CANTOPEN;
  if (!found && !(flags & SQLITE_OPEN_CREATE)) return SQLITE_CANTOPEN;
  // As unix does: a journal that nobody could find after a power cut would be none, so its first sync is one
  // of the directory, too. The database itself is not treated so.
  constexpr int kJournals = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL;
  const bool new_name = !found && (flags & kJournals) != 0;
  if (!found) found = disk->Create(name);
  reinterpret_cast<SqliteFile*>(file)->handle = new Handle(disk, found, name, new_name);
  file->pMethods = &kMethods;
  if (out_flags != nullptr) *out_flags = flags;
  return SQLITE_OK;
}

int Delete(sqlite3_vfs*, const char* name, int sync_directory) {
  return Disk::OfThisThread()->Delete(name, sync_directory != 0);
}

int Access(sqlite3_vfs*, const char* name, int flags, int* answer) {
  const std::shared_ptr<Disk> disk = Disk::OfThisThread();
  const std::shared_ptr<File> found = disk->Find(name);
  // To unix an empty file does not exist when it is looked for.
  *answer = found && (flags != SQLITE_ACCESS_EXISTS || found->image.size() > 0) ? 1 : 0;
  return disk->dead() ? SQLITE_IOERR : SQLITE_OK;
}

int FullPathname(sqlite3_vfs*, const char* name, int size, char* out) {
  sqlite3_snprintf(size, out, "%s", name);
  return SQLITE_OK;
}

// Time is virtual: a connection that waits for another one's lock waits no true time.
int Sleep(sqlite3_vfs*, int microseconds) { return microseconds; }

}  // namespace

int RegisterVfs() {
  static sqlite3_vfs vfs;
  const sqlite3_vfs* standard = sqlite3_vfs_find(nullptr);
  if (standard == nullptr) return SQLITE_ERROR;
  if (vfs.zName == nullptr) {
    vfs = *standard;  // clock, randomness and what else is no disk
    vfs.pNext = nullptr;
    vfs.zName = "fault";
    vfs.szOsFile = sizeof(SqliteFile);
    vfs.xOpen = Open;
    vfs.xDelete = Delete;
    vfs.xAccess = Access;
    vfs.xFullPathname = FullPathname;
    vfs.xSleep = Sleep;
  }
  return sqlite3_vfs_register(&vfs, 0);
}

}  // namespace tellersight::fault
