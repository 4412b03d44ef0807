#pragma once
// What the journal knows of a job that somebody may have to pay for: docs/journal.md. Plain values.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "ketway/error.hpp"

namespace ketway {

/// Where a journaled job is. A state never moves back: not to one of a lower number, and never out of an end.
enum class journal_state : std::uint8_t {
  intended = 0,   ///< on disk before its first byte left; what became of it only its owner knows
  unknown = 1,    ///< it may have been accepted: the answer was lost, and it has not been found yet
  accepted = 2,   ///< the provider's id is known
  running = 3,    ///< the provider has begun
  done = 4,       ///< ended; the results are in the journal where `job_record::stored` says so
  failed = 5,     ///< ended
  cancelled = 6,  ///< ended
  refused = 7,    ///< ended before it was a job: proved never accepted
};
/// The state in words: "accepted".
std::string_view to_string(journal_state s) noexcept;
constexpr bool is_end(journal_state s) noexcept { return s >= journal_state::done; }
/// Whether a job in `from` may be said to be in `to`.
constexpr bool may_follow(journal_state from, journal_state to) noexcept { return !is_end(from) && to > from; }

class job_record {
 public:
  job_record() = default;
  std::string token;    ///< the client token, 36 characters: the journal's key
  std::string backend;  ///< as a fleet opens it
  std::string plugin, plugin_version, device;
  std::string session;  ///< empty: none
  journal_state state = journal_state::intended;
  std::string id;                        ///< the provider's own; empty: not known
  std::string memo;                      ///< the plugin's own, bytes
  std::string provider_state;            ///< verbatim, as last seen
  std::string failure;                   ///< of a job that failed or was refused: the error as JSON; empty: none
  std::uint64_t created_ns = 0;          ///< unix clock
  std::uint64_t updated_ns = 0;          ///< unix clock
  std::uint64_t expires_ns = 0;          ///< unix clock: after it, it is not sent again; 0: never
  std::uint64_t shots = 0;               ///< per circuit and parameter set
  std::uint32_t num_results = 0;         ///< circuits, or parameter sets of one
  std::string name;                      ///< of the first circuit; may be empty
  bool stored = false;                   ///< the results are in the journal
  std::string owner;                     ///< who last had it in hand
  std::optional<double> reserved, cost;  ///< before and after; none: not known
  std::string unit;                      ///< of both: "USD", "credits", "seconds"; may be empty
  billing billed = billing::unknown;

  /// "ketway:<backend>/<id>", or "ketway:<backend>/token:<token>" while the id is not known.
  std::string uri() const;
};

/// Why a job that failed, was cancelled or was refused did so, as far as the journal knows: names the job, and says what was
/// billed.
error failure_of(const job_record& r);

/// Which jobs; what is not said does not matter.
class job_filter {
 public:
  enum class which : std::uint8_t { all, open, ended, owed };  ///< owed: open, or done and not yet stored
  job_filter() = default;
  job_filter& states(which w) { return which_ = w, *this; }
  job_filter& backend(std::string name) { return backend_ = std::move(name), *this; }
  job_filter& created_since(std::uint64_t unix_ns) { return since_ns_ = unix_ns, *this; }
  job_filter& limit(std::uint64_t n) { return limit_ = n, *this; }  ///< the newest; default: all of them

  which states() const noexcept { return which_; }
  const std::string& backend() const noexcept { return backend_; }
  std::uint64_t created_since() const noexcept { return since_ns_; }
  std::uint64_t limit() const noexcept { return limit_; }

 private:
  which which_ = which::all;
  std::string backend_;
  std::uint64_t since_ns_ = 0, limit_ = UINT64_MAX;
};
static_assert(!std::is_aggregate_v<job_filter>);

/// A bound on what may be spent in one unit. What is reserved counts as spent until it is settled.
class budget_limit {
 public:
  enum class span : std::uint8_t { job, day, ever };  ///< a day is one of UTC
  budget_limit(span over, double amount, std::string unit) : span_(over), amount_(amount), unit_(std::move(unit)) {}
  /// Only what this backend costs; default: all of them.
  budget_limit& backend(std::string name) { return backend_ = std::move(name), *this; }
  /// Only what jobs of this plugin cost; default: all of them.
  budget_limit& plugin(std::string id) { return plugin_ = std::move(id), *this; }

  span over() const noexcept { return span_; }
  double amount() const noexcept { return amount_; }
  const std::string& unit() const noexcept { return unit_; }
  const std::string& backend() const noexcept { return backend_; }
  const std::string& plugin() const noexcept { return plugin_; }
  /// Whether it has anything to say of a job there.
  bool concerns(const job_record& j) const {
    return (backend_.empty() || backend_ == j.backend) && (plugin_.empty() || plugin_ == j.plugin);
  }

 private:
  span span_;
  double amount_;
  std::string unit_, backend_, plugin_;
};

/// Sums over jobs; what is not known counts in `unknown`.
class spending {
 public:
  spending() = default;
  std::string backend, unit;
  double settled = 0, reserved = 0;               ///< reserved: of jobs whose cost is not known yet
  std::uint64_t jobs = 0, open = 0, unknown = 0;  ///< unknown: ended, and nobody knows what they cost
};

}  // namespace ketway
