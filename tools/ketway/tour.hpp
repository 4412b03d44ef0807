#pragma once
// The steps of `ketway demo`: each says in plain words what it shows, what was called, and what came out.

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <nlohmann/json.hpp>
#include <string>

#include "ketway/backend.hpp"
#include "session.hpp"

namespace ketway::cli {

/// Prints one step after the other, or collects them for `--json`.
class tour {
 public:
  explicit tour(session& s) : session_(s) {}

  /// `words`: what it shows. `call`: what a program would write. `outcome`: what came out of it just now, lines.
  void step(const std::string& title, const std::string& words, const std::string& call, const std::string& outcome,
            bool as_expected);
  /// The last lines and the document.
  exit_status end(std::chrono::nanoseconds took);

  const terminal& out() const noexcept { return session_.out(); }
  boost::asio::io_context& io() { return session_.io(); }

 private:
  session& session_;
  nlohmann::ordered_json steps_ = nlohmann::ordered_json::array();
  bool all_well_ = true;
};

// Each runs on `local` and adds one step; a failure that is not part of the step is thrown as `exception`.
boost::asio::awaitable<void> show_bell(tour& t, const backend& local);
boost::asio::awaitable<void> show_bit_order(tour& t, const backend& local);
boost::asio::awaitable<void> show_teleportation(tour& t, const backend& local);
boost::asio::awaitable<void> show_probabilities(tour& t, const backend& local);
boost::asio::awaitable<void> show_sweep(tour& t, const backend& local);
boost::asio::awaitable<void> show_concurrency(tour& t, const backend& local);
boost::asio::awaitable<void> show_cancellation(tour& t, const backend& local);
boost::asio::awaitable<void> show_refusals(tour& t, const backend& local);

}  // namespace ketway::cli
