#include "world/secret_command.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <utility>

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX declares it nowhere

namespace ketway {
namespace {

constexpr auto limit = std::chrono::seconds(30);
constexpr std::size_t most = 64 * 1024;

class descriptor {
 public:
  explicit descriptor(int n) noexcept : n_(n) {}
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  ~descriptor() { close(); }
  int get() const noexcept { return n_; }
  void close() noexcept {
    if (n_ >= 0) ::close(std::exchange(n_, -1));
  }

 private:
  int n_;
};

error failed(const std::string& program, const std::string& how) {
  error e(errc::failed_precondition, "the command for a secret, " + program + ", " + how);
  e.needs_user(true);
  return e;
}

/// Nothing: it took too long.
bool read_all(int from, std::string& to) {
  const auto until = std::chrono::steady_clock::now() + limit;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    pollfd p{from, POLLIN, 0};
    const int n = ::poll(&p, 1, static_cast<int>(left.count()));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    char part[4096];
    const ssize_t got = ::read(from, part, sizeof part);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return got == 0;
    to.append(part, static_cast<std::size_t>(got));
    if (to.size() > most) return false;
  }
}

}  // namespace

expected<std::string> run_secret_command(const std::vector<std::string>& words) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return failed(words.front(), std::strerror(errno));
  descriptor reading(ends[0]), writing(ends[1]);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, writing.get(), STDOUT_FILENO);
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (const std::string& w : words) arguments.push_back(const_cast<char*>(w.c_str()));
  arguments.push_back(nullptr);
  pid_t child = 0;
  const int why = ::posix_spawnp(&child, words.front().c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (why != 0) return failed(words.front(), std::string("cannot be started: ") + std::strerror(why));
  writing.close();
  std::string text;
  const bool in_time = read_all(reading.get(), text);
  if (!in_time) ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!in_time) return failed(words.front(), "took more than 30 s, or wrote too much");
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return failed(words.front(), "failed");
  return text;
}

}  // namespace ketway
