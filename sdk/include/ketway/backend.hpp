#pragma once
// The one noun: something that runs circuits. A cheap handle; copies name the same backend. Decorators (failover,
// budget, recording) are backends again, made from a `backend_node` of their own.

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ketway/circuit.hpp"
#include "ketway/device.hpp"
#include "ketway/error.hpp"
#include "ketway/estimate.hpp"
#include "ketway/job.hpp"
#include "ketway/options.hpp"
#include "ketway/result.hpp"
#include "ketway/session.hpp"

namespace ketway {

/// Values for the symbolic parameters of one circuit, one row a run.
class parameter_table {
 public:
  explicit parameter_table(std::vector<std::string> names) : names_(std::move(names)) {}
  /// `values` in the order of the names; another number of them gives exception(invalid_argument).
  parameter_table& row(std::vector<double> values);
  const std::vector<std::string>& names() const noexcept { return names_; }
  const std::vector<std::vector<double>>& rows() const noexcept { return rows_; }

 private:
  std::vector<std::string> names_;
  std::vector<std::vector<double>> rows_;
};

/// Every call may be made from any executor and any thread, many at once; it completes on the caller's executor and never
/// blocks it. Every call honours its own deadline and the caller's cancellation slot, whatever kind comes through it
/// (co_spawn lets only terminal cancellation through, unless the coroutine resets its cancellation state); both reach
/// the plugin.
/// The throwing forms throw `exception` with the same error that the try_ forms return.
///
/// Errors of all: invalid_argument (the circuit does not fit the device: every reason in the message, nothing sent),
/// failed_precondition (a parameter without a value), deadline_exceeded, cancelled, and what the backend reports.
class backend {
 public:
  const std::string& name() const noexcept;
  /// As last seen; `refresh` asks again.
  ketway::device device() const;
  boost::asio::awaitable<expected<ketway::device>> refresh() const;

  /// Runs one circuit to its result. A circuit without any measurement is measured on all qubits at the end, into a
  /// register `meas`, with a notice in the result.
  boost::asio::awaitable<result> execute(circuit c, execute_options o = {}) const;
  boost::asio::awaitable<expected<result>> try_execute(circuit c, execute_options o = {}) const;
  /// Many circuits in as few submissions as the device allows. One entry a circuit, in order; one failure is an entry.
  boost::asio::awaitable<std::vector<expected<result>>> execute_batch(std::vector<circuit> all,
                                                                      execute_options o = {}) const;
  /// One circuit with every row of `table`. One entry a row, in order.
  boost::asio::awaitable<std::vector<expected<result>>> sweep(circuit c, parameter_table table,
                                                              execute_options o = {}) const;
  /// Hands the circuit over and returns as soon as the backend has accepted it.
  boost::asio::awaitable<job> submit(circuit c, execute_options o = {}) const;
  boost::asio::awaitable<expected<job>> try_submit(circuit c, execute_options o = {}) const;
  /// Opens a session on this device. Errors: unimplemented where the provider has none; those of the backend, with
  /// maybe_executed where a session may have been opened all the same.
  boost::asio::awaitable<ketway::session> session(session_options o = {}) const;
  boost::asio::awaitable<expected<ketway::session>> try_session(session_options o = {}) const;
  /// One that is open already, by its id. It is not asked for here, and not closed when the last handle goes.
  /// Throws exception(unimplemented) on a decorator that has none; where the provider has none, its calls say so.
  ketway::session join_session(const std::string& id) const;
  /// A job of this backend, as the journal has it: `runtime::attach` is the usual way. Asks nobody. Errors:
  /// failed_precondition where it cannot be one of its; unimplemented for a decorator.
  expected<job> adopt(const class job_record& r) const;
  /// Errors: invalid_argument with every reason. Sends nothing that costs.
  boost::asio::awaitable<expected<void>> validate(circuit c, execute_options o = {}) const;

  /// What it would cost and how long it would take, each as far as it is known: the plugin's word, else that of the device's
  /// price list (`listed_price`). Made ready as for `validate`, and as much is sent: nothing that costs. At most 30 s.
  /// Errors: as `validate`; unimplemented on a decorator that has none; those of the backend.
  boost::asio::awaitable<expected<cost_estimate>> estimate(circuit c, execute_options o = {}) const;

  backend() = default;  ///< names no backend; may only be assigned to
  explicit backend(std::shared_ptr<class backend_node> node) : node_(std::move(node)) {}
  /// For decorators. Null: it names none.
  const std::shared_ptr<class backend_node>& node() const noexcept { return node_; }

 private:
  std::shared_ptr<backend_node> node_;
};

}  // namespace ketway
