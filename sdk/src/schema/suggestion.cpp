#include "ketway/suggestion.hpp"

#include <algorithm>
#include <vector>

namespace ketway {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Optimal string alignment distance.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before;
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]))
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before = last;
    last = row;
  }
  return last[b.size()];
}

}  // namespace

std::string nearest_name(std::string_view word, std::span<const std::string> candidates) {
  constexpr std::size_t longest = 100;  // the cost is the product of both lengths
  if (word.empty() || word.size() > longest) return {};
  const std::string* best = nullptr;
  std::size_t least = word.size() == 1 ? 1 : std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const auto& candidate : candidates) {
    if (candidate.size() > longest) continue;
    const std::size_t d = distance(word, candidate);
    if (d < least) best = &candidate, least = d;
  }
  return best == nullptr ? std::string() : *best;
}

std::string suggestion(std::string_view word, std::span<const std::string> candidates) {
  const std::string near = nearest_name(word, candidates);
  if (!near.empty()) return "; did you mean " + in_quotes(near) + "?";
  constexpr std::size_t listed = 12;
  if (candidates.empty() || candidates.size() > listed) return {};
  std::string list;
  for (const auto& candidate : candidates) list.append(list.empty() ? "" : ", ").append(in_quotes(candidate));
  return "; expected one of " + list;
}

std::string in_quotes(std::string_view name) {
  constexpr std::size_t most = 200;
  std::string text = "\"";
  for (const char c : name.substr(0, most)) text += static_cast<unsigned char>(c) < 0x20 || c == '"' ? '?' : c;
  text += name.size() > most ? "...\"" : "\"";
  return text;
}

}  // namespace ketway
