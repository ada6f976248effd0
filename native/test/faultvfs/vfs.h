#ifndef TELLERSIGHT_TEST_FAULTVFS_VFS_H_
#define TELLERSIGHT_TEST_FAULTVFS_VFS_H_

namespace tellersight::fault {

// Registers the VFS "fault"; the default stays what it was. Returns an SQLite code.
int RegisterVfs();

}  // namespace tellersight::fault

#endif  // TELLERSIGHT_TEST_FAULTVFS_VFS_H_
