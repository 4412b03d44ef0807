#include "journal/journal_owners.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <vector>

#include "journal/journal_folder.hpp"

namespace ketway::sql {
namespace {

constexpr std::string_view unfinished = ".new";

/// An owner locks its file before the file has its name, so a file that can be locked is of one that has ended.
class folder_owners final : public owners {
 public:
  folder_owners(std::string folder, std::string name, open_file held)
      : folder_(std::move(folder)), own_(std::move(name)), held_(std::move(held)) {}
  ~folder_owners() override { ::unlink((folder_ + "/" + own_).c_str()); }

  const std::string& own() const noexcept override { return own_; }

  expected<bool> lives(std::string_view owner) override {
    if (owner == own_) return true;
    const auto harmless = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    if (owner.empty() || !std::all_of(owner.begin(), owner.end(), harmless)) return false;
    return lives_in(folder_ + "/" + std::string(owner));
  }

  static expected<bool> lives_in(const std::string& path) {
    const open_file file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!file && errno == ENOENT) return false;
    if (!file) return system_error(errno, path);
    // Shared, so that two who ask at the same time do not take each other for the owner.
    int done = 0;
    do done = ::flock(file.get(), LOCK_SH | LOCK_NB);
    while (done != 0 && errno == EINTR);
    if (done != 0 && errno == EWOULDBLOCK) return true;
    if (done != 0) return system_error(errno, path);
    return false;
  }

 private:
  std::string folder_, own_;
  open_file held_;
};

void sweep(const std::string& folder) {
  DIR* list = ::opendir(folder.c_str());
  if (list == nullptr) return;
  std::vector<std::string> dead;
  while (const dirent* entry = ::readdir(list)) {
    if (entry->d_name[0] == '.' && (entry->d_name[1] == '\0' || entry->d_name[1] == '.')) continue;
    std::string path = folder + "/" + entry->d_name;
    if (const auto living = folder_owners::lives_in(path); living && !*living) dead.push_back(std::move(path));
  }
  ::closedir(list);
  for (const std::string& path : dead) ::unlink(path.c_str());
}

}  // namespace

std::string make_owner_name(const std::function<void(std::span<std::byte>)>& random) {
  std::array<std::byte, 16> bits{};
  random(bits);
  constexpr std::string_view digits = "0123456789abcdef";
  std::string name;
  for (const std::byte b : bits) {
    name += digits[std::to_integer<unsigned>(b) >> 4U];
    name += digits[std::to_integer<unsigned>(b) & 15U];
  }
  return name;
}

expected<std::unique_ptr<owners>> join_folder(const std::string& folder, std::string name) {
  const std::string all = folder + "/owners";
  if (::mkdir(all.c_str(), 0700) != 0 && errno != EEXIST) return system_error(errno, all);
  sweep(all);
  const std::string path = all + "/" + name;
  const std::string before = path + std::string(unfinished);
  open_file held(::open(before.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!held) return system_error(errno, before);
  const bool named = ::flock(held.get(), LOCK_EX | LOCK_NB) == 0 && ::link(before.c_str(), path.c_str()) == 0;
  const int why = errno;
  ::unlink(before.c_str());
  if (!named) return system_error(why, path);
  return std::unique_ptr<owners>(std::make_unique<folder_owners>(all, std::move(name), std::move(held)));
}

}  // namespace ketway::sql
