#include "world/secret_command.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
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

enum class outcome : std::uint8_t { ended, too_slow, too_much, stopped };

/// Until the leader ends: it may close its output before, and others may hold it open longer.
outcome read_until_end(const group& running, int from, std::string& to, const std::stop_token& stop,
                       milliseconds limit) {
  const auto until = steady_clock::now() + limit;
  reading now = reading::open;
  for (milliseconds look = shortest_look;; look = std::min(2 * look, longest_look)) {
    const bool last = running.ended();
    if (now == reading::open) now = read_some(from, to);
    if (now == reading::too_much) return outcome::too_much;
    if (last) return outcome::ended;
    if (stop.stop_requested()) return outcome::stopped;
    const auto left = std::chrono::ceil<milliseconds>(until - steady_clock::now());
    if (left.count() <= 0) return outcome::too_slow;
    pollfd output{now == reading::open ? from : -1, POLLIN, 0};
    ::poll(&output, 1, static_cast<int>(std::min(look, left).count()));
  }
}

/// Between fork and exec: nothing here allocates or locks.
[[noreturn]] void become(char* const* words, int output, int fault, pid_t parent) {
  ::setsid();
  // posix_spawn cannot ask for this: no exit of ours, however violent, leaves it behind.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() == parent) {
    const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::execvp(words[0], words);
  }
  const int why = errno;
  [[maybe_unused]] const ssize_t told = ::write(fault, &why, sizeof why);
  ::_exit(127);
}

/// An error number, or 0 and the new process.
int spawn(char* const* words, int output, pid_t& child) {
  int fault[2];
  if (::pipe2(fault, O_CLOEXEC) != 0) return errno;
  descriptor told(fault[0]), telling(fault[1]);
  const pid_t parent = ::getpid();
  child = ::fork();
  if (child < 0) return errno;
  if (child == 0) become(words, output, telling.get(), parent);
  telling.close();
  int why = 0;
  ssize_t got = 0;
  while ((got = ::read(told.get(), &why, sizeof why)) < 0 && errno == EINTR) {
  }
  if (got != sizeof why) return 0;  // the pipe closed with the exec
  while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
  return why ? why : ECHILD;
}

}  // namespace

expected<std::string> run_secret_command(const std::vector<std::string>& words, const std::stop_token& stop,
                                         milliseconds limit) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return failed(words.front(), std::strerror(errno));
  descriptor output(ends[0]), writing(ends[1]);
  ::fcntl(output.get(), F_SETFL, O_NONBLOCK);
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (const std::string& w : words) arguments.push_back(const_cast<char*>(w.c_str()));
  arguments.push_back(nullptr);
  pid_t child = 0;
  const int why = running_groups::all().start(child, [&] { return spawn(arguments.data(), writing.get(), child); });
  if (why != 0) return failed(words.front(), std::string("cannot be started: ") + std::strerror(why));
  writing.close();
  group running(child);
  std::string text;
  const outcome how = read_until_end(running, output.get(), text, stop, limit);
  const int status = running.end();
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(limit).count();
  switch (how) {
    case outcome::ended: break;
    case outcome::too_slow: return failed(words.front(), "took more than " + std::to_string(seconds) + " s");
    case outcome::too_much: return failed(words.front(), "wrote more than 64 KiB");
    case outcome::stopped: return error(errc::cancelled, "the command for a secret was stopped");
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return failed(words.front(), "failed");
  return text;
}

}  // namespace ketway
