#pragma once
// One circuit on many backends at once, and what their answers have to do with each other.

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "ketway/backend.hpp"
#include "ketway/distribution.hpp"

namespace ketway {

/// One that takes part, under the name that the report gives it. One that could not be opened takes part with its error.
class contender {
 public:
  contender(ketway::backend where) : name_(where.name()), where_(std::move(where)) {}  // NOLINT: implicit by design
  contender(std::string name, expected<ketway::backend> where) : name_(std::move(name)), where_(std::move(where)) {}
  const std::string& name() const noexcept { return name_; }
  const expected<ketway::backend>& where() const noexcept { return where_; }

 private:
  std::string name_;
  expected<ketway::backend> where_;
};

/// A difference among several that were looked at together.
class judged_difference : public difference {
 public:
  judged_difference() = default;
  explicit judged_difference(const difference& d) : difference(d) {}
  double adjusted_p_value = 1;  ///< Holm's, over all of its kind in the report: the pairs, or all against the reference
  bool significant = false;     ///< the adjusted p-value is below the report's level
};

/// What one contender answered.
class compared {
 public:
  compared(std::string n, expected<result> o) : name(std::move(n)), outcome(std::move(o)) {}
  std::string name;
  expected<result> outcome;
  /// None: there is no reference, or one of both failed. The reference itself: no difference.
  std::optional<judged_difference> versus_reference;
};

class compared_pair {
 public:
  compared_pair(std::size_t i, std::size_t j, const difference& d) : a(i), b(j), how(d) {}
  std::size_t a, b;  ///< places in `comparison::backends`, a < b
  judged_difference how;
};

enum class reference_kind : std::uint8_t { none, ideal, backend };

/// The report. But for times, which the answers carry, the same answers give the same one, whatever the order they came in.
class comparison {
 public:
  comparison() = default;
  std::vector<compared> backends;    ///< in the order given
  std::vector<compared_pair> pairs;  ///< of those that have results, in the order given: 0-1, 0-2, 1-2 for three
  reference_kind reference = reference_kind::none;
  std::string reference_name;  ///< of the backend that is it, or that computed the ideal; empty: none
  double significance = 0.05;
  /// Places in `backends`; none: nobody of whom it is known. Of equal ones the first.
  /// Fastest: the shortest time from the call to the result, waiting in queues included.
  std::optional<std::size_t> fastest;
  /// The highest Hellinger fidelity to the reference, which takes no part itself unless it alone has a result.
  std::optional<std::size_t> most_faithful;
  /// The lowest cost that is known. Nothing at all is the lowest in every currency; beyond that, costs in several
  /// currencies are not compared and there is none.
  std::optional<std::size_t> cheapest;
  std::vector<std::string> notices;  ///< why there is no reference, and the like
};

class compare_options {
 public:
  compare_options() = default;
  /// The contender of that name is what the others are measured against.
  compare_options& reference(std::string name) { return reference_ = std::move(name), no_reference_ = false, *this; }
  compare_options& no_reference() { return reference_.clear(), no_reference_ = true, *this; }
  /// Default without a reference: ideal, that is exact probabilities, asked of this simulator, or else of the first
  /// contender that is a simulator, free, can give them, and names no error of its gates and measurements (one that is
  /// configured with noise names it). It is asked without plugin options. None such: `ideal_otherwise`, or no reference.
  compare_options& ideal(ketway::backend simulator) { return ideal_ = std::move(simulator), *this; }
  /// Asked for the ideal where no contender can give it.
  compare_options& ideal_otherwise(ketway::backend simulator) { return otherwise_ = std::move(simulator), *this; }
  /// Circuits of more qubits have no ideal; default 20.
  compare_options& ideal_limit(std::uint32_t qubits) { return ideal_limit_ = qubits, *this; }
  /// The level below which a difference is significant; default 0.05.
  compare_options& significance(double level) { return significance_ = level, *this; }
  /// How the intervals are made; each pair has a seed of its own made from this one's.
  compare_options& intervals(difference_options how) { return intervals_ = how, *this; }
  /// Each answer as it comes, not yet measured against anything. One call at a time, on the caller's executor. Must not
  /// throw.
  compare_options& on_arrival(std::function<void(const compared&)> see) { return on_arrival_ = std::move(see), *this; }

  const std::string& reference() const noexcept { return reference_; }  ///< empty: none was named
  bool wants_no_reference() const noexcept { return no_reference_; }
  const std::optional<ketway::backend>& ideal() const noexcept { return ideal_; }
  const std::optional<ketway::backend>& ideal_otherwise() const noexcept { return otherwise_; }
  std::uint32_t ideal_limit() const noexcept { return ideal_limit_; }
  double significance() const noexcept { return significance_; }
  const difference_options& intervals() const noexcept { return intervals_; }
  const std::function<void(const compared&)>& on_arrival() const noexcept { return on_arrival_; }

 private:
  std::string reference_;
  std::optional<ketway::backend> ideal_, otherwise_;
  std::function<void(const compared&)> on_arrival_;
  difference_options intervals_;
  double significance_ = 0.05;
  std::uint32_t ideal_limit_ = 20;
  bool no_reference_ = false;
};
static_assert(!std::is_aggregate_v<compare_options>);

/// Runs `c` on all of them at once, each with `options`, its deadline counted for each. One failure is an entry with its
/// error. With one seed, the same simulator behind two names gives the same sample twice, not two independent ones: leave
/// the seed out to test the simulator against itself.
///
/// A cancel reaches all that still run; each ends as `backend::try_execute` does. The report then holds what had come, and
/// the others as entries with `cancelled`: it is returned, not thrown away.
///
/// Computing the report takes a fraction of a second a pair at most for up to 2^20 outcomes, on the caller's executor, which
/// gets its turn between them. Any executor, any thread.
///
/// Errors: invalid_argument without contenders, for a reference that is none of them, and for a significance or confidence
/// outside of (0, 1). Nothing has been sent then.
boost::asio::awaitable<expected<comparison>> try_compare(circuit c, execute_options options, compare_options how,
                                                         std::vector<contender> contenders);
/// Throws `exception` with the same error.
boost::asio::awaitable<comparison> compare(circuit c, execute_options options, compare_options how,
                                           std::vector<contender> contenders);

/// compare(c, options, forte, local)
template <class... Backends>
  requires(sizeof...(Backends) > 0 && (std::is_convertible_v<Backends, backend> && ...))
boost::asio::awaitable<comparison> compare(circuit c, execute_options options, Backends... backends) {
  std::vector<contender> contenders;
  contenders.reserve(sizeof...(Backends));
  (contenders.emplace_back(std::move(backends)), ...);
  return compare(std::move(c), std::move(options), compare_options(), std::move(contenders));
}

}  // namespace ketway
