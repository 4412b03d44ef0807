#pragma once
// Reserved time on a device, or jobs that are kept together: docs/sessions.md. Only some providers have sessions.

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "ketway/error.hpp"

namespace ketway {

class backend;

enum class session_mode : std::uint8_t {
  batch,      ///< jobs are kept together; only what runs is billed
  dedicated,  ///< the device is ours; its time is billed, used or not
};
enum class session_state : std::uint8_t { unknown, open, closing, closed };
std::string_view to_string(session_state s) noexcept;

class session_options {
 public:
  session_options() = default;
  session_options& mode(session_mode m) { return mode_ = m, *this; }
  /// None: the provider's own limit.
  session_options& max_time(std::chrono::nanoseconds t) { return max_time_ = t, *this; }
  /// It stays open when the last handle goes, for another process to join; by default it is closed then.
  session_options& keep_open(bool yes) { return keep_open_ = yes, *this; }

  session_mode mode() const noexcept { return mode_; }
  std::optional<std::chrono::nanoseconds> max_time() const noexcept { return max_time_; }
  bool keep_open() const noexcept { return keep_open_; }

 private:
  session_mode mode_ = session_mode::batch;
  std::optional<std::chrono::nanoseconds> max_time_;
  bool keep_open_ = false;
};
static_assert(!std::is_aggregate_v<session_options>);

class session_status {
 public:
  session_status() = default;
  session_state state = session_state::unknown;
  std::optional<std::chrono::system_clock::time_point> expires;  ///< may move with use
};

/// A cheap handle: copies, and the backends made from it, name the same session. When the last of them is gone, a session
/// that was opened here is closed (in the background, at most 4 s; the jobs that it has still run), unless `keep_open`
/// was said. Thread-safe. Every call takes at most 30 s, honours the caller's cancellation slot, and completes on
/// the caller's executor.
class session {
 public:
  /// The provider's own; `backend::join_session` takes it, in any process.
  const std::string& id() const noexcept;
  /// The same device; what is submitted through it joins the session. Its errors are failed_precondition once that is over.
  ketway::backend backend() const;
  /// Errors: those of the backend.
  boost::asio::awaitable<session_status> status() const;
  boost::asio::awaitable<expected<session_status>> try_status() const;
  /// No more jobs; what was accepted still runs. Of a closed one: its state.
  boost::asio::awaitable<session_status> close() const;
  boost::asio::awaitable<expected<session_status>> try_close() const;

  session() = default;  ///< names no session; may only be assigned to
  class state;          // private to sdk/src/execute
  explicit session(std::shared_ptr<state> s) : state_(std::move(s)) {}

 private:
  std::shared_ptr<state> state_;
};

}  // namespace ketway
