#pragma once
// What failed, for whom, and what may be done about it. Errors are values (`expected<T>`); the throwing forms of the
// API wrap the same value in `ketway::exception`.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "ketway/decision.hpp"

namespace ketway {

/// The same numbers as KW_* in ketway/plugin.h.
enum class errc : std::uint32_t {
  ok,
  cancelled,
  unknown,
  invalid_argument,
  deadline_exceeded,
  not_found,
  already_exists,
  permission_denied,
  resource_exhausted,
  failed_precondition,
  aborted,
  out_of_range,
  unimplemented,
  internal,
  unavailable,
  data_loss,
  unauthenticated,
};

/// The code in words, as `--json` prints it: "invalid_argument". Unknown numbers give "unknown".
std::string_view to_string(errc code) noexcept;

enum class billing : std::uint8_t { unknown, not_billed, billed };

/// What has become of the job that an error is about.
enum class job_fate : std::uint8_t {
  none,       ///< there is no job, or nothing is known of it
  may_run,    ///< its end was not seen: it may go on at the provider, and cost
  cancelled,  ///< the backend has confirmed it
  ended,      ///< in another way
};

/// The fate in words, as `--json` prints it: "may_run".
std::string_view to_string(job_fate fate) noexcept;

/// What a wish to cancel has come to.
enum class cancel_outcome : std::uint8_t {
  none,           ///< nobody wished it
  before_run,     ///< cancelled, and it had not begun
  while_running,  ///< cancelled after it had begun: a part may be billed
  too_late,       ///< it had ended by itself
  unsupported,    ///< the backend can't
  pending,        ///< the backend has taken note and not decided yet
  unanswered,     ///< the backend did not answer: it may or may not have been cancelled
};
/// The outcome in words: "before_run".
std::string_view to_string(cancel_outcome c) noexcept;

/// One place in a text, as a compiler names it. Line and column count from 1; a column counts bytes. 0: not known.
struct source_position {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

/// One finding of a reader or of validation.
struct diagnostic {
  enum class severity : std::uint8_t { error, warning, note };
  severity level = severity::error;
  source_position where;
  std::string message;  // what is wrong and what was expected

  /// "file:line:column: error: message"; parts that are not known are left out.
  std::string to_string() const;
};

/// The limit that a refused job would have passed, and by what; all in one unit.
class overspending {
 public:
  overspending() = default;
  double limit = 0;
  double spent = 0, reserved = 0;  ///< by jobs before it
  double asked = 0;                ///< by this one
  std::string unit;
  double sum() const noexcept { return spent + reserved + asked; }
};

/// A failure. A small value (24 bytes): copies share their texts until one is changed. Not thread-safe for writing.
class error {
 public:
  error() = default;
  error(errc code, std::string message) : code_(code), texts_(std::make_shared<texts>()) {
    texts_->message = std::move(message);
  }

  errc code() const noexcept { return code_; }
  const std::string& message() const noexcept { return read().message; }
  const std::string& backend() const noexcept { return read().backend; }  ///< empty: no backend is concerned
  const std::string& provider_code() const noexcept { return read().provider_code; }  ///< verbatim
  const std::string& request_id() const noexcept { return read().request_id; }        ///< verbatim
  const std::string& job_uri() const noexcept { return read().job_uri; }              ///< empty: there is no job
  const std::string& advice() const noexcept { return read().advice; }                ///< what to do, one sentence
  /// Of a job that a budget has refused; none: no budget is concerned.
  const std::optional<ketway::overspending>& overspending() const noexcept { return read().overspent; }
  const std::vector<diagnostic>& diagnostics() const noexcept { return read().diagnostics; }
  /// What a set of backends tried before it failed; empty: there was none.
  const decision_log& decisions() const noexcept {
    static const decision_log none;
    const auto& all = read().decisions;
    return all ? *all : none;
  }
  bool retryable() const noexcept { return retryable_; }
  bool maybe_executed() const noexcept { return maybe_executed_; }  ///< the provider may have acted on the call
  bool needs_user() const noexcept { return needs_user_; }
  /// What is wrong was set on this machine (a credential, a file, a setting), and was found before anything was sent.
  bool misconfigured() const noexcept { return misconfigured_; }
  /// Nobody was reached: no address for the name, no route, no connection. Whose fault that is, this does not say.
  bool unreachable() const noexcept { return unreachable_; }
  billing billed() const noexcept { return billed_; }
  job_fate fate() const noexcept { return fate_; }
  /// What the host's own wish to cancel the job has come to, where the call was stopped.
  cancel_outcome cancellation() const noexcept { return cancellation_; }
  std::chrono::nanoseconds retry_after() const noexcept { return read().retry_after; }  ///< 0: no advice
  std::uint32_t http_status() const noexcept { return read().http_status; }             ///< 0: none

