#pragma once
// What a job is inside: one virtual call away from `ketway::job`. A decorator whose jobs are its own derives from it.

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "ketway/job.hpp"

namespace ketway {

/// Thread-safe: every function may be called from any thread, several at once. The contracts are those of `job`.
class job_node {
 public:
  virtual ~job_node() = default;
  virtual const std::string& id() const noexcept = 0;
  virtual const std::string& uri() const noexcept = 0;
  virtual const std::string& backend() const noexcept = 0;
  virtual boost::asio::awaitable<expected<job_status>> try_status() = 0;
  virtual boost::asio::awaitable<expected<std::vector<expected<result>>>> try_results(
      std::optional<std::chrono::nanoseconds> deadline) = 0;
  virtual boost::asio::awaitable<expected<job_status>> try_cancel() = 0;
  /// Finds out whether it was accepted, where that is not known, and sends it where it is proved that it was not and may
  /// be. Nothing to do unless overridden. Errors: as of `runtime::resume`.
  virtual boost::asio::awaitable<expected<void>> settle(std::chrono::nanoseconds deadline);
};

}  // namespace ketway
