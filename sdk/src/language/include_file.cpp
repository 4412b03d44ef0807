#include "language/include_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace ketway::language {
namespace {

class open_file {
 public:
  explicit open_file(const std::filesystem::path& path)
      : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY)) {}
  open_file(const open_file&) = delete;
  open_file& operator=(const open_file&) = delete;
  ~open_file() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  int get() const noexcept { return descriptor_; }

 private:
  int descriptor_;
};

error failed(const std::filesystem::path& path, int number) {
  errc code = errc::unavailable;
  if (number == ENOENT || number == ENOTDIR) code = errc::not_found;
  if (number == EACCES || number == EPERM || number == ELOOP) code = errc::permission_denied;
  if (number == EISDIR || number == ENAMETOOLONG) code = errc::invalid_argument;
  return {code, path.string() + ": " + std::generic_category().message(number)};
}

}  // namespace

expected<std::string> load_file(const std::filesystem::path& path, std::uint64_t max_bytes) {
  const open_file file(path);
  if (file.get() < 0) return failed(path, errno);
  struct stat what {};
  if (::fstat(file.get(), &what) != 0) return failed(path, errno);
  if (S_ISDIR(what.st_mode)) return failed(path, EISDIR);

  const auto too_large = [&] {
    return error(errc::invalid_argument,
                 path.string() + ": larger than the limit of " + std::to_string(max_bytes) + " bytes");
  };
  std::string text;
  if (S_ISREG(what.st_mode)) {
    if (static_cast<std::uint64_t>(what.st_size) > max_bytes) return too_large();
    text.reserve(static_cast<std::size_t>(what.st_size) + 1);
  }
  // The size is only a hint: pipes have none, and a file may grow while it is read.
  constexpr std::size_t block = 1 << 16;
  for (;;) {
    const std::size_t before = text.size();
    text.resize(std::max(before + block, text.capacity()));
    const ssize_t got = ::read(file.get(), text.data() + before, text.size() - before);
    if (got < 0 && errno != EINTR) return failed(path, errno);
    text.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (text.size() > max_bytes) return too_large();
    if (got == 0) return text;
  }
}

expected<std::filesystem::path> resolve_include(const std::filesystem::path& root, std::string_view name) {
  namespace fs = std::filesystem;
  const fs::path wanted{std::string(name)};
  const auto outside = [&](const std::string& why) {
    return error(errc::permission_denied, "include \"" + std::string(name) + "\" is refused: " + why);
  };
  if (wanted.is_absolute()) return outside("the path is absolute; expected one below the including file's folder");
  if (std::find(wanted.begin(), wanted.end(), "..") != wanted.end()) {
    return outside("the path climbs with '..'; expected one below the including file's folder");
  }
  std::error_code problem;
  const fs::path base = fs::canonical(root, problem);
  if (problem) return failed(root, problem.value());
  const fs::path found = fs::canonical(base / wanted, problem);
  if (problem) return failed(wanted, problem.value());
  const auto [end, rest] = std::mismatch(base.begin(), base.end(), found.begin(), found.end());
  if (end != base.end()) return outside("a symbolic link leads out of the including file's folder");
  if (!fs::is_regular_file(found, problem)) return outside("it is no regular file");
  return found;
}

}  // namespace ketway::language
