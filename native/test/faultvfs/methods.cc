// SQLite's C table over Handle; what a dead process asks fails here.
#include <atomic>

#include "test/faultvfs/handle.h"

// Of newer SQLite than Debian's header; what the unix VFS of Node's SQLite says of itself as well.
#ifndef SQLITE_IOCAP_SUBPAGE_READ
#define SQLITE_IOCAP_SUBPAGE_READ 0x00008000
#endif

namespace tellersight::fault {
namespace {

Handle& HandleOf(sqlite3_file* file) { return *reinterpret_cast<SqliteFile*>(file)->handle; }

int Close(sqlite3_file* file) {
  delete reinterpret_cast<SqliteFile*>(file)->handle;
  return SQLITE_OK;
}

int Read(sqlite3_file* file, void* to, int amount, sqlite3_int64 offset) {
  Handle& handle = HandleOf(file);
  return handle.alive() ? handle.Read(to, amount, offset) : SQLITE_IOERR;
}

int Write(sqlite3_file* file, const void* from, int amount, sqlite3_int64 offset) {
  Handle& handle = HandleOf(file);
  return handle.alive() ? handle.Write(from, amount, offset) : SQLITE_IOERR;
}

int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  Handle& handle = HandleOf(file);
  return handle.alive() ? handle.Truncate(size) : SQLITE_IOERR;
}

int Sync(sqlite3_file* file, int) {
  Handle& handle = HandleOf(file);
  return handle.alive() ? handle.Sync() : SQLITE_IOERR;
}

int FileSize(sqlite3_file* file, sqlite3_int64* size) {
  Handle& handle = HandleOf(file);
  *size = handle.size();
  return handle.alive() ? SQLITE_OK : SQLITE_IOERR;
}

int Lock(sqlite3_file* file, int level) {
  Handle& handle = HandleOf(file);
  return handle.alive() ? handle.Lock(level) : SQLITE_IOERR;
}

int Unlock(sqlite3_file* file, int level) {
  Handle& handle = HandleOf(file);
  handle.Unlock(level);
  return handle.alive() ? SQLITE_OK : SQLITE_IOERR;
}

int CheckReservedLock(sqlite3_file* file, int* reserved) {
  Handle& handle = HandleOf(file);
  *reserved = handle.reserved() ? 1 : 0;
  return handle.alive() ? SQLITE_OK : SQLITE_IOERR;
}

int FileControl(sqlite3_file* file, int, void*) {
  return HandleOf(file).alive() ? SQLITE_NOTFOUND : SQLITE_IOERR;
}

// As unix has them, so that SQLite writes what it writes on a board.
int SectorSize(sqlite3_file*) { return 4096; }
int DeviceCharacteristics(sqlite3_file*) {
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE | SQLITE_IOCAP_SUBPAGE_READ;
}

int ShmMap(sqlite3_file* file, int region, int size, int extend, void volatile** memory) {
  Handle& handle = HandleOf(file);
  *memory = nullptr;
  if (!handle.alive()) return SQLITE_IOERR;
  *memory = handle.ShmMap(region, size, extend != 0);
  return SQLITE_OK;
}

int ShmLock(sqlite3_file* file, int offset, int count, int flags) {
  Handle& handle = HandleOf(file);
  return handle.alive() ? handle.ShmLock(offset, count, flags) : SQLITE_IOERR;
}

void ShmBarrier(sqlite3_file*) { std::atomic_thread_fence(std::memory_order_seq_cst); }

int ShmUnmap(sqlite3_file* file, int) {
  HandleOf(file).ShmUnmap();
  return SQLITE_OK;
}

}  // namespace

const sqlite3_io_methods kMethods = {
    2,
    Close,
    Read,
    Write,
    Truncate,
    Sync,
    FileSize,
    Lock,
    Unlock,
    CheckReservedLock,
    FileControl,
    SectorSize,
    DeviceCharacteristics,
    ShmMap,
    ShmLock,
    ShmBarrier,
    ShmUnmap,
    nullptr,
    nullptr,
};

}  // namespace tellersight::fault
