#pragma once
// Two distributions side by side: one row an outcome that either has.

#include <cstdint>
#include <vector>

#include "ketway/distribution.hpp"

namespace ketway::comparing {

/// The weights of every outcome of both, in order of the keys; 0 where one has none.
class paired {
 public:
  paired(const distribution& x, const distribution& y);
  std::size_t size() const noexcept { return a.size(); }
  std::vector<double> a, b;
};

/// The measures as sums, which a few outcomes after the other make up.
class measures {
 public:
  /// One outcome's probabilities.
  void add(double p, double q) noexcept;
  /// Probability of outcomes that one side alone has.
  void add_apart(double mass) noexcept;
  double total_variation() const noexcept;
  double hellinger_fidelity() const noexcept;
  double jensen_shannon() const noexcept;

 private:
  double absolute_ = 0, overlap_ = 0, divergence_ = 0;
};

measures measure(const distribution& a, const distribution& b);

/// P(X >= statistic) for chi-squared with so many degrees of freedom; within [0, 1]. 1 where there are none.
double chi_squared_tail(double statistic, double degrees_of_freedom);

/// Sets the three intervals, where they can be had.
void add_intervals(difference& to, const distribution& a, const distribution& b, const difference_options& options);

}  // namespace ketway::comparing
