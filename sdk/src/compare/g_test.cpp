// The likelihood ratio test with rare outcomes put together, and Holm's correction for many tests.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "compare/paired.hpp"

namespace ketway {
namespace {

using comparing::paired;

constexpr double enough = 5;            // expected in each group
constexpr double same_distance = 1e-6;  // of two exact ones: the noise of single precision

/// What a group of outcomes has on either side.
class group {
 public:
  double a = 0, b = 0;
  void add(double x, double y) noexcept { a += x, b += y; }
};

/// `expects(group)`: how many of it are expected in the sample that has fewer. Rare outcomes go together with their
/// neighbours until there are enough; what is left at the end goes to the last of these groups, or else to the rarest
/// outcome that stands alone.
template <class Expects>
std::vector<group> grouped(const paired& rows, const Expects& expects) {
  std::vector<group> alone, together;
  group open;
  bool is_open = false;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    group one;
    one.add(rows.a[i], rows.b[i]);
    if (expects(one) >= enough) {
      alone.push_back(one);
      continue;
    }
    open.add(one.a, one.b);
    is_open = true;
    if (expects(open) < enough) continue;
    together.push_back(open);
    open = group();
    is_open = false;
  }
  if (is_open) {
    if (!together.empty()) {
      together.back().add(open.a, open.b);
    } else if (alone.empty()) {
      alone.push_back(open);
    } else {
      const auto rarest = std::min_element(alone.begin(), alone.end(),
                                           [&](const group& x, const group& y) { return expects(x) < expects(y); });
      rarest->add(open.a, open.b);
    }
  }
  alone.insert(alone.end(), together.begin(), together.end());
  return alone;
}

double observed_over_expected(double observed, double expected) {
  return observed > 0 ? observed * std::log(observed / expected) : 0;
}

g_test judged(double sum, std::size_t groups, double williams) {
  g_test t;
  if (groups < 2) return t;
  t.statistic = std::max(0.0, 2 * sum);
  t.degrees_of_freedom = groups - 1;
  t.p_value = comparing::chi_squared_tail(t.statistic / williams, static_cast<double>(t.degrees_of_freedom));
  return t;
}

g_test homogeneity(const distribution& a, const distribution& b) {
  const auto na = static_cast<double>(a.shots()), nb = static_cast<double>(b.shots()), n = na + nb;
  const double smaller = std::min(na, nb) / n;
  const std::vector<group> groups = grouped(paired(a, b), [smaller](const group& g) { return (g.a + g.b) * smaller; });
  double sum = 0, inverse = 0;
  for (const group& g : groups) {
    const double both = g.a + g.b;
    sum += observed_over_expected(g.a, both * na / n) + observed_over_expected(g.b, both * nb / n);
    inverse += 1 / both;
  }
  const auto free = static_cast<double>(groups.size()) - 1;
  const double williams = free > 0 ? 1 + (n / na + n / nb - 1) * (n * inverse - 1) / (6 * n * free) : 1;
  return judged(sum, groups.size(), williams);
}

g_test goodness_of_fit(const distribution& sample, const distribution& exact) {
  paired rows(sample, exact);
  const double sum_of_weights = std::accumulate(rows.b.begin(), rows.b.end(), 0.0);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows.b[i] > 0) {
      rows.b[i] /= sum_of_weights;
      continue;
    }
    g_test refuted;
    refuted.statistic = std::numeric_limits<double>::infinity();
    refuted.degrees_of_freedom = std::max<std::size_t>(rows.size() - 1, 1);
    refuted.p_value = 0;
    return refuted;
  }
  const auto n = static_cast<double>(sample.shots());
  const std::vector<group> groups = grouped(rows, [n](const group& g) { return g.b * n; });
  double sum = 0, inverse = 0;
  for (const group& g : groups) {
    sum += observed_over_expected(g.a, g.b * n);
    inverse += 1 / g.b;
  }
  const auto free = static_cast<double>(groups.size()) - 1;
  return judged(sum, groups.size(), free > 0 ? 1 + (inverse - 1) / (6 * n * free) : 1);
}

}  // namespace

g_test test_same(const distribution& a, const distribution& b) {
  if (a.empty() || b.empty()) return {};
  if (!a.exact() && !b.exact()) return homogeneity(a, b);
  if (!a.exact()) return goodness_of_fit(a, b);
  if (!b.exact()) return goodness_of_fit(b, a);
  g_test t;
  t.p_value = total_variation(a, b) < same_distance ? 1 : 0;
  return t;
}

std::vector<double> holm(std::span<const double> p_values) {
  std::vector<double> adjusted(p_values.size());
  std::vector<std::size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), 0);
  const auto value = [&](std::size_t i) { return std::isnan(p_values[i]) ? 1 : std::clamp(p_values[i], 0.0, 1.0); };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return value(i) < value(j); });
  double least = 0;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    least = std::max(least, std::min(1.0, value(order[rank]) * static_cast<double>(order.size() - rank)));
    adjusted[order[rank]] = least;
  }
  return adjusted;
}

}  // namespace ketway
