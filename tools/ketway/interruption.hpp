#pragma once
// Ctrl-C: at once where nothing is lost by it, told to the event loop where work must be cancelled. A second one always
// ends the process at once, whatever it is doing.

namespace ketway::cli {

/// From now on Ctrl-C ends the process at once with status 130, a line on standard error and, with `json`, a document on
/// standard output.
void end_on_interrupt(bool json) noexcept;

/// The answer is now being written: no document may follow it.
void answer_has_begun() noexcept;

/// While one lives, the first Ctrl-C is told to whoever watches `descriptor()` and the second ends the process. At most
/// one at a time.
class interrupt_notice {
 public:
  interrupt_notice() noexcept;
  interrupt_notice(const interrupt_notice&) = delete;
  interrupt_notice& operator=(const interrupt_notice&) = delete;
  ~interrupt_notice();

  /// Readable once Ctrl-C has come; -1 where the system has no descriptor left, and then the first ends the process too.
  int descriptor() const noexcept { return read_; }

 private:
  int read_ = -1;
};

/// While one lives, the first Ctrl-C ends the process too: whoever would be told is busy, and only output is lost.
class interrupt_ends {
 public:
  interrupt_ends() noexcept;
  interrupt_ends(const interrupt_ends&) = delete;
  interrupt_ends& operator=(const interrupt_ends&) = delete;
  ~interrupt_ends();

 private:
  int told_;
};

/// While one lives with `yes`, an end at once also says how to find jobs that may be left at a provider. At most one.
class jobs_at_stake {
 public:
  explicit jobs_at_stake(bool yes) noexcept;
  jobs_at_stake(const jobs_at_stake&) = delete;
  jobs_at_stake& operator=(const jobs_at_stake&) = delete;
  ~jobs_at_stake();
};

/// Whether Ctrl-C has come while somebody was to be told.
bool interrupt_has_come() noexcept;

/// What the handler does, for whoever already knows. Async-signal-safe.
[[noreturn]] void end_interrupted() noexcept;

}  // namespace ketway::cli
