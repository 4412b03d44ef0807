#include "nearest.hpp"

#include <algorithm>
#include <numeric>

namespace ketway::ibm {
namespace {

/// Levenshtein's distance of the first 64 characters.
std::size_t distance(const std::string& a, const std::string& b) {
  const std::size_t n = std::min<std::size_t>(a.size(), 64), m = std::min<std::size_t>(b.size(), 64);
  std::vector<std::size_t> row(m + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 1; i <= n; ++i) {
    std::size_t corner = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= m; ++j) {
      const std::size_t change = corner + (a[i - 1] == b[j - 1] ? 0 : 1);
      corner = row[j];
      row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[m];
}

}  // namespace

std::string nearest_first(std::vector<std::string> names, const std::string& wanted) {
  constexpr std::size_t most = 5;
  const auto nearer = [&](const auto& a, const auto& b) { return distance(a, wanted) < distance(b, wanted); };
  std::stable_sort(names.begin(), names.end(), nearer);
  std::string list;
  for (std::size_t i = 0; i < std::min(most, names.size()); ++i) list += (i == 0 ? "" : ", ") + names[i];
  if (names.size() > most) list += " and " + std::to_string(names.size() - most) + " more";
  return list;
}

}  // namespace ketway::ibm
