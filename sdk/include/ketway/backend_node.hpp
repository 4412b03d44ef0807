#pragma once
// What a backend is inside: one virtual call away from `ketway::backend`. Derive from it to make a decorator (recording,
// budget, failover) that is a backend again.

#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

#include "ketway/backend.hpp"

namespace ketway {

/// Thread-safe: every function may be called from any thread, many at once. The contracts are those of `backend`.
class backend_node {
 public:
  virtual ~backend_node() = default;
  virtual const std::string& name() const noexcept = 0;
  virtual ketway::device device() const = 0;
  virtual boost::asio::awaitable<expected<ketway::device>> refresh() = 0;
  /// Throws what `try_execute` returns.
  virtual boost::asio::awaitable<result> execute(circuit c, execute_options o) = 0;
  virtual boost::asio::awaitable<expected<result>> try_execute(circuit c, execute_options o) = 0;
  virtual boost::asio::awaitable<std::vector<expected<result>>> execute_batch(std::vector<circuit> all,
                                                                              execute_options o) = 0;
  virtual boost::asio::awaitable<std::vector<expected<result>>> sweep(circuit c, parameter_table table,
                                                                      execute_options o) = 0;
  virtual boost::asio::awaitable<expected<job>> submit(circuit c, execute_options o) = 0;
  virtual boost::asio::awaitable<expected<void>> validate(circuit c, execute_options o) = 0;
  /// These two: `unimplemented` unless overridden.
  virtual boost::asio::awaitable<expected<ketway::session>> session(session_options o);
  virtual expected<ketway::session> join_session(const std::string& id);
};

}  // namespace ketway
