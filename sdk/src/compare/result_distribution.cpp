// A result as a distribution.
#include <cmath>

#include "ketway/distribution.hpp"

namespace ketway {
namespace {

// Frequencies are counts over shots. Anything else that a provider calls a probability was computed.
bool all_are_frequencies(const result& r) {
  const auto shots = static_cast<double>(r.shots());
  const double tolerance = 1e-4 + shots * 1e-7;  // of a count, for single precision
  if (tolerance > 0.25) return false;
  bool all = true;
  r.each_probability([&](std::string_view, double p) {
    const double count = p * shots;
    all = all && std::abs(count - std::round(count)) < tolerance;
  });
  return all;
}

}  // namespace

distribution distribution::of(const result& r) {
  distribution d;
  d.keys_.reserve(r.num_rows() * r.num_bits());
  d.weights_.reserve(r.num_rows());
  if (r.shots() == 0 || (r.rounded() && !all_are_frequencies(r))) {
    double sum = 0;
    r.each_probability([&](std::string_view key, double p) {
      if (!std::isfinite(p)) return;
      d.add(key, p);
      sum += p;
    });
    if (!d.empty()) d.total_ = sum;
    return d;
  }
  r.each_count([&d](std::string_view key, std::uint64_t n) {
    d.add(key, static_cast<double>(n));
    d.shots_ += n;
  });
  if (d.shots_ != 0) d.total_ = static_cast<double>(d.shots_);
  return d;
}

}  // namespace ketway
