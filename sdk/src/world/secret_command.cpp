#include "world/secret_command.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <mutex>
#include <set>
#include <utility>

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX declares it nowhere

namespace ketway {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t most = 64 * 1024;
constexpr milliseconds shortest_look(1), longest_look(50);

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

/// The groups that run. When this process exits they are killed: a caller whose deadline is over does not wait for them.
class running_groups {
 public:
  static running_groups& all() {
    static auto* one = new running_groups;  // a thread may still use it while the process exits
    return *one;
  }
  /// `spawn` gives an error number, or 0 and a leader. No exit comes between it and what is known here.
  int start(const pid_t& leader, const std::function<int()>& spawn) {
    const std::lock_guard lock(mutex_);
    if (exiting_) return ECANCELED;
    const int why = spawn();
    if (why == 0) leaders_.insert(leader);
    return why;
  }
  /// Before the leader is waited for: afterwards the number may be another's.
  void kill(pid_t leader) {
    const std::lock_guard lock(mutex_);
    leaders_.erase(leader);
    ::kill(-leader, SIGKILL);
  }

 private:
  running_groups() {
    std::atexit([] { all().kill_all(); });
  }
  void kill_all() {
    const std::lock_guard lock(mutex_);
    exiting_ = true;
    for (const pid_t leader : leaders_) ::kill(-leader, SIGKILL);
  }
  std::mutex mutex_;
  std::set<pid_t> leaders_;
  bool exiting_ = false;
};

/// A program of `running_groups`. At the end none of its group is left.
class group {
 public:
  explicit group(pid_t leader) noexcept : leader_(leader) {}
  group(const group&) = delete;
  group& operator=(const group&) = delete;
  ~group() { end(); }

  /// Whether the leader has ended. Its number stays taken until `end`.
  bool ended() const noexcept {
    siginfo_t facts{};
    const int failed = ::waitid(P_PID, static_cast<id_t>(leader_), &facts, WEXITED | WNOHANG | WNOWAIT);
    return failed != 0 ? errno != EINTR : facts.si_pid != 0;
  }
  /// Kills what is left of it; the status of the leader, as of waitpid.
  int end() {
    if (leader_ <= 0) return status_;
    running_groups::all().kill(leader_);
    while (::waitpid(leader_, &status_, 0) < 0 && errno == EINTR) {
    }
    leader_ = 0;
    return status_;
  }

 private:
  pid_t leader_;
  int status_ = 0;
};

enum class reading : std::uint8_t { open, closed, too_much };

/// What is there now; never waits.
reading read_some(int from, std::string& to) {
  char part[4096];
  for (;;) {
    const ssize_t got = ::read(from, part, sizeof part);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) return reading::open;
    if (got <= 0) return reading::closed;
    to.append(part, static_cast<std::size_t>(got));
    if (to.size() > most) return reading::too_much;
  }
}

/// Until the leader ends: it may close its output before, and others may hold it open longer. False: it took too long, or
/// wrote too much.
bool read_until_end(const group& running, int from, std::string& to, milliseconds limit) {
  const auto until = steady_clock::now() + limit;
  reading now = reading::open;
  for (milliseconds look = shortest_look;; look = std::min(2 * look, longest_look)) {
    const bool last = running.ended();
    if (now == reading::open) now = read_some(from, to);
    if (now == reading::too_much) return false;
    if (last) return true;
    const auto left = std::chrono::ceil<milliseconds>(until - steady_clock::now());
    if (left.count() <= 0) return false;
    pollfd output{now == reading::open ? from : -1, POLLIN, 0};
    ::poll(&output, 1, static_cast<int>(std::min(look, left).count()));
  }
}

}  // namespace

expected<std::string> run_secret_command(const std::vector<std::string>& words, milliseconds limit) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return failed(words.front(), std::strerror(errno));
  descriptor output(ends[0]), writing(ends[1]);
  ::fcntl(output.get(), F_SETFL, O_NONBLOCK);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, writing.get(), STDOUT_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (const std::string& w : words) arguments.push_back(const_cast<char*>(w.c_str()));
  arguments.push_back(nullptr);
  pid_t child = 0;
  const int why = running_groups::all().start(child, [&] {
    return ::posix_spawnp(&child, words.front().c_str(), &actions, &attributes, arguments.data(), environ);
  });
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (why != 0) return failed(words.front(), std::string("cannot be started: ") + std::strerror(why));
  writing.close();
  group running(child);
  std::string text;
  const bool in_time = read_until_end(running, output.get(), text, limit);
  const int status = running.end();
  if (!in_time) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(limit).count();
    return failed(words.front(), "took more than " + std::to_string(seconds) + " s, or wrote too much");
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return failed(words.front(), "failed");
  return text;
}

}  // namespace ketway
