#include "interruption.hpp"

#include <unistd.h>

#include <csignal>
#include <string_view>

#include "exit_status.hpp"

namespace ketway::cli {
namespace {

volatile std::sig_atomic_t as_json = 0;

// Nothing can be done about a failure inside a signal handler.
void put(int descriptor, std::string_view text) noexcept {
  const ssize_t ignored = ::write(descriptor, text.data(), text.size());
  static_cast<void>(ignored);
}

// A process that was forked from this one ends in silence: the answer is this one's.
pid_t own_process = 0;

extern "C" void ketway_on_interrupt(int) {
  if (getpid() != own_process) _exit(static_cast<int>(exit_status::interrupted));
  end_interrupted(as_json != 0);
}

}  // namespace

void end_on_interrupt(bool json) noexcept {
  as_json = json ? 1 : 0;
  own_process = getpid();
  struct sigaction how {};
  how.sa_handler = ketway_on_interrupt;
  sigaction(SIGINT, &how, nullptr);
}

void end_interrupted(bool json) noexcept {
  put(STDERR_FILENO, "\nketway: interrupted\n");
  if (json) {
    put(STDOUT_FILENO,
        "{\"error\": {\"code\": \"cancelled\", \"message\": \"interrupted\", \"backend\": null, \"retryable\": false, "
        "\"details\": {}}}\n");
  }
  _exit(static_cast<int>(exit_status::interrupted));
}

}  // namespace ketway::cli
