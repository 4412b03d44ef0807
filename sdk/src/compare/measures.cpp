// Total variation, Hellinger fidelity, Jensen-Shannon divergence.
#include <algorithm>
#include <cmath>

#include "compare/paired.hpp"

namespace ketway {
namespace comparing {

paired::paired(const distribution& x, const distribution& y) {
  a.reserve(std::max(x.size(), y.size()));
  b.reserve(std::max(x.size(), y.size()));
  for (std::size_t i = 0, j = 0; i < x.size() || j < y.size();) {
    const int order = i == x.size() ? 1 : j == y.size() ? -1 : x.key(i).compare(y.key(j));
    a.push_back(order <= 0 ? x.weight(i) : 0);
    b.push_back(order >= 0 ? y.weight(j) : 0);
    if (order <= 0) ++i;
    if (order >= 0) ++j;
  }
}

void measures::add(double p, double q) noexcept {
  if (p <= 0 || q <= 0) return add_apart(p + q);
  const double m = (p + q) / 2;
  absolute_ += std::abs(p - q);
  overlap_ += std::sqrt(p * q);
  divergence_ += p * std::log2(p / m) + q * std::log2(q / m);
}

void measures::add_apart(double mass) noexcept {
  absolute_ += mass;
  divergence_ += mass;  // log2(p / (p / 2)) = 1
}

double measures::total_variation() const noexcept { return std::clamp(absolute_ / 2, 0.0, 1.0); }
double measures::hellinger_fidelity() const noexcept { return std::clamp(overlap_ * overlap_, 0.0, 1.0); }
double measures::jensen_shannon() const noexcept { return std::clamp(divergence_ / 2, 0.0, 1.0); }

measures measure(const distribution& a, const distribution& b) {
  measures sums;
  if (a.empty() && b.empty())
    sums.add(1, 1);
  else if (a.empty() || b.empty())
    sums.add_apart(2);
  for (std::size_t i = 0, j = 0; !a.empty() && !b.empty() && (i < a.size() || j < b.size());) {
    const int order = i == a.size() ? 1 : j == b.size() ? -1 : a.key(i).compare(b.key(j));
    sums.add(order <= 0 ? a.probability(i) : 0, order >= 0 ? b.probability(j) : 0);
    if (order <= 0) ++i;
    if (order >= 0) ++j;
  }
  return sums;
}

}  // namespace comparing

double total_variation(const distribution& a, const distribution& b) {
  return comparing::measure(a, b).total_variation();
}
double hellinger_fidelity(const distribution& a, const distribution& b) {
  return comparing::measure(a, b).hellinger_fidelity();
}
double jensen_shannon(const distribution& a, const distribution& b) {
  return comparing::measure(a, b).jensen_shannon();
}

difference differ(const distribution& a, const distribution& b, const difference_options& options) {
  difference d;
  const comparing::measures sums = comparing::measure(a, b);
  d.total_variation = sums.total_variation();
  d.hellinger_fidelity = sums.hellinger_fidelity();
  d.jensen_shannon = sums.jensen_shannon();
  d.test = test_same(a, b);
  comparing::add_intervals(d, a, b, options);
  return d;
}

}  // namespace ketway
