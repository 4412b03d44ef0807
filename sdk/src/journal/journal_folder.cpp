#include "journal/journal_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

namespace ketway::sql {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds patience(8000), pause(5);

error refused(std::string message, std::string advice) {
  error e(errc::permission_denied, std::move(message));
  e.advice(std::move(advice)).misconfigured(true).billed(billing::not_billed);
  return e;
}

expected<void> only_ours(const struct stat& facts, const std::string& what) {
  const uid_t self = ::geteuid();
  if (facts.st_uid != self && self != 0)
    return refused(what + " belongs to another user", "keep the journal in a folder of your own");
  if ((facts.st_mode & (S_IWGRP | S_IWOTH)) != 0)
    return refused("other users can write to " + what, "chmod go-w '" + what + "', or keep the journal elsewhere");
  return {};
}

/// SQLite's WAL needs memory that all processes share, and locks that hold.
expected<void> only_local(const std::string& folder) {
  // Numbers of statfs(2): NFS, SMB, SMB2, CIFS, AFS, Ceph.
  constexpr std::array<unsigned long, 6> networks = {0x6969, 0x517B, 0xFE534D42, 0xFF534D42, 0x5346414F, 0x00C36400};
  struct statfs facts {};
  if (::statfs(folder.c_str(), &facts) != 0) return {};  // a file that cannot be opened says more
  for (const unsigned long n : networks) {
    if ((static_cast<unsigned long>(facts.f_type) & 0xFFFFFFFFUL) != n) continue;
    error e(errc::failed_precondition, "the folder of the journal, " + folder + ", is on a network");
    e.advice("keep the journal on a local disk, or in PostgreSQL where several machines share it")
        .misconfigured(true)
        .billed(billing::not_billed);
    return e;
  }
  return {};
}

/// Every part of the path that is missing. 0 or an error number.
int make_folders(const std::string& path) {
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    const std::string part = path.substr(0, end);
    if (::mkdir(part.c_str(), 0700) != 0 && errno != EEXIST) {
      struct stat facts {};
      const int why = errno;  // what is there may be in a folder that may not be written
      if (::stat(part.c_str(), &facts) != 0 || !S_ISDIR(facts.st_mode)) return why;
    }
    if (end == std::string::npos) return 0;
  }
}

}  // namespace

open_file& open_file::operator=(open_file&& o) noexcept {
  if (this != &o) {
    if (n_ >= 0) ::close(n_);
    n_ = std::exchange(o.n_, -1);
  }
  return *this;
}

open_file::~open_file() {
  if (n_ >= 0) ::close(n_);
}

error system_error(int errno_value, const std::string& what) {
  errc code = errc::unavailable;
  const char* advice = "look whether that folder is there, and in order";
  switch (errno_value) {
    case ENOSPC:
    case EDQUOT: code = errc::resource_exhausted, advice = "make room on that disk; nothing was sent"; break;
    case EMFILE:
    case ENFILE:
    case ENOMEM: code = errc::resource_exhausted, advice = "free memory or open files; nothing was sent"; break;
    case EACCES:
    case EPERM:
    case EROFS:
    case ELOOP:
      code = errc::permission_denied, advice = "give this user the right to write there, or keep the journal elsewhere";
      break;
    default: break;
  }
  error e(code, "the journal: " + what + ": " + std::strerror(errno_value));
  e.advice(advice).misconfigured(code == errc::permission_denied).billed(billing::not_billed);
  return e;
}

expected<void> make_private_folder(const std::string& folder) {
  if (const int why = make_folders(folder); why != 0) return system_error(why, folder);
  struct stat facts {};
  if (::stat(folder.c_str(), &facts) != 0) return system_error(errno, folder);
  if (!S_ISDIR(facts.st_mode)) return system_error(ENOTDIR, folder);
  if (auto ours = only_ours(facts, folder); !ours) return ours;
  return only_local(folder);
}

expected<void> make_private_file(const std::string& folder, const std::string& name) {
  const std::string path = folder + "/" + name;
  const open_file made(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!made) return system_error(errno, path);
  struct stat facts {};
  if (::fstat(made.get(), &facts) != 0) return system_error(errno, path);
  if (!S_ISREG(facts.st_mode)) return system_error(EACCES, path + " is no plain file");
  if (auto ours = only_ours(facts, path); !ours) return ours;
  if (facts.st_size > 0) return {};
  const open_file where(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!where || ::fsync(where.get()) != 0) return system_error(errno, folder);
  return {};
}

expected<open_file> opening_lock(const std::string& folder) {
  const std::string path = folder + "/opening.lock";
  open_file lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!lock) return system_error(errno, path);
  const auto until = steady_clock::now() + patience;
  while (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) return system_error(errno, path);
    if (steady_clock::now() >= until) {
      error e(errc::unavailable, "the journal: another process holds " + path);
      e.advice("try again; end what holds it").retryable(true).billed(billing::not_billed);
      return e;
    }
    std::this_thread::sleep_for(pause);
  }
  return lock;
}

}  // namespace ketway::sql
