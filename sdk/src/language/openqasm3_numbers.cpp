#include "language/openqasm3_numbers.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "language/print.hpp"
#include "language/scanner.hpp"

namespace ketway::language {
namespace {
/// Functions that the two languages call by different names.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> renamed{
    {{"ln", "log"}, {"asin", "arcsin"}, {"acos", "arccos"}, {"atan", "arctan"}}};
}  // namespace

void append_angle(std::string& out, double value) {
  const std::size_t before = out.size();
  append_real(out, value);
  if (out.find('.', before) == std::string::npos) out += ".0";
}

void append_expression(std::string& out, std::string_view expression,
                       const std::map<std::string, std::string, std::less<>>& names) {
  for (std::size_t i = 0; i < expression.size();) {
    const char c = expression[i];
    const auto run = [&](std::uint8_t what) {
      std::size_t end = i;
      while (end < expression.size() && detail::is(expression[end], what)) ++end;
      return expression.substr(i, end - i);
    };
    if (detail::is(c, detail::digit) || c == '.') {
      // A number with its exponent, whose letter begins no name.
      double value = 0;
      const char* const first = expression.data() + i;
      const char* const end = std::from_chars(first, expression.data() + expression.size(), value).ptr;
      append_angle(out, value);
      i += static_cast<std::size_t>(end - first);
    } else if (detail::is(c, detail::letter)) {
      const auto word = run(detail::word_part);
      i += word.size();
      std::string_view shown = word;
      for (const auto& [ours, theirs] : renamed) {
        if (word == ours) shown = theirs;
      }
      if (const auto known = names.find(word); known != names.end()) shown = known->second;
      out += shown;
    } else {
      out += c == '^' ? std::string_view("**") : expression.substr(i, 1);
      ++i;
    }
  }
}

double unit_divisor(std::string_view unit) noexcept {
  if (unit == "s") return 1;
  if (unit == "ms") return 1e3;
  if (unit == "us" || unit == "\u00b5s" || unit == "\u03bcs") return 1e6;
  return unit == "ns" ? 1e9 : 0;
}

void append_seconds(std::string& out, double seconds) {
  static constexpr std::array<std::string_view, 4> units{"s", "ms", "us", "ns"};
  constexpr int digits = 15;  // of the decimal number that was most likely meant
  for (const auto unit : units) {
    const double divisor = unit_divisor(unit);
    if (seconds * divisor < 1 && unit != "ns") continue;
    std::array<char, 40> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), seconds * divisor,
                                   std::chars_format::general, digits)
                         .ptr;
    double rounded = 0;
    std::from_chars(buffer.data(), end, rounded);
    if (rounded / divisor != seconds) continue;
    append_real(out, rounded);
    out += unit;
    return;
  }
  append_real(out, seconds);
  out += 's';
}

}  // namespace ketway::language
