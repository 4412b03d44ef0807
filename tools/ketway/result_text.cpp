#include "result_text.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <vector>

#include "answer.hpp"
#include "table.hpp"

namespace ketway::cli {
namespace {

constexpr std::uint32_t bar_width = 32;

class outcome {
 public:
  std::string key;
  double weight = 0;  // share of all shots, or probability
  std::uint64_t count = 0;
};

// What a table shows of any number of outcomes: all of them, or else the likeliest, of equal ones the first.
class selection {
 public:
  explicit selection(std::size_t limit) : limit_(limit) {}

  void see(std::string_view key, double weight, std::uint64_t count) {
    ++number_;
    if (shown_.size() == limit_) {
      if (limit_ == 0 || weight <= shown_[least_].weight) return;
      shown_.erase(shown_.begin() + static_cast<std::ptrdiff_t>(least_));
    }
    outcome one;
    one.key = key;
    one.weight = weight;
    one.count = count;
    shown_.push_back(std::move(one));
    if (shown_.size() == limit_) find_least();
  }

  std::uint64_t number() const noexcept { return number_; }
  /// In order of their keys; where that is not all, the likeliest first.
  std::vector<outcome> take() && {
    if (number_ > limit_) {
      const auto likelier = [](const outcome& a, const outcome& b) { return a.weight > b.weight; };
      std::stable_sort(shown_.begin(), shown_.end(), likelier);
    }
    return std::move(shown_);
  }

 private:
  void find_least() {
    least_ = 0;
    for (std::size_t i = 1; i < shown_.size(); ++i) {
      if (shown_[i].weight <= shown_[least_].weight) least_ = i;
    }
  }

  std::size_t limit_, least_ = 0;  // the last of the least likely
  std::uint64_t number_ = 0;
  std::vector<outcome> shown_;
};

selection outcomes_of(const result& r, std::size_t limit) {
  selection all(limit);
  if (r.shots() == 0) {
    r.each_probability([&all](std::string_view key, double p) { all.see(key, p, 0); });
    return all;
  }
  const auto shots = static_cast<double>(r.shots());
  r.each_count([&](std::string_view key, std::uint64_t n) { all.see(key, static_cast<double>(n) / shots, n); });
  return all;
}

}  // namespace

std::string fixed(double value, int digits) {
  std::array<char, 64> text{};
  const int n = std::snprintf(text.data(), text.size(), "%.*f", digits, value);
  return {text.data(), static_cast<std::size_t>(std::clamp(n, 0, 63))};
}

std::string short_time(std::chrono::nanoseconds t) {
  const auto ns = static_cast<double>(t.count());
  if (ns < 1e6) return fixed(ns * 1e-3, ns < 1e4 ? 1 : 0) + " us";
  if (ns < 1e9) return fixed(ns * 1e-6, ns < 1e7 ? 1 : 0) + " ms";
  return fixed(ns * 1e-9, ns < 1e10 ? 2 : 1) + " s";
}

std::string outcome_table(const result& r, const terminal& out, std::size_t limit) {
  selection seen = outcomes_of(r, limit);
  const std::uint64_t number = seen.number();
  const std::vector<outcome> all = std::move(seen).take();
  double largest = 0;
  for (const outcome& one : all) largest = std::max(largest, one.weight);
  const bool exact = r.shots() == 0;
  table rows;
  rows.column("outcome").column(exact ? "probability" : "count", table::align::right);
  rows.column(exact ? "" : "share", table::align::right).column("");
  for (const outcome& one : all) {
    const std::string shown = exact ? fixed(one.weight, 6) : std::to_string(one.count);
    const std::string share = exact ? "" : fixed(100 * one.weight, 1) + " %";
    rows.row(
        {one.key.empty() ? "-" : one.key, shown, share, out.bar(largest > 0 ? one.weight / largest : 0, bar_width)},
        {style::strong, style::plain, style::faint, style::good});
  }
  std::string text = rows.text(out);
  if (number > limit) text += "... and " + std::to_string(number - limit) + " more outcomes; --json has them all\n";
  return text;
}

void write_text(answer& to, const result& r, std::string_view title, bool memory, const terminal& out) {
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
  to << text << outcome_table(r, out);
  if (!memory) return;
  to << "shots, in order:";
  r.each_shot([&to](std::string_view shot) { to << ' ' << shot; });
  to << '\n';
}

}  // namespace ketway::cli
