#include "cache/result_files.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <memory>
#include <system_error>

namespace ketway {
namespace {

constexpr std::string_view unfinished_prefix = ".new-";
constexpr std::int64_t given_up_after_ns = 3'600'000'000'000;
constexpr std::uint64_t counted_anew_after = 256;               // writes
constexpr std::uint64_t largest_file = std::uint64_t{1} << 30;  // whoever put that there

class descriptor {
 public:
  explicit descriptor(int fd) : fd_(fd) {}
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  ~descriptor() { close(); }
  int get() const noexcept { return fd_; }
  /// Whether all is written.
  bool close() noexcept { return fd_ < 0 || ::close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

error failed(const std::filesystem::path& what, int reason) {
  errc code = errc::unavailable;
  if (reason == ENOSPC || reason == EDQUOT || reason == EFBIG) code = errc::resource_exhausted;
  if (reason == EACCES || reason == EPERM || reason == EROFS) code = errc::permission_denied;
  return {code, what.string() + ": " + std::generic_category().message(reason)};
}

timespec time_of(std::uint64_t unix_ns) {
  timespec t{};
  t.tv_sec = static_cast<time_t>(unix_ns / 1'000'000'000), t.tv_nsec = static_cast<long>(unix_ns % 1'000'000'000);
  return t;
}

void used(int fd, std::uint64_t now_ns) {
  const timespec both[] = {time_of(now_ns), time_of(now_ns)};
  (void)::futimens(fd, both);  // a file that cannot be marked is only removed earlier
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

bool read_all(int fd, std::string& bytes) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    const ssize_t n = ::read(fd, bytes.data() + at, bytes.size() - at);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    at += static_cast<std::size_t>(n);
  }
  return true;
}

std::string unfinished_name() {
  static std::atomic<std::uint64_t> counter = 0;
  return std::string(unfinished_prefix) + std::to_string(::getpid()) + '-' + std::to_string(++counter);
}

}  // namespace

std::optional<std::string> result_files::get(const std::string& name, std::uint64_t now_ns) const {
  const descriptor file(::open((folder_ / name).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  struct stat s {};
  if (file.get() < 0 || ::fstat(file.get(), &s) != 0) return std::nullopt;
  // What somebody else could have put there is not believed.
  if (!S_ISREG(s.st_mode) || s.st_uid != ::geteuid() || (s.st_mode & (S_IWGRP | S_IWOTH)) != 0) return std::nullopt;
  if (static_cast<std::uint64_t>(s.st_size) > largest_file) return std::nullopt;
  std::string bytes(static_cast<std::size_t>(s.st_size), '\0');
  if (!read_all(file.get(), bytes)) return std::nullopt;
  used(file.get(), now_ns);
  return bytes;
}

expected<void> result_files::make_folder() const {
  std::error_code ignored;
  std::filesystem::create_directories(folder_.parent_path().parent_path(), ignored);
  for (const auto& f : {folder_.parent_path(), folder_})
    if (::mkdir(f.c_str(), S_IRWXU) != 0 && errno != EEXIST) return failed(f, errno);
  struct stat s {};
  if (::stat(folder_.c_str(), &s) != 0) return failed(folder_, errno);
  if (!S_ISDIR(s.st_mode)) return failed(folder_, ENOTDIR);
  if (s.st_uid != ::geteuid() || (s.st_mode & (S_IWGRP | S_IWOTH)) != 0)
    return error(errc::permission_denied, folder_.string() + ": others may write there");
  return {};
}

expected<void> result_files::write(const std::string& name, std::string_view bytes, std::uint64_t now_ns) {
  const std::filesystem::path beside = folder_ / unfinished_name();
  const auto open = [&] {
    return ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
  };
  int fd = open();
  if (fd < 0 && errno == ENOENT) {
    if (auto made = make_folder(); !made) return made;
    fd = open();
  }
  descriptor file(fd);
  if (fd < 0) return failed(beside, errno);
  bool good = write_all(fd, bytes);
  if (good) used(fd, now_ns);
  good = good && file.close() && ::rename(beside.c_str(), (folder_ / name).c_str()) == 0;
  if (good) return {};
  error why = failed(folder_ / name, errno);
  ::unlink(beside.c_str());
  return why;
}

expected<void> result_files::put(const std::string& name, std::string_view bytes, std::uint64_t now_ns) {
  if (auto done = write(name, bytes, now_ns); !done) return done;
  const std::lock_guard lock(mutex_);
  bytes_ += bytes.size();
  if (bytes_ > limit_ || written_++ % counted_anew_after == 0) trim(now_ns);
  return {};
}

void result_files::remove(const std::string& name) const noexcept { ::unlink((folder_ / name).c_str()); }

expected<std::vector<result_files::entry>> result_files::entries() const {
  std::vector<entry> all;
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(folder_.c_str()), &::closedir);
  if (!folder) {
    if (errno == ENOENT) return all;
    return failed(folder_, errno);
  }
  while (const dirent* const one = ::readdir(folder.get())) {
    struct stat s {};
    if (::fstatat(::dirfd(folder.get()), one->d_name, &s, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(s.st_mode)) continue;
    entry& e = all.emplace_back();
    e.name = one->d_name, e.bytes = static_cast<std::uint64_t>(s.st_size);
    e.used_ns = s.st_mtim.tv_sec * std::int64_t{1'000'000'000} + s.st_mtim.tv_nsec;
    e.unfinished = e.name.starts_with(unfinished_prefix);
  }
  return all;
}

void result_files::trim(std::uint64_t now_ns) {
  auto all = entries();
  if (!all) return;
  std::sort(all->begin(), all->end(), [](const entry& a, const entry& b) {
    return a.used_ns != b.used_ns ? a.used_ns < b.used_ns : a.name < b.name;
  });
  bytes_ = 0;
  for (const entry& e : *all) bytes_ += e.bytes;
  const bool too_many = bytes_ > limit_;
  const std::uint64_t goal = limit_ - limit_ / 10;  // some room, or each write would come here
  for (const entry& e : *all) {
    const bool left_behind = e.unfinished && e.used_ns + given_up_after_ns < static_cast<std::int64_t>(now_ns);
    const bool goes = left_behind || (!e.unfinished && too_many && bytes_ > goal);
    if (goes && ::unlink((folder_ / e.name).c_str()) == 0) bytes_ -= e.bytes;
  }
}

expected<result_cache_usage> result_files::usage() const {
  const auto all = entries();
  if (!all) return all.error();
  result_cache_usage sum;
  for (const entry& e : *all)
    if (!e.unfinished) ++sum.entries, sum.bytes += e.bytes;
  return sum;
}

expected<result_cache_usage> result_files::clear() {
  const auto all = entries();
  if (!all) return all.error();
  const std::lock_guard lock(mutex_);
  result_cache_usage removed;
  for (const entry& e : *all) {
    if (::unlink((folder_ / e.name).c_str()) != 0 && errno != ENOENT) return failed(folder_ / e.name, errno);
    if (!e.unfinished) ++removed.entries, removed.bytes += e.bytes;
  }
  bytes_ = 0;
  return removed;
}

}  // namespace ketway
