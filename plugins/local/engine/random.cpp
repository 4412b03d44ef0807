#include "engine/random.hpp"

#include <bit>
#include <cmath>

namespace ketway::local {
namespace {

/// ln k! - (k + 1/2) ln(k + 1) + (k + 1) - ln(2 pi) / 2: the tail of Stirling's series.
double stirling_tail(double k) noexcept {
  static constexpr double small[] = {0.0810614667953272582, 0.0413406959554092941, 0.0276779256849983391,
                                     0.0207906721037650931, 0.0166446911898211922, 0.0138761288230707480,
                                     0.0118967099458917701, 0.0104112652619720965, 0.00925546218271273292,
                                     0.00833056343336287126};
  if (k < 10) return small[static_cast<int>(k)];
  const double r = 1 / (k + 1), r2 = r * r;
  return (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 * r2) * r2) * r;
}

/// Counts the geometric gaps between successes: for a small expectation.
std::uint64_t by_gaps(random_stream& r, std::uint64_t trials, double p) noexcept {
  const double scale = std::log1p(-p);
  std::uint64_t found = 0;
  double at = 0;
  for (;;) {
    at += std::floor(std::log(r.positive()) / scale) + 1;
    if (at > static_cast<double>(trials)) return found;
    ++found;
  }
}

/// Transformed rejection with squeeze (W. Hörmann, 1993, algorithm BTRS); p <= 1/2, trials * p >= 10.
std::uint64_t by_rejection(random_stream& r, std::uint64_t trials, double p) noexcept {
  const double n = static_cast<double>(trials), deviation = std::sqrt(n * p * (1 - p));
  const double b = 1.15 + 2.53 * deviation, a = -0.0873 + 0.0248 * b + 0.01 * p, c = n * p + 0.5;
  const double v_limit = 0.92 - 4.2 / b, alpha = (2.83 + 5.1 / b) * deviation;
  const double ratio = p / (1 - p), mode = std::floor((n + 1) * p);
  for (;;) {
    const double u = r.uniform() - 0.5, us = 0.5 - std::abs(u);
    double v = r.positive();
    const double k = std::floor((2 * a / us + b) * u + c);
    if (us >= 0.07 && v <= v_limit) return static_cast<std::uint64_t>(k);
    if (!(k >= 0 && k <= n)) continue;
    v = std::log(v * alpha / (a / (us * us) + b));
    const double bound = (mode + 0.5) * std::log((mode + 1) / (ratio * (n - mode + 1))) +
                         (n + 1) * std::log((n - mode + 1) / (n - k + 1)) +
                         (k + 0.5) * std::log(ratio * (n - k + 1) / (k + 1)) + stirling_tail(mode) +
                         stirling_tail(n - mode) - stirling_tail(k) - stirling_tail(n - k);
    if (v <= bound) return static_cast<std::uint64_t>(k);
  }
}

}  // namespace

std::uint64_t mixed(std::uint64_t x) noexcept {
  x += 0x9e3779b97f4a7c15U;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31);
}

random_stream::random_stream(std::uint64_t key) noexcept {
  for (auto& s : state_) s = key = mixed(key);
}

std::uint64_t random_stream::next() noexcept {
  auto& s = state_;
  const std::uint64_t out = std::rotl(s[0] + s[3], 23) + s[0], t = s[1] << 17;
  s[2] ^= s[0], s[3] ^= s[1], s[1] ^= s[2], s[0] ^= s[3], s[2] ^= t, s[3] = std::rotl(s[3], 45);
  return out;
}

std::uint64_t random_stream::below(std::uint64_t bound) noexcept {
  // Multiply and shift; the few low products that would favour some results are drawn again.
  const std::uint64_t threshold = (0 - bound) % bound;
  for (;;) {
    __extension__ const auto product = static_cast<unsigned __int128>(next()) * bound;
    if (static_cast<std::uint64_t>(product) >= threshold) return static_cast<std::uint64_t>(product >> 64);
  }
}

std::uint64_t random_stream::binomial(std::uint64_t trials, double p) noexcept {
  if (!(p > 0) || trials == 0) return 0;
  if (p >= 1) return trials;
  if (p > 0.5) return trials - binomial(trials, 1 - p);
  if (trials == 1) return uniform() < p ? 1 : 0;
  return static_cast<double>(trials) * p < 10 ? by_gaps(*this, trials, p) : by_rejection(*this, trials, p);
}

}  // namespace ketway::local
