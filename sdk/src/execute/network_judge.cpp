#include "execute/network_judge.hpp"

#include <algorithm>
#include <ranges>

namespace ketway {

std::vector<network_judge::failure> network_judge::unreachable(who w, std::uint64_t began, std::uint64_t ended) {
  std::erase_if(recent_, [began](const failure& f) { return f.ended + together_ns < began; });
  recent_.emplace_back(w, began, ended);
  std::uint64_t first = began;
  for (const failure& f : recent_) first = std::min(first, f.began);
  const bool alone = std::all_of(recent_.begin(), recent_.end(), [w](const failure& f) { return f.of == w; });
  std::vector<failure> forgiven;
  if (alone || last_answer_ >= first) return forgiven;
  for (failure& f : recent_)
    if (!f.forgiven) f.forgiven = true, forgiven.push_back(f);
  return forgiven;
}

std::vector<network_judge::failure> network_judge::answered(who w, std::uint64_t at) {
  last_answer_ = std::max(last_answer_, at);
  std::vector<failure> blamed;
  for (const failure& f : std::views::reverse(recent_)) {
    if (!f.forgiven || f.of == w || f.ended + together_ns < at) continue;
    if (std::none_of(blamed.begin(), blamed.end(), [&f](const failure& b) { return b.of == f.of; }))
      blamed.push_back(f);
  }
  recent_.clear();
  return blamed;
}

}  // namespace ketway
