#include "result_text.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <vector>

#include "table.hpp"

namespace ketway::cli {
namespace {

constexpr std::uint32_t bar_width = 32;

class outcome {
 public:
  outcome(std::string k, double w, std::string s) : key(std::move(k)), weight(w), shown(std::move(s)) {}
  std::string key;
  double weight;  // share of all shots, or probability
  std::string shown;
};

std::string fixed(double value, int digits) {
  std::array<char, 64> text{};
  const int n = std::snprintf(text.data(), text.size(), "%.*f", digits, value);
  return {text.data(), static_cast<std::size_t>(std::clamp(n, 0, 63))};
}

std::vector<outcome> outcomes_of(const result& r) {
  std::vector<outcome> all;
  if (r.shots() == 0) {
    for (const auto& [key, p] : r.probabilities()) all.emplace_back(key, p, fixed(p, 6));
    return all;
  }
  for (const auto& [key, n] : r.counts()) {
    all.emplace_back(key, static_cast<double>(n) / static_cast<double>(r.shots()), std::to_string(n));
  }
  return all;
}

}  // namespace

std::string short_time(std::chrono::nanoseconds t) {
  const auto ns = static_cast<double>(t.count());
  if (ns < 1e6) return fixed(ns * 1e-3, ns < 1e4 ? 1 : 0) + " us";
  if (ns < 1e9) return fixed(ns * 1e-6, ns < 1e7 ? 1 : 0) + " ms";
  return fixed(ns * 1e-9, ns < 1e10 ? 2 : 1) + " s";
}

std::string outcome_table(const result& r, const terminal& out, std::size_t limit) {
  std::vector<outcome> all = outcomes_of(r);
  const std::size_t number = all.size();
  if (number > limit) {
    std::stable_sort(all.begin(), all.end(), [](const outcome& a, const outcome& b) { return a.weight > b.weight; });
    all.erase(all.begin() + static_cast<std::ptrdiff_t>(limit), all.end());
  }
  double largest = 0;
  for (const outcome& one : all) largest = std::max(largest, one.weight);
  const bool exact = r.shots() == 0;
  table rows;
  rows.column("outcome").column(exact ? "probability" : "count", table::align::right);
  rows.column(exact ? "" : "share", table::align::right).column("");
  for (outcome& one : all) {
    const std::string share = exact ? "" : fixed(100 * one.weight, 1) + " %";
    rows.row(
        {one.key.empty() ? "-" : one.key, one.shown, share, out.bar(largest > 0 ? one.weight / largest : 0, bar_width)},
        {style::strong, style::plain, style::faint, style::good});
  }
  std::string text = rows.text(out);
  if (number > limit) text += "... and " + std::to_string(number - limit) + " more outcomes; --json has them all\n";
  return text;
}

std::string result_text(const result& r, std::string_view title, bool memory, const terminal& out) {
  std::string text = out.paint(style::strong, printable(title));
  text += " on " + printable(r.backend()) + ", ";
  text += r.shots() == 0 ? "exact probabilities" : std::to_string(r.shots()) + (r.shots() == 1 ? " shot" : " shots");
  text += " in " + short_time(r.timing().total);
  if (r.rounded()) text += "; counts made from the provider's probabilities";
  if (r.cost().amount && *r.cost().amount > 0) {
    text += "; " + fixed(*r.cost().amount, 2) + " " + r.cost().currency + (r.cost().estimated ? " (estimated)" : "");
  }
  text += "\n";
  if (r.registers().size() > 1) {
    text += "registers, left to right:";
    for (std::size_t i = r.registers().size(); i-- > 0;) {
      text += " " + r.registers()[i].name + "[" + std::to_string(r.registers()[i].size) + "]";
    }
    text += "\n";
  }
  text += outcome_table(r, out);
  if (memory) {
    text += "shots, in order:";
    for (const std::string& shot : r.memory()) text += " " + shot;
    text += "\n";
  }
  return text;
}

}  // namespace ketway::cli
