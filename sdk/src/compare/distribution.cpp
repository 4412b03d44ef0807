// A distribution from counts or probabilities.
#include "ketway/distribution.hpp"

#include <cmath>

namespace ketway {
namespace {

constexpr double negligible = 1e-12;
constexpr std::uint64_t most_shots = 1ULL << 53;  // all counts are exact as doubles

template <class Value>
expected<void> one_length(const std::map<std::string, Value>& all) {
  for (const auto& [key, value] : all)
    if (key.size() != all.begin()->first.size())
      return error(errc::invalid_argument, "keys of one distribution have one length; \"" + all.begin()->first +
                                               "\" and \"" + key + "\" differ");
  return {};
}

}  // namespace

void distribution::add(std::string_view key, double weight) {
  length_ = key.size();
  keys_ += key;
  weights_.push_back(weight);
}

expected<distribution> distribution::of_counts(const std::map<std::string, std::uint64_t>& counts) {
  if (auto same = one_length(counts); !same) return same.error();
  distribution d;
  for (const auto& [key, count] : counts) {
    if (count == 0) continue;
    if (count > most_shots - d.shots_) return error(errc::invalid_argument, "more than 2^53 shots");
    d.shots_ += count;
    d.add(key, static_cast<double>(count));
  }
  if (d.shots_ != 0) d.total_ = static_cast<double>(d.shots_);
  return d;
}

expected<distribution> distribution::of_probabilities(const std::map<std::string, double>& probabilities) {
  if (auto same = one_length(probabilities); !same) return same.error();
  double sum = 0;
  for (const auto& [key, p] : probabilities) {
    if (!std::isfinite(p) || p < 0)
      return error(errc::invalid_argument, "the probability of \"" + key + "\" is negative or not finite");
    sum += p;
  }
  if (!probabilities.empty() && !(sum > 0 && std::isfinite(sum)))
    return error(errc::invalid_argument, "the probabilities do not have a sum to scale by");
  distribution d;
  double kept = 0;
  for (const auto& [key, p] : probabilities) {
    if (p / sum < negligible) continue;
    d.add(key, p);
    kept += p;
  }
  if (!d.empty()) d.total_ = kept;
  return d;
}

}  // namespace ketway
