#include "processes.hpp"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <stdexcept>

namespace ketway::process_test {

writer::writer(const std::function<void(const std::function<void(const std::string&)>&)>& work) {
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error("pipe failed");
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("fork failed");
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::close(ends[0]);
    try {
      work([&](const std::string& text) {
        const std::string line = text + "\n";  // short enough to be written as one
        if (::write(ends[1], line.data(), line.size()) != static_cast<ssize_t>(line.size())) ::_exit(3);
      });
    } catch (...) {
      ::_exit(4);
    }
    ::_exit(0);
  }
  ::close(ends[1]);
  from_ = ends[0];
}

writer::~writer() {
  if (pid_ > 0) {
    kill();
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  if (from_ >= 0) ::close(from_);
}

std::string writer::line() {
  for (;;) {
    const std::size_t end = rest_.find('\n');
    if (end != std::string::npos) {
      std::string first = rest_.substr(0, end);
      rest_.erase(0, end + 1);
      return first;
    }
    char part[4096];
    const ssize_t got = ::read(from_, part, sizeof part);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return {};
    rest_.append(part, static_cast<std::size_t>(got));
  }
}

std::vector<std::string> writer::lines() {
  std::vector<std::string> all;
  for (std::string l = line(); !l.empty(); l = line()) all.push_back(std::move(l));
  return all;
}

void writer::kill() const { ::kill(pid_, SIGKILL); }

}  // namespace ketway::process_test
