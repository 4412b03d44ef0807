#pragma once
// The runtime: the world that backends live in, the log, and what outlives any single backend.

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "ketway/error.hpp"
#include "ketway/estimate.hpp"
#include "ketway/job.hpp"
#include "ketway/journal.hpp"
#include "ketway/journal_store.hpp"
#include "ketway/world.hpp"

namespace ketway {

enum class log_level : std::uint8_t { trace, debug, info, warn, error, off };
/// Any thread, several at once; must not throw and must not call back into Ketway.
using log_sink = std::function<void(log_level, std::string_view source, std::string_view text)>;

class settings {
 public:
  settings() = default;
  /// The journal in the state folder ($KETWAY_STATE_DIR, else $XDG_STATE_HOME/ketway, else ~/.local/state/ketway);
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
  /// Where jobs that may cost are written down before they are sent: `journal_in_folder`, `journal_in_postgres`, or one's
  /// own; nullptr: nowhere. Opened when it is first needed. Default: the state folder, as from_environment; in a runtime
  /// on a world of the caller's nowhere.
  settings& journal(journal_opener o) { return journal_ = std::move(o), *this; }
  log_level level() const noexcept { return level_; }
  const log_sink& sink() const noexcept { return sink_; }
  /// None: the default.
  const std::optional<journal_opener>& journal() const noexcept { return journal_; }

 private:
  std::uint32_t io_threads_ = 1, compute_threads_ = 0;
  log_level level_ = log_level::warn;
  log_sink sink_;
  network_settings network_ = network_settings::from_environment();
  std::optional<journal_opener> journal_;
};
static_assert(!std::is_aggregate_v<settings>);

/// What `runtime::resume` has found.
class resume_report {
 public:
  resume_report() = default;
  std::vector<job> jobs;        ///< owed, and now in this process's hand: they are seen to their end by `job::results`
  std::uint64_t elsewhere = 0;  ///< in the hand of other processes that live, or of a call of this one that submits it
  std::uint64_t settled = 0;    ///< of `jobs`: it was not known whether they were accepted, and now it is
  std::vector<ketway::error>
      failures;  ///< a job each that could not be settled or whose backend could not be opened; each
                 ///< names its uri; it stays owed
  std::vector<ketway::error> refused;  ///< a job each that is proved never to have been accepted and will not be sent
};

/// How a job is forgotten, where more is to be said than that.
class forget_options {
 public:
  forget_options() = default;
  /// Also one that has not ended: the caller gives it up. It may run all the same, and cost.
  forget_options& lost(bool on = true) { return lost_ = on, *this; }
  /// What it has cost, in the unit of its reservation, where the journal does not know: settles that. Default: what was
  /// reserved stays counted.
  forget_options& cost(double amount) { return cost_ = amount, *this; }
  bool lost() const noexcept { return lost_; }
  const std::optional<double>& cost() const noexcept { return cost_; }

 private:
  bool lost_ = false;
  std::optional<double> cost_;
};
static_assert(!std::is_aggregate_v<forget_options>);

class backend_resolver;

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

  // Each of these honours the caller's cancellation slot and completes on the caller's executor. Errors of all:
  // failed_precondition where this runtime has no journal; those of the journal (`journal_store`).

  /// The journal's jobs, the newest first.
  boost::asio::awaitable<expected<std::vector<job_record>>> jobs(job_filter f = {}) const;
  /// One of them. `name`: its uri, its token, or the provider's id where that is one backend's only. Errors: not_found;
  /// invalid_argument where several have that id, with their uris.
  boost::asio::awaitable<expected<job_record>> find_job(std::string name) const;
  /// A handle on a job, whoever submitted it. One whose results are in the journal needs no backend. Errors: as find_job;
  /// not_found where nothing resolves its backend (`discover` sets that up); those of opening it.
  boost::asio::awaitable<expected<job>> try_attach(std::string name) const;
  boost::asio::awaitable<job> attach(std::string name) const;
  /// Takes in hand all that is owed and that no living process has in hand: what was accepted is given as jobs; what may
  /// have been is looked for by its token, adopted where it is there, and sent where it is proved absent and its deadline
  /// has not passed. Takes at most `deadline` (default 2 min); what is not settled by then stays owed.
  boost::asio::awaitable<expected<resume_report>> resume(
      std::chrono::nanoseconds deadline = std::chrono::minutes(2)) const;
  /// Takes an ended job out of the journal, with its results; what it has cost stays counted. Errors: as find_job;
  /// failed_precondition for one that has not ended and is not called lost, or that a call of this process is submitting;
  /// aborted for one that has not ended and that another process has in hand; invalid_argument for a cost that is negative,
  /// not finite, or known already.
  boost::asio::awaitable<expected<void>> forget_job(std::string name, forget_options o = {}) const;
  /// Sums by backend and unit over jobs created since then (unix clock).
  boost::asio::awaitable<expected<std::vector<spending>>> spent(std::uint64_t since_ns) const;
  /// Holds for every submission from now on, in every process that says the same. Replaces what was said before.
  void limit_spending(std::vector<budget_limit> limits, exchange_rates rates = {}) const;
  /// Who opens backends by name for `attach` and `resume`; the last one said. `discover` says it.
  void resolve_with(std::weak_ptr<backend_resolver> r) const;

  class impl;  // private to sdk/src
  const std::shared_ptr<impl>& implementation() const noexcept { return impl_; }

 private:
  std::shared_ptr<impl> impl_;
};

}  // namespace ketway
