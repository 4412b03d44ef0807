#include "interruption.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <string_view>

#include "exit_status.hpp"

namespace ketway::cli {
namespace {

// The handler may run on any thread.
std::atomic<bool> document_is_due = false, has_come = false, at_stake = false;
std::atomic<int> told = -1;  // where a byte tells of the first one; -1: it ends the process
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

// Nothing can be done about a failure inside a signal handler; and a pipe that nobody reads must not hold it.
void put(int descriptor, std::string_view text) noexcept {
  pollfd ready{descriptor, POLLOUT, 0};
  if (::poll(&ready, 1, 0) <= 0 || (ready.revents & POLLOUT) == 0) return;
  const ssize_t ignored = ::write(descriptor, text.data(), text.size());
  static_cast<void>(ignored);
}

// A process that was forked from this one ends in silence: the answer is this one's.
pid_t own_process = 0;

extern "C" void ketway_on_interrupt(int) {
  if (getpid() != own_process) _exit(static_cast<int>(exit_status::interrupted));
  const int where = told;
  if (where < 0 || has_come.exchange(true)) end_interrupted();
  const int before = errno;
  put(where, "!");
  errno = before;
}

}  // namespace

void end_on_interrupt(bool json) noexcept {
  document_is_due = json;
  own_process = getpid();
  struct sigaction how {};
  how.sa_handler = ketway_on_interrupt;
  how.sa_flags = SA_RESTART;
  sigaction(SIGINT, &how, nullptr);
}

void answer_has_begun() noexcept { document_is_due = false; }

interrupt_notice::interrupt_notice() noexcept {
  // Kept until the process ends: a handler on another thread may just be about to write.
  static const std::array<int, 2> ends = [] {
    std::array<int, 2> made{-1, -1};
    if (::pipe2(made.data(), O_CLOEXEC | O_NONBLOCK) != 0) made = {-1, -1};
    return made;
  }();
  read_ = ends[0];
  told = ends[1];
}

interrupt_notice::~interrupt_notice() { told = -1; }

interrupt_ends::interrupt_ends() noexcept : told_(told.exchange(-1)) {}
interrupt_ends::~interrupt_ends() { told = told_; }

jobs_at_stake::jobs_at_stake(bool yes) noexcept { at_stake = yes; }
jobs_at_stake::~jobs_at_stake() { at_stake = false; }

bool interrupt_has_come() noexcept { return has_come; }

void end_interrupted() noexcept {
  put(STDERR_FILENO, "\nketway: interrupted\n");
  if (at_stake) {
    put(STDERR_FILENO,
        "ketway: a job may be left running, and may cost; `ketway jobs list --open` shows it, `ketway jobs resume` "
        "picks "
        "it up again\n");
  }
  if (document_is_due) {
    put(STDOUT_FILENO,
        "{\"error\": {\"code\": \"cancelled\", \"message\": \"interrupted\", \"backend\": null, \"retryable\": false, "
        "\"details\": {}}}\n");
  }
  _exit(static_cast<int>(exit_status::interrupted));
}

}  // namespace ketway::cli
