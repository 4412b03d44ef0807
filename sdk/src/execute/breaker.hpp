#pragma once
// One circuit breaker: pure, over times that it is told (ns, of one clock that never goes back). Not thread-safe.

#include <array>
#include <cstdint>
#include <optional>

#include "ketway/breaker.hpp"

namespace ketway {

class breaker {
 public:
  /// Leave for one call; to be reported once.
  class ticket {
   public:
    enum class kind : std::uint8_t { usual, trial, insisted };
    ticket(kind k, std::uint64_t era, std::uint64_t n = 0) : what(k), trial(n), of_era(era) {}
    kind what;
    std::uint64_t trial;   // which one; 0: none
    std::uint64_t of_era;  // what was let through before the state changed says nothing of the new state
  };
  enum class outcome : std::uint8_t { success, failure, neither };

  explicit breaker(const breaker_settings& s) : settings_(s) {}

  /// None: it is open, or half open and somebody tries already, not longer than it would be open at most: a trial may be a job
  /// that waits in a queue for hours.
  std::optional<ticket> admit(std::uint64_t now);
  bool would_admit(std::uint64_t now) const noexcept;
  /// For the last candidate, whatever the state.
  ticket insist(std::uint64_t now);
  /// `began` is when the call was let through.
  void report(const ticket& t, outcome how, std::uint64_t began, std::uint64_t now);
  /// The failure reported at `at` was not this backend's.
  void forgive(std::uint64_t at, std::uint64_t now);
  /// It was, after all.
  void blame(std::uint64_t at, std::uint64_t now);

  breaker_state state(std::uint64_t now) const noexcept;
  std::uint64_t open_until() const noexcept { return open_ ? until_ : 0; }
  std::uint32_t failures_in_row() const noexcept { return row_; }
  std::uint32_t openings() const noexcept { return openings_; }

 private:
  static constexpr std::size_t parts = 10;
  struct part {
    std::uint64_t number = 0;  // time / length of a part
    std::uint32_t calls = 0, failures = 0;
  };
  std::uint64_t part_ns() const noexcept;
  part& part_at(std::uint64_t at);
  bool too_many(std::uint64_t now) const;
  void count(bool failed, std::uint64_t at, std::uint64_t now);
  void open(std::uint64_t now, bool after_trial);
  void close(std::uint64_t now);
  void clear_window();

  breaker_settings settings_;
  std::array<part, parts> window_{};
  std::uint32_t row_ = 0, openings_ = 0;
  std::uint64_t row_began_ = 0;  // the last success
  bool open_ = false, reopened_ = false;
  std::uint64_t opened_at_ = 0, until_ = 0, closed_at_ = 0, era_ = 0;
  std::uint64_t trial_out_ = 0, trials_ = 0, tried_at_ = 0;  // the trial that is out, or 0; all there were; its begin
  std::array<part, parts> before_{};  // the window and the row that opened it, should they be forgiven
  std::uint32_t row_before_ = 0;
};

}  // namespace ketway
