// A run-time loadable extension of SQLite (sqlite.org/loadext.html), for tests only: `SELECT
// load_extension(...)` adds the VFS "fault", a disk in memory that loses power and fails on demand, and the
// functions that govern it.
#include <sqlite3ext.h>

#include "test/faultvfs/functions.h"
#include "test/faultvfs/vfs.h"

SQLITE_EXTENSION_INIT1

extern "C" __attribute__((visibility("default"))) int sqlite3_faultvfs_init(sqlite3* db, char**,
                                                                            const sqlite3_api_routines* api) {
  SQLITE_EXTENSION_INIT2(api);
  int code = tellersight::fault::RegisterVfs();
  if (code == SQLITE_OK) code = tellersight::fault::AddFunctions(db);
  // A VFS must outlive the connection that brought it.
  return code == SQLITE_OK ? SQLITE_OK_LOAD_PERMANENTLY : code;
}
