#pragma once
// What a backend is inside: one virtual call away from `ketway::backend`. Derive from it to make a decorator (recording,
// budget, failover) that is a backend again.

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>
#include <vector>

#include "ketway/backend.hpp"
#include "ketway/journal.hpp"
#include "ketway/runtime.hpp"

namespace ketway {

/// Thread-safe: every function may be called from any thread, many at once. The contracts are those of `backend`.
class backend_node {
 public:
  virtual ~backend_node() = default;
  virtual const std::string& name() const noexcept = 0;
  virtual ketway::device device() const = 0;
  /// The runtime that it lives in: whose clock, breakers and log it shares. A decorator's is that of what it wraps. Null
  /// unless overridden; then it can be part of no set.
  virtual std::shared_ptr<runtime::impl> home() const { return nullptr; }
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
  /// A job of this backend, as the journal has it. Asks nobody. Errors: failed_precondition where it cannot be one of its.
  virtual expected<job> adopt(const job_record& r);
  /// These three: `unimplemented` unless overridden.
  virtual boost::asio::awaitable<expected<cost_estimate>> estimate(circuit c, execute_options o);
  virtual boost::asio::awaitable<expected<ketway::session>> session(session_options o);
  virtual expected<ketway::session> join_session(const std::string& id);
};

}  // namespace ketway
