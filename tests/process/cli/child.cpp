#include "child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <stdexcept>

namespace ketway::process_test {
namespace {

namespace fs = std::filesystem;
using steady = std::chrono::steady_clock;

class pipe_pair {
 public:
  pipe_pair() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error(std::strerror(errno));
    read = ends[0];
    write = ends[1];
  }
  int read = -1, write = -1;
};

void close_once(int& descriptor) {
  if (descriptor >= 0) ::close(descriptor);
  descriptor = -1;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> list;
  for (std::string& text : texts) list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}

}  // namespace

temporary_folder::temporary_folder() {
  std::string pattern = (fs::temp_directory_path() / "ketway-cli-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error(std::strerror(errno));
  path_ = pattern;
}

temporary_folder::~temporary_folder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string temporary_folder::file(const std::string& name, std::string_view content) const {
  const fs::path file = path_ / name;
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << content;
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  return file.string();
}

nlohmann::json outcome::json() const { return nlohmann::json::parse(out, nullptr, false); }

child::child(std::vector<std::string> arguments) : arguments_(std::move(arguments)) {
  arguments_.insert(arguments_.begin(), KETWAY_COMMAND);
  const std::string home = home_.path().string();
  variables_ = {{"HOME", home},
                {"XDG_CONFIG_HOME", home + "/config"},
                {"XDG_STATE_HOME", home + "/state"},
                {"XDG_DATA_HOME", home + "/data"},
                {"KETWAY_PLUGIN_PATH", KETWAY_PLUGINS},
                {"PATH", "/usr/bin:/bin"},
                {"LANG", "C.UTF-8"},
                {"TERM", "xterm"}};
  // A sanitizer's settings reach the command too.
  for (const char* name : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LSAN_OPTIONS"}) {
    if (const char* value = std::getenv(name)) variables_[name] = value;
  }
  folder_ = home_.path();
}

child::~child() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  close_once(in_);
  close_once(out_);
  close_once(err_);
}

child& child::variable(const std::string& name, const std::string& value) {
  variables_[name] = value;
  return *this;
}

child& child::folder(const fs::path& path) {
  folder_ = path;
  return *this;
}

child& child::terminal_for_errors() {
  terminal_ = true;
  return *this;
}

void child::start() {
  ::signal(SIGPIPE, SIG_IGN);
  pipe_pair input, output;
  int error_read = -1, error_write = -1;
  if (terminal_) {
    if (::openpty(&error_read, &error_write, nullptr, nullptr, nullptr) != 0) {
      throw std::runtime_error(std::strerror(errno));
    }
    ::fcntl(error_read, F_SETFD, FD_CLOEXEC);
    ::fcntl(error_write, F_SETFD, FD_CLOEXEC);
  } else {
    const pipe_pair errors;
    error_read = errors.read;
    error_write = errors.write;
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input.read, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output.write, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, error_write, STDERR_FILENO);
  posix_spawn_file_actions_addchdir_np(&actions, folder_.c_str());
  // The test itself ignores SIGPIPE; the command starts as a shell would start it.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t defaults;
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  sigaddset(&defaults, SIGINT);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);

  std::vector<std::string> environment;
  for (const auto& [name, value] : variables_) environment.push_back(name + "=" + value);
  const int failure = ::posix_spawn(&pid_, KETWAY_COMMAND, &actions, &attributes, pointers(arguments_).data(),
                                    pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  ::close(input.read);
  ::close(output.write);
  ::close(error_write);
  in_ = input.write;
  out_ = output.read;
  err_ = error_read;
  if (failure != 0) throw std::runtime_error(std::strerror(failure));
}

void child::limit_memory(std::uint64_t mebibytes) const {
  const rlimit limit{mebibytes << 20U, mebibytes << 20U};
  if (::prlimit(pid_, RLIMIT_AS, &limit, nullptr) != 0) throw std::runtime_error(std::strerror(errno));
}

void child::write(std::string_view text) const {
  while (!text.empty()) {
    const ssize_t n = ::write(in_, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;  // it ended early, which the caller sees
    text.remove_prefix(static_cast<std::size_t>(n));
  }
}

void child::close_input() { close_once(in_); }

bool child::read_some(int timeout_ms) {
  std::array<pollfd, 2> open{};
  open[0] = {out_, POLLIN, 0};
  open[1] = {err_, POLLIN, 0};
  if (out_ < 0 && err_ < 0) return false;
  if (::poll(open.data(), open.size(), timeout_ms) <= 0) return out_ >= 0 || err_ >= 0;
  std::array<char, 65536> buffer{};
  const auto take = [&buffer](int& descriptor, std::string& to) {
    const ssize_t n = ::read(descriptor, buffer.data(), buffer.size());
    if (n > 0) {
      to.append(buffer.data(), static_cast<std::size_t>(n));
    } else if (n == 0 || errno != EINTR) {  // a terminal ends with EIO
      close_once(descriptor);
    }
  };
  if (open[0].revents != 0) take(out_, so_far_.out);
  if (open[1].revents != 0) take(err_, so_far_.err);
  return out_ >= 0 || err_ >= 0;
}

bool child::wait_for_error(std::string_view text) {
  const auto end = steady::now() + std::chrono::seconds(patience_s);
  while (so_far_.err.find(text) == std::string::npos) {
    if (steady::now() > end || !read_some(1000)) return so_far_.err.find(text) != std::string::npos;
  }
  return true;
}

bool child::wait_for_output(std::string_view text) {
  const auto end = steady::now() + std::chrono::seconds(patience_s);
  while (so_far_.out.find(text) == std::string::npos) {
    if (steady::now() > end || !read_some(1000)) return so_far_.out.find(text) != std::string::npos;
  }
  return true;
}

bool child::wait_for_output() const {
  pollfd one{out_, POLLIN, 0};
  return ::poll(&one, 1, patience_s * 1000) == 1 && (one.revents & POLLIN) != 0;
}

void child::interrupt() const { ::kill(pid_, SIGINT); }
void child::terminate() const { ::kill(pid_, SIGTERM); }

void child::kill() const { ::kill(pid_, SIGKILL); }

bool child::wait_for_end() const { return ends_within(std::chrono::seconds(patience_s)); }

bool child::ends_within(std::chrono::milliseconds limit) const {
  const int process = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
  if (process < 0) throw std::runtime_error(std::strerror(errno));
  pollfd one{process, POLLIN, 0};
  const bool ended = ::poll(&one, 1, static_cast<int>(limit.count())) == 1;
  ::close(process);
  return ended;
}

outcome child::finish() {
  close_input();
  const auto end = steady::now() + std::chrono::seconds(patience_s);
  while (read_some(1000)) {
    if (steady::now() < end) continue;
    so_far_.out_of_time = true;
    ::kill(pid_, SIGKILL);
    break;
  }
  int status = 0;
  rusage used{};
  ::wait4(pid_, &status, 0, &used);
  pid_ = -1;
  so_far_.peak_kib = used.ru_maxrss;
  so_far_.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  so_far_.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  return so_far_;
}

outcome run(std::vector<std::string> arguments, std::string_view input) {
  child c(std::move(arguments));
  c.start();
  c.write(input);
  return c.finish();
}

std::string_view bell() {
  return "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[2];\ncreg c[2];\nh q[0];\ncx q[0], q[1];\nmeasure q -> c;\n";
}

}  // namespace ketway::process_test
