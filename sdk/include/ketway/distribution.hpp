#pragma once
// How far two distributions of outcomes lie apart, and whether that is more than chance. Everything here is pure: no clock,
// no thread, no I/O; the same arguments give the same numbers, and none of them is ever NaN. Free functions and const
// members may be called by several threads at once. docs/comparison.md says the same at length.

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "ketway/error.hpp"
#include "ketway/result.hpp"

namespace ketway {

/// Outcomes with their counts (a sample) or with exact probabilities. A value. Default-constructed: empty.
class distribution {
 public:
  distribution() = default;
  /// The counts; the probabilities where shots were 0, and where the counts were rounded from probabilities that are no
  /// multiples of 1/shots, so that nothing was sampled. Throws std::bad_alloc.
  static distribution of(const result& r);
  /// Zeros are left out. Errors: invalid_argument where keys differ in length or the sum exceeds 2^53.
  static expected<distribution> of_counts(const std::map<std::string, std::uint64_t>& counts);
  /// Scaled to the sum 1; what is under 1e-12 is left out. Errors: invalid_argument where keys differ in length, a
  /// probability is negative or not finite, or all are zero and there is one.
  static expected<distribution> of_probabilities(const std::map<std::string, double>& probabilities);

  bool empty() const noexcept { return weights_.empty(); }
  bool exact() const noexcept { return shots_ == 0; }      ///< probabilities; also where it is empty
  std::uint64_t shots() const noexcept { return shots_; }  ///< 0: exact
  std::size_t size() const noexcept { return weights_.size(); }
  /// Outcome number i in order of the keys.
  std::string_view key(std::size_t i) const noexcept { return std::string_view(keys_).substr(i * length_, length_); }
  /// Its count, or its probability where exact.
  double weight(std::size_t i) const noexcept { return weights_[i]; }
  double probability(std::size_t i) const noexcept { return weights_[i] / total_; }

 private:
  void add(std::string_view key, double weight);
  std::string keys_;  // one behind the other, all of one length
  std::vector<double> weights_;
  std::size_t length_ = 0;
  std::uint64_t shots_ = 0;
  double total_ = 1;
};

// The three measures, each in [0, 1]. p and q are relative frequencies or probabilities; an outcome that only one of the two
// has counts with 0 on the other side. Of two empty ones: as of equal ones; of one: as of disjoint ones.

/// 1/2 sum |p - q|: the most by which the probability of any event differs.
double total_variation(const distribution& a, const distribution& b);
/// (sum sqrt(p q))^2, which is (1 - H^2)^2 for the Hellinger distance H; 1 for equal ones. The definition that Qiskit's
/// `hellinger_fidelity` uses.
double hellinger_fidelity(const distribution& a, const distribution& b);
/// The divergence (not its square root, the distance) to base 2, in bits: (KL(p|m) + KL(q|m)) / 2 with m = (p + q) / 2.
/// J. Lin, IEEE Trans. Inf. Theory 37 (1991) 145.
double jensen_shannon(const distribution& a, const distribution& b);

/// What a G-test found.
class g_test {
 public:
  g_test() = default;
  double statistic = 0;                  ///< G; infinity where the exact one rules out what the sample has
  std::uint64_t degrees_of_freedom = 0;  ///< 0: too few shots or outcomes to tell anything; the p-value is 1 then
  /// How often chance alone gives a difference like this one or a larger one.
  double p_value = 1;
};

/// Whether two distributions may be the same.
///
/// Two samples: the likelihood ratio test of homogeneity on the table 2 x k, G = 2 sum O ln(O/E) with k - 1 degrees of
/// freedom. A sample and exact probabilities: goodness of fit, the same G over the sample alone, k - 1 degrees of freedom; a
/// sample that has an outcome without probability (under 1e-12) refutes them: p-value 0. (R. Sokal, F. Rohlf, Biometry,
/// chapter 17.) Outcomes of which fewer than 5 are expected in either sample are put together with their neighbours
/// in order of the keys until 5 are (the usual bound: W. Cochran, Biometrics 10 (1954) 417); k counts what is left. The
/// grouping looks at both samples' sum alone, so that it does not favour a difference. G is divided by Williams' factor
/// before the p-value is taken from the upper tail of chi-squared, or few shots would look significant too often
/// (D. Williams, Biometrika 63 (1976) 33).
///
/// Two exact ones: nothing was sampled; p-value 1 where the total variation is below 1e-6, else 0. With an empty one: 1.
g_test test_same(const distribution& a, const distribution& b);

/// Each p-value corrected for there being several tests: a comparison with one of these is right for all of them together.
/// In the order given; NaN counts as 1. S. Holm, Scand. J. Statist. 6 (1979) 65.
std::vector<double> holm(std::span<const double> p_values);

class interval {
 public:
  interval(double l, double h) : low(l), high(h) {}
  double low, high;
};

class difference_options {
 public:
  difference_options() = default;
  /// How many times each sample is drawn again; default 1000. 0: no intervals.
  difference_options& resamples(std::uint32_t n) { return resamples_ = n, *this; }
  /// Of the intervals; default 0.95. Outside of (0, 1): no intervals.
  difference_options& confidence(double share) { return confidence_ = share, *this; }
  difference_options& seed(std::uint64_t s) { return seed_ = s, *this; }  ///< default 1
  /// Draws and outcomes that the intervals may take, about 10 ns each; default 2^25. There are fewer resamples where these
  /// do not suffice, and no intervals where not even 100 fit.
  difference_options& max_work(std::uint64_t n) { return max_work_ = n, *this; }

  std::uint32_t resamples() const noexcept { return resamples_; }
  double confidence() const noexcept { return confidence_; }
  std::uint64_t seed() const noexcept { return seed_; }
  std::uint64_t max_work() const noexcept { return max_work_; }

 private:
  std::uint32_t resamples_ = 1000;
  double confidence_ = 0.95;
  std::uint64_t seed_ = 1, max_work_ = 1ULL << 25;
};
static_assert(!std::is_aggregate_v<difference_options>);

/// All of it about two distributions.
class difference {
 public:
  difference() = default;
  double total_variation = 0, hellinger_fidelity = 1, jensen_shannon = 0;
  g_test test;
  /// Percentile bootstrap (B. Efron, R. Tibshirani, An Introduction to the Bootstrap, chapter 13): each sample is drawn
  /// again from its own frequencies, exact ones stay. Widened to hold the value itself, which frequencies of few shots lie
  /// beside: drawn again they differ more than the distributions behind them do, so near equality the intervals of
  /// distances lie high and those of the fidelity low. None: not asked for, an empty one, or too many outcomes.
  std::optional<interval> total_variation_interval, hellinger_fidelity_interval, jensen_shannon_interval;
};

/// The measures, the test and the intervals. Time grows with the outcomes of both (about 0.1 us each), plus what `max_work`
/// allows. Throws std::bad_alloc.
difference differ(const distribution& a, const distribution& b, const difference_options& options = {});

}  // namespace ketway
