#pragma once
// The runtime: the world that backends live in, the log, and what outlives any single backend.

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <type_traits>

#include "ketway/world.hpp"

namespace ketway {

enum class log_level : std::uint8_t { trace, debug, info, warn, error, off };
/// Any thread, several at once; must not throw and must not call back into Ketway.
using log_sink = std::function<void(log_level, std::string_view source, std::string_view text)>;

class settings {
 public:
  settings() = default;
  /// KETWAY_LOG_LEVEL (trace, debug, info, warn, error, off), KETWAY_IO_THREADS, KETWAY_COMPUTE_THREADS. A value that
  /// does not read is reported through the log and ignored.
  static settings from_environment();

  settings& io_threads(std::uint32_t n) { return io_threads_ = n, *this; }            ///< default 1
  settings& compute_threads(std::uint32_t n) { return compute_threads_ = n, *this; }  ///< default 0: one per core
  /// Default: what the environment says (HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE).
  settings& network(network_settings n) { return network_ = std::move(n), *this; }
  settings& level(log_level l) { return level_ = l, *this; }          ///< default warn
  settings& sink(log_sink s) { return sink_ = std::move(s), *this; }  ///< default: stderr
  std::uint32_t io_threads() const noexcept { return io_threads_; }
  std::uint32_t compute_threads() const noexcept { return compute_threads_; }
  const network_settings& network() const noexcept { return network_; }
  log_level level() const noexcept { return level_; }
  const log_sink& sink() const noexcept { return sink_; }

 private:
  std::uint32_t io_threads_ = 1, compute_threads_ = 0;
  log_level level_ = log_level::warn;
  log_sink sink_;
  network_settings network_ = network_settings::from_environment();
};
static_assert(!std::is_aggregate_v<settings>);

/// Its end cancels what is awaited on it: each call answers `cancelled`, within 5 s even where its plugin does not. Then
/// every plugin backend is asked to stop and is destroyed; one that never answers is left behind, on purpose. A runtime
/// with threads of its own waits for all that in its destructor; on the caller's executor it happens while that runs on.
/// Thread-safe.
class runtime {
 public:
  /// With threads of its own: for programs that have no event loop, and for several at once.
  explicit runtime(settings s = {});
  /// On the caller's executor: no thread hop between the caller and a backend. The caller runs it.
  explicit runtime(boost::asio::any_io_executor where, settings s = {});
  /// On a world of the caller's, which must outlive it: tests.
  explicit runtime(ketway::world& w, settings s = {});
  runtime(const runtime&) = delete;
  runtime& operator=(const runtime&) = delete;
  ~runtime();

  boost::asio::any_io_executor get_executor() const;
  ketway::world& world() const;
  void log(log_level level, std::string_view source, std::string_view text) const;

  class impl;  // private to sdk/src
  const std::shared_ptr<impl>& implementation() const noexcept { return impl_; }

 private:
  std::shared_ptr<impl> impl_;
};

}  // namespace ketway
