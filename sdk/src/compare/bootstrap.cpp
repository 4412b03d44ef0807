// Percentile intervals from samples that are drawn again. The generator's and Boost's numbers are the same everywhere, so
// a seed gives the same intervals on every machine.
#include <algorithm>
#include <boost/random/binomial_distribution.hpp>
#include <cmath>
#include <random>

#include "compare/paired.hpp"

namespace ketway::comparing {
namespace {

constexpr std::uint64_t fewest = 100;        // resamples under which no percentile is worth much
constexpr std::uint64_t binomial_cost = 16;  // of one, in draws of one shot

/// One side of the pair: drawn again where it is a sample.
class side {
 public:
  /// `weights`: counts, or probabilities that stay as they are.
  side(const distribution& d, std::vector<double> weights) : shots_(d.shots()), weights_(std::move(weights)) {
    if (shots_ == 0) {
      drawn_ = weights_;
      return;
    }
    for (std::size_t i = 0; i < weights_.size(); ++i)
      if (weights_[i] > 0) present_.push_back(i);
    drawn_.assign(weights_.size(), 0);
    by_binomials_ = present_.size() * binomial_cost < shots_;
    if (by_binomials_) return;
    // Each shot as the outcome that it was: one draw is one look-up.
    shot_.reserve(shots_);
    for (const std::size_t i : present_) shot_.insert(shot_.end(), static_cast<std::size_t>(weights_[i]), i);
  }

  static std::uint64_t work(const distribution& d) {
    return d.exact() ? 0 : std::min<std::uint64_t>(d.size() * binomial_cost, d.shots());
  }

  void draw(std::mt19937_64& random) {
    if (shots_ == 0) return;
    for (const std::size_t i : present_) drawn_[i] = 0;
    if (by_binomials_) return draw_binomials(random);
    const double one = 1 / static_cast<double>(shots_);
    // The highest bits of a product (D. Lemire, ACM Trans. Model. Comput. Simul. 29 (2019) 3); the bias is under shots / 2^32.
    for (std::uint64_t n = 0; n < shots_; ++n) drawn_[shot_[((random() >> 32U) * shots_) >> 32U]] += one;
  }
  double drawn(std::size_t i) const noexcept { return drawn_[i]; }

 private:
  // A multinomial as binomials, each of what the ones before it have left (L. Devroye, Non-Uniform Random Variate
  // Generation, chapter XI).
  void draw_binomials(std::mt19937_64& random) {
    std::uint64_t left = shots_;
    double outcomes_left = static_cast<double>(shots_);
    for (const std::size_t i : present_) {
      if (left == 0) return;
      const double share = std::clamp(weights_[i] / outcomes_left, 0.0, 1.0);
      outcomes_left -= weights_[i];
      const bool last = i == present_.back();
      boost::random::binomial_distribution<std::int64_t, double> some(static_cast<std::int64_t>(left), share);
      const std::uint64_t n = last ? left : static_cast<std::uint64_t>(some(random));
      drawn_[i] = static_cast<double>(n) / static_cast<double>(shots_);
      left -= n;
    }
  }

  std::uint64_t shots_;
  std::vector<double> weights_, drawn_;
  std::vector<std::size_t> present_, shot_;
  bool by_binomials_ = false;
};

// No resample reaches what only the exact side has: together it is one number. The rest becomes probabilities.
double set_apart(paired& rows, const distribution& a, const distribution& b) {
  if (a.exact() == b.exact()) return 0;
  std::vector<double>&sample = a.exact() ? rows.b : rows.a, &exact = a.exact() ? rows.a : rows.b;
  double apart = 0, all = 0;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < sample.size(); ++i) {
    all += exact[i];
    if (sample[i] <= 0) {
      apart += exact[i];
      continue;
    }
    sample[kept] = sample[i];
    exact[kept++] = exact[i];
  }
  sample.resize(kept);
  exact.resize(kept);
  for (double& p : exact) p /= all;
  return apart / all;
}

/// Between the two nearest of n ordered values (Hyndman and Fan's definition 7).
double percentile(const std::vector<double>& ordered, double share) {
  const double at = share * static_cast<double>(ordered.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, ordered.size() - 1);
  return ordered[below] + (at - static_cast<double>(below)) * (ordered[above] - ordered[below]);
}

interval around(double value, std::vector<double>& resampled, double confidence) {
  std::sort(resampled.begin(), resampled.end());
  const double tail = (1 - confidence) / 2;
  return {std::min(value, percentile(resampled, tail)), std::max(value, percentile(resampled, 1 - tail))};
}

}  // namespace

void add_intervals(difference& to, const distribution& a, const distribution& b, const difference_options& options) {
  const double share = options.confidence();
  if (a.empty() || b.empty() || options.resamples() == 0 || !(share > 0 && share < 1)) return;
  if (a.exact() && b.exact()) {
    to.total_variation_interval.emplace(to.total_variation, to.total_variation);
    to.hellinger_fidelity_interval.emplace(to.hellinger_fidelity, to.hellinger_fidelity);
    to.jensen_shannon_interval.emplace(to.jensen_shannon, to.jensen_shannon);
    return;
  }
  constexpr std::uint64_t most_shots = 1ULL << 31U;  // of a side that is drawn shot by shot
  const std::uint64_t outcomes = (a.exact() ? 0 : a.size()) + (b.exact() ? 0 : b.size());
  const std::uint64_t each = 1 + side::work(a) + side::work(b) + 2 * outcomes;
  const std::uint64_t resamples = std::min<std::uint64_t>(options.resamples(), options.max_work() / each);
  if (resamples < std::min<std::uint64_t>(fewest, options.resamples()) || side::work(a) > most_shots ||
      side::work(b) > most_shots)
    return;

  paired rows(a, b);
  const double apart = set_apart(rows, a, b);
  const std::size_t size = rows.size();
  side first(a, std::move(rows.a)), second(b, std::move(rows.b));
  std::mt19937_64 random(options.seed());
  std::vector<double> variation, fidelity, divergence;
  for (std::uint64_t n = 0; n < resamples; ++n) {
    first.draw(random);
    second.draw(random);
    measures sums;
    sums.add_apart(apart);
    for (std::size_t i = 0; i < size; ++i) sums.add(first.drawn(i), second.drawn(i));
    variation.push_back(sums.total_variation());
    fidelity.push_back(sums.hellinger_fidelity());
    divergence.push_back(sums.jensen_shannon());
  }
  to.total_variation_interval = around(to.total_variation, variation, share);
  to.hellinger_fidelity_interval = around(to.hellinger_fidelity, fidelity, share);
  to.jensen_shannon_interval = around(to.jensen_shannon, divergence, share);
}

}  // namespace ketway::comparing
