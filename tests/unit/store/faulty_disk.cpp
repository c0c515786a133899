// SPDX-License-Identifier: Apache-2.0
#include "faulty_disk.hpp"

#include <sqlite3.h>

#include <atomic>

namespace guichet::store {
namespace {

std::atomic<Fault> fault = Fault::none;

sqlite3_vfs& system_layer() {
  static sqlite3_vfs* const layer = sqlite3_vfs_find(nullptr);
  return *layer;
}

/// An open file; the system's own follows it in the same memory.
struct File {
  sqlite3_file base;
  int flags;
};

sqlite3_file* own(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<File*>(file) + 1);
}

const sqlite3_io_methods& methods_of(sqlite3_file* file) { return *own(file)->pMethods; }

bool is_log(sqlite3_file* file) {
  return (reinterpret_cast<File*>(file)->flags & SQLITE_OPEN_WAL) != 0;
}

int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
  if (fault == Fault::full || (fault == Fault::database_full && !is_log(file))) return SQLITE_FULL;
  if (fault == Fault::write_error) return SQLITE_IOERR_WRITE;
  return methods_of(file).xWrite(own(file), bytes, count, offset);
}

int read(sqlite3_file* file, void* bytes, int count, sqlite3_int64 offset) {
  if (fault == Fault::read_error) return SQLITE_IOERR_READ;
  return methods_of(file).xRead(own(file), bytes, count, offset);
}

int sync(sqlite3_file* file, int flags) {
  Fault meant = is_log(file) ? Fault::log_sync_once : Fault::database_sync_once;
  if (fault.compare_exchange_strong(meant, Fault::none)) return SQLITE_IOERR_FSYNC;
  return methods_of(file).xSync(own(file), flags);
}

sqlite3_io_methods passing_methods() {
  sqlite3_io_methods methods{};
  methods.iVersion = 2;
  methods.xClose = [](sqlite3_file* file) { return methods_of(file).xClose(own(file)); };
  methods.xRead = read;
  methods.xWrite = write;
  methods.xTruncate = [](sqlite3_file* file, sqlite3_int64 size) {
    return methods_of(file).xTruncate(own(file), size);
  };
  methods.xSync = sync;
  methods.xFileSize = [](sqlite3_file* file, sqlite3_int64* size) {
    return methods_of(file).xFileSize(own(file), size);
  };
  methods.xLock = [](sqlite3_file* file, int level) {
    return methods_of(file).xLock(own(file), level);
  };
  methods.xUnlock = [](sqlite3_file* file, int level) {
    return methods_of(file).xUnlock(own(file), level);
  };
  methods.xCheckReservedLock = [](sqlite3_file* file, int* held) {
    return methods_of(file).xCheckReservedLock(own(file), held);
  };
  methods.xFileControl = [](sqlite3_file* file, int what, void* with) {
    return methods_of(file).xFileControl(own(file), what, with);
  };
  methods.xSectorSize = [](sqlite3_file* file) { return methods_of(file).xSectorSize(own(file)); };
  methods.xDeviceCharacteristics = [](sqlite3_file* file) {
    return methods_of(file).xDeviceCharacteristics(own(file));
  };
  methods.xShmMap = [](sqlite3_file* file, int region, int size, int extend,
                       void volatile** address) {
    return methods_of(file).xShmMap(own(file), region, size, extend, address);
  };
  methods.xShmLock = [](sqlite3_file* file, int offset, int count, int flags) {
    return methods_of(file).xShmLock(own(file), offset, count, flags);
  };
  methods.xShmBarrier = [](sqlite3_file* file) { methods_of(file).xShmBarrier(own(file)); };
  methods.xShmUnmap = [](sqlite3_file* file, int remove) {
    return methods_of(file).xShmUnmap(own(file), remove);
  };
  return methods;
}

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  static const sqlite3_io_methods methods = passing_methods();
  file->pMethods = nullptr;
  const int code = system_layer().xOpen(&system_layer(), name, own(file), flags, out_flags);
  if (own(file)->pMethods != nullptr) file->pMethods = &methods;
  reinterpret_cast<File*>(file)->flags = flags;
  return code;
}

sqlite3_vfs make_layer() {
  sqlite3_vfs layer = system_layer();
  layer.szOsFile += static_cast<int>(sizeof(File));
  layer.pNext = nullptr;
  layer.zName = "faulty";
  layer.xOpen = open_file;
  return layer;
}

}  // namespace

const char* faulty_disk() {
  static sqlite3_vfs layer = make_layer();
  sqlite3_vfs_register(&layer, 0);
  return layer.zName;
}

void let_disk(Fault what) { fault = what; }

}  // namespace guichet::store
