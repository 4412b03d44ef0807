#include "discovery/trust.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <deque>
#include <system_error>

namespace ketway::discovery {
namespace {

namespace fs = std::filesystem;

class descriptor {
 public:
  explicit descriptor(int fd) : fd_(fd) {}
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  ~descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

error refused(errc code, const fs::path& path, const std::string& why) { return {code, path.string() + ": " + why}; }

}  // namespace

error file_error(int reason, const fs::path& path) {
  const bool absent = reason == ENOENT || reason == ENOTDIR;
  return refused(absent ? errc::not_found : errc::permission_denied, path, std::generic_category().message(reason));
}

expected<void> check_writers(const struct stat& facts, const fs::path& path) {
  if ((facts.st_mode & S_IWOTH) != 0)
    return std::move(
        refused(errc::permission_denied, path, "everyone may write to it").advice("chmod o-w '" + path.string() + "'"));
  if (facts.st_uid != 0 && facts.st_uid != ::geteuid())
    return std::move(refused(errc::permission_denied, path, "it belongs to another user")
                         .advice("give it to root or to the user who runs this program"));
  return {};
}

expected<void> check_way(const fs::path& path) {
  constexpr int most_links = 40;  // as the system allows
  const auto of_another = [](const struct stat& facts) { return facts.st_uid != 0 && facts.st_uid != ::geteuid(); };
  std::error_code failed;
  const fs::path whole = fs::absolute(path, failed);
  if (failed) return file_error(failed.value(), path);
  std::deque<fs::path> ahead(whole.begin(), whole.end());
  fs::path here = "/";
  for (int links = 0; !ahead.empty();) {
    const fs::path name = ahead.front();
    ahead.pop_front();
    if (name.empty() || name == "." || name == "/") continue;
    struct stat above {};
    if (::stat(here.c_str(), &above) != 0) return file_error(errno, here);
    if (of_another(above))
      return std::move(
          refused(errc::permission_denied, path, "the folder " + here.string() + " belongs to another user")
              .advice("put the plugins where only root or the user who runs this program can write"));
    const bool everyone = (above.st_mode & S_IWOTH) != 0, sticky = (above.st_mode & S_ISVTX) != 0;
    if (everyone && !sticky)
      return std::move(refused(errc::permission_denied, path, "everyone may write to the folder " + here.string())
                           .advice("chmod o-w '" + here.string() + "'"));
    if (name == "..") {
      here = here.parent_path();
      continue;
    }
    const fs::path next = here / name;
    struct stat facts {};
    if (::lstat(next.c_str(), &facts) != 0) return file_error(errno, next);
    if (everyone && of_another(facts))
      return refused(errc::permission_denied, path, next.string() + " belongs to another user");
    if (!S_ISLNK(facts.st_mode)) {
      here = next;
      continue;
    }
    const fs::path target = fs::read_symlink(next, failed);
    if (failed || ++links > most_links) return file_error(failed ? failed.value() : ELOOP, next);
    if (target.is_absolute()) here = "/";
    ahead.insert(ahead.begin(), target.begin(), target.end());
  }
  return {};
}

expected<void> check_folder(const fs::path& folder) {
  struct stat facts {};
  if (::stat(folder.c_str(), &facts) != 0) return file_error(errno, folder);
  if (!S_ISDIR(facts.st_mode)) return refused(errc::invalid_argument, folder, "expected a folder");
  if (auto fine = check_writers(facts, folder); !fine) return fine;
  return check_way(folder);
}

expected<void> check_file_in_folder(const fs::path& file) {
  std::error_code failed;
  const fs::path real = fs::canonical(file, failed);
  if (failed) return file_error(failed.value(), file);
  const fs::path folder = fs::canonical(file.has_parent_path() ? file.parent_path() : ".", failed);
  if (failed) return file_error(failed.value(), file);
  if (real.parent_path() != folder)
    return refused(errc::permission_denied, file, "it is a link that leads out of its folder");
  struct stat facts {};
  if (::stat(real.c_str(), &facts) != 0) return file_error(errno, file);
  if (!S_ISREG(facts.st_mode)) return refused(errc::invalid_argument, file, "expected a regular file");
  return check_writers(facts, file);
}

expected<text_file> read_text_file(const fs::path& file, std::size_t most) {
  // O_NONBLOCK: opening a pipe that nobody writes to would wait for ever.
  const descriptor in(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (in.get() < 0) return file_error(errno, file);
  text_file read;
  if (::fstat(in.get(), &read.facts) != 0) return file_error(errno, file);
  if (!S_ISREG(read.facts.st_mode)) return refused(errc::invalid_argument, file, "expected a regular file");
  while (read.text.size() <= most) {
    constexpr std::size_t part = 65536;
    const std::size_t before = read.text.size();
    read.text.resize(before + part);
    const ssize_t got = ::read(in.get(), read.text.data() + before, part);
    read.text.resize(before + static_cast<std::size_t>(got > 0 ? got : 0));
    if (got == 0) return read;
    if (got < 0 && errno != EINTR) return file_error(errno, file);
  }
  return refused(errc::invalid_argument, file, "expected at most " + std::to_string(most) + " bytes");
}

}  // namespace ketway::discovery
