#include "bad_disk.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <map>
#include <new>
#include <random>
#include <set>
#include <stdexcept>

namespace ketway::test {
namespace {

constexpr std::int64_t sector = 512;
constexpr const char* layer = "ketway-bad-disk";

using sectors = std::map<std::int64_t, std::array<char, sector>>;

class disk_state {
 public:
  bad_disk::fault fault = bad_disk::fault::none;
  std::uint64_t at = 0, operations = 0;
  bool struck = false;
  std::map<std::string, sectors> unsynced;  // what was there at the last sync
  bool is_off() const { return struck && fault == bad_disk::fault::power_loss; }
};
disk_state disk;

class shim_file : public sqlite3_file {
 public:
  std::string* path;
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};
shim_file& of(sqlite3_file* f) { return *static_cast<shim_file*>(f); }
sqlite3_file* real(sqlite3_file* f) { return of(f).real(); }

/// Whether the fault strikes this operation.
bool strikes() {
  const bool now = disk.fault != bad_disk::fault::none && disk.operations++ >= disk.at;
  return now;
}

void remember(sqlite3_file* f, std::int64_t offset, std::int64_t size) {
  sectors& kept = disk.unsynced[*of(f).path];
  for (std::int64_t s = offset / sector; s * sector < offset + size; ++s) {
    if (kept.contains(s)) continue;
    std::array<char, sector>& before = kept[s];
    before.fill('\0');
    real(f)->pMethods->xRead(real(f), before.data(), sector, s * sector);  // beyond the end: zeros
  }
}

int write(sqlite3_file* f, const void* data, int size, sqlite3_int64 offset) {
  const bool now = strikes();
  const auto pass = [&](int n) {
    remember(f, offset, n);
    return real(f)->pMethods->xWrite(real(f), data, n, offset);
  };
  if (!now) return pass(size);
  switch (disk.fault) {
    case bad_disk::fault::full: disk.struck = true; return SQLITE_FULL;
    case bad_disk::fault::write:
      if (disk.struck) return pass(size);
      disk.struck = true;
      pass(size / 2);
      return SQLITE_IOERR_WRITE;
    case bad_disk::fault::power_loss:
      if (!disk.struck) pass(size / 2);
      disk.struck = true;
      return SQLITE_IOERR_WRITE;
    default: return pass(size);
  }
}

int sync(sqlite3_file* f, int flags) {
  if (strikes()) {
    if (disk.fault == bad_disk::fault::power_loss || (disk.fault == bad_disk::fault::sync && !disk.struck)) {
      disk.struck = true;
      return SQLITE_IOERR_FSYNC;
    }
  }
  (void)flags;  // the layer itself is what keeps things here
  disk.unsynced[*of(f).path].clear();
  return SQLITE_OK;
}

int truncate(sqlite3_file* f, sqlite3_int64 size) {
  return disk.is_off() ? SQLITE_IOERR_TRUNCATE : real(f)->pMethods->xTruncate(real(f), size);
}
int close(sqlite3_file* f) {
  const int code = real(f)->pMethods->xClose(real(f));
  delete of(f).path;
  return code;
}
int read(sqlite3_file* f, void* to, int n, sqlite3_int64 at) { return real(f)->pMethods->xRead(real(f), to, n, at); }
int size(sqlite3_file* f, sqlite3_int64* n) { return real(f)->pMethods->xFileSize(real(f), n); }
int lock(sqlite3_file* f, int kind) { return real(f)->pMethods->xLock(real(f), kind); }
int unlock(sqlite3_file* f, int kind) { return real(f)->pMethods->xUnlock(real(f), kind); }
int reserved(sqlite3_file* f, int* yes) { return real(f)->pMethods->xCheckReservedLock(real(f), yes); }
int control(sqlite3_file* f, int op, void* with) { return real(f)->pMethods->xFileControl(real(f), op, with); }
int sector_size(sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); }
int characteristics(sqlite3_file* f) {
  return real(f)->pMethods->xDeviceCharacteristics(real(f)) & ~SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}
int shm_map(sqlite3_file* f, int region, int n, int extend, void volatile** to) {
  return real(f)->pMethods->xShmMap(real(f), region, n, extend, to);
}
int shm_lock(sqlite3_file* f, int offset, int n, int flags) {
  return real(f)->pMethods->xShmLock(real(f), offset, n, flags);
}
void shm_barrier(sqlite3_file* f) { real(f)->pMethods->xShmBarrier(real(f)); }
int shm_unmap(sqlite3_file* f, int remove) { return real(f)->pMethods->xShmUnmap(real(f), remove); }

const sqlite3_io_methods methods = {
    2,           close,           read,    write,    truncate,    sync,      size,    lock,   unlock, reserved, control,
    sector_size, characteristics, shm_map, shm_lock, shm_barrier, shm_unmap, nullptr, nullptr};

sqlite3_vfs* below(sqlite3_vfs* v) { return static_cast<sqlite3_vfs*>(v->pAppData); }

int open(sqlite3_vfs* v, const char* name, sqlite3_file* to, int flags, int* out) {
  shim_file& f = of(to);
  f.pMethods = nullptr;
  const int code = below(v)->xOpen(below(v), name, f.real(), flags, out);
  if (f.real()->pMethods == nullptr) return code;
  f.path = new std::string(name == nullptr ? "" : name);
  f.pMethods = &methods;
  return code;
}
int remove(sqlite3_vfs* v, const char* name, int sync_folder) {
  if (disk.is_off()) return SQLITE_IOERR_DELETE;
  disk.unsynced.erase(name);
  return below(v)->xDelete(below(v), name, sync_folder);
}

sqlite3_vfs& registered() {
  static sqlite3_vfs v = [] {
    sqlite3_vfs* system = sqlite3_vfs_find(nullptr);
    sqlite3_vfs mine = *system;
    mine.zName = layer;
    mine.pAppData = system;
    mine.pNext = nullptr;
    mine.szOsFile = static_cast<int>(sizeof(shim_file)) + system->szOsFile;
    mine.xOpen = open;
    mine.xDelete = remove;
    return mine;
  }();
  return v;
}

}  // namespace

bad_disk::bad_disk() {
  sqlite3_initialize();
  disk = disk_state();
  if (sqlite3_vfs_register(&registered(), 0) != SQLITE_OK) throw std::runtime_error("sqlite3_vfs_register failed");
}
bad_disk::~bad_disk() { sqlite3_vfs_unregister(&registered()); }

const char* bad_disk::name() const noexcept { return layer; }
void bad_disk::fail(fault f, std::uint64_t operation) {
  disk.fault = f, disk.at = operation, disk.operations = 0, disk.struck = false;
}
bool bad_disk::struck() const noexcept { return disk.struck; }
std::uint64_t bad_disk::operations() const noexcept { return disk.operations; }

void bad_disk::forget_unsynced(std::uint64_t seed) {
  std::mt19937_64 bits(seed);
  for (const auto& [path, kept] : disk.unsynced) {
    const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    if (file < 0) continue;
    for (const auto& [number, before] : kept)
      if (bits() % 2 == 0 && ::pwrite(file, before.data(), sector, number * sector) != sector)
        throw std::runtime_error("pwrite failed");
    ::close(file);
  }
  disk.unsynced.clear();
}

}  // namespace ketway::test