  error& backend(std::string name) { return write().backend = std::move(name), *this; }
  error& provider_code(std::string code) { return write().provider_code = std::move(code), *this; }
  error& request_id(std::string id) { return write().request_id = std::move(id), *this; }
  error& job_uri(std::string uri) { return write().job_uri = std::move(uri), *this; }
  error& advice(std::string text) { return write().advice = std::move(text), *this; }
  error& overspending(ketway::overspending o) { return write().overspent.emplace(std::move(o)), *this; }
  error& diagnostics(std::vector<diagnostic> list) { return write().diagnostics = std::move(list), *this; }
  error& decisions(std::shared_ptr<const decision_log> all) { return write().decisions = std::move(all), *this; }
  error& retryable(bool yes) noexcept { return retryable_ = yes, *this; }
  error& maybe_executed(bool yes) noexcept { return maybe_executed_ = yes, *this; }
  error& needs_user(bool yes) noexcept { return needs_user_ = yes, *this; }
  error& misconfigured(bool yes) noexcept { return misconfigured_ = yes, *this; }
  error& unreachable(bool yes) noexcept { return unreachable_ = yes, *this; }
  error& billed(billing b) noexcept { return billed_ = b, *this; }
  error& fate(job_fate f) noexcept { return fate_ = f, *this; }
  error& cancellation(cancel_outcome c) noexcept { return cancellation_ = c, *this; }
  error& retry_after(std::chrono::nanoseconds t) { return write().retry_after = t, *this; }
  error& http_status(std::uint32_t s) { return write().http_status = s, *this; }

  /// One line for a person: backend, message, code, advice.
  std::string to_string() const;

 private:
  struct texts {
    std::string message, backend, provider_code, request_id, job_uri, advice;
    std::vector<diagnostic> diagnostics;
    std::optional<ketway::overspending> overspent;
    std::shared_ptr<const decision_log> decisions;
    std::chrono::nanoseconds retry_after{0};
    std::uint32_t http_status = 0;
  };
  const texts& read() const noexcept {
    static const texts none;
    return texts_ ? *texts_ : none;
  }
  texts& write() {
    if (!texts_)
      texts_ = std::make_shared<texts>();
    else if (texts_.use_count() > 1)
      texts_ = std::make_shared<texts>(*texts_);
    else
      std::atomic_thread_fence(std::memory_order_acquire);  // another copy's last reader may just have ended
    return *texts_;
  }

  errc code_ = errc::unknown;
  bool retryable_ : 1 = false;
  bool maybe_executed_ : 1 = false;
  bool needs_user_ : 1 = false;
  bool misconfigured_ : 1 = false;
  bool unreachable_ : 1 = false;
  billing billed_ = billing::unknown;
  job_fate fate_ = job_fate::none;
  cancel_outcome cancellation_ = cancel_outcome::none;
  std::shared_ptr<texts> texts_;
};
static_assert(!std::is_aggregate_v<error> && sizeof(error) == 24);

/// Thrown by the throwing forms; `what()` is `error().to_string()`.
class exception : public std::runtime_error {
 public:
  explicit exception(ketway::error e) : std::runtime_error(e.to_string()), error_(std::move(e)) {}
  const ketway::error& error() const noexcept { return error_; }

 private:
  ketway::error error_;
};

/// A value or an error. `value()` throws `exception` when there is none.
template <class T>
class [[nodiscard]] expected {
 public:
  using value_type = T;
  /// An error with code `unknown`: what Asio's future and coroutine adaptors hand along beside an exception.
  expected() : state_(std::in_place_index<1>) {}
  expected(T value) : state_(std::in_place_index<0>, std::move(value)) {}                  // NOLINT: implicit by design
  expected(ketway::error failure) : state_(std::in_place_index<1>, std::move(failure)) {}  // NOLINT

  bool has_value() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }
  T& value() & { return check(), *std::get_if<0>(&state_); }
  const T& value() const& { return check(), *std::get_if<0>(&state_); }
  T&& value() && { return check(), std::move(*std::get_if<0>(&state_)); }
  T& operator*() & noexcept { return *std::get_if<0>(&state_); }  ///< undefined without a value
  const T& operator*() const& noexcept { return *std::get_if<0>(&state_); }
  T&& operator*() && noexcept { return std::move(*std::get_if<0>(&state_)); }
  T* operator->() noexcept { return std::get_if<0>(&state_); }
  const T* operator->() const noexcept { return std::get_if<0>(&state_); }
  ketway::error& error() & noexcept { return *std::get_if<1>(&state_); }  ///< undefined with a value
  const ketway::error& error() const& noexcept { return *std::get_if<1>(&state_); }
  ketway::error&& error() && noexcept { return std::move(*std::get_if<1>(&state_)); }

 private:
  void check() const {
    if (!has_value()) throw exception(*std::get_if<1>(&state_));
  }
  std::variant<T, ketway::error> state_;
};

template <>
class [[nodiscard]] expected<void> {
 public:
  using value_type = void;
  expected() = default;
  expected(ketway::error failure) : error_(std::move(failure)), failed_(true) {}  // NOLINT: implicit by design
  bool has_value() const noexcept { return !failed_; }
  explicit operator bool() const noexcept { return has_value(); }
  void value() const {
    if (failed_) throw exception(error_);
  }
  ketway::error& error() & noexcept { return error_; }
  const ketway::error& error() const& noexcept { return error_; }
  ketway::error&& error() && noexcept { return std::move(error_); }

 private:
  ketway::error error_;
  bool failed_ = false;
};

}  // namespace ketway
