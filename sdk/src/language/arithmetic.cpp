#include "language/arithmetic.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace ketway::language {

const char* compute(operation what, double a, double b, double& out) noexcept {
  switch (what) {
    case operation::number:
    case operation::argument: out = a; break;
    case operation::add: out = a + b; break;
    case operation::subtract: out = a - b; break;
    case operation::multiply: out = a * b; break;
    case operation::divide:
      if (b == 0) return "division by zero";
      out = a / b;
      break;
    case operation::modulo:
      if (b == 0) return "division by zero";
      out = std::fmod(a, b);
      break;
    case operation::power:
      if (a == 0 && b < 0) return "division by zero (a negative power of 0)";
      out = std::pow(a, b);
      if (std::isnan(out)) return "a broken power of a negative number is not real";
      break;
    case operation::negate: out = -a; break;
    case operation::sin: out = std::sin(a); break;
    case operation::cos: out = std::cos(a); break;
    case operation::tan: out = std::tan(a); break;
    case operation::exp: out = std::exp(a); break;
    case operation::ln:
      if (a <= 0) return "ln needs a number above 0";
      out = std::log(a);
      break;
    case operation::sqrt:
      if (a < 0) return "sqrt needs a number that is not negative";
      out = std::sqrt(a);
      break;
    case operation::asin:
      if (std::fabs(a) > 1) return "asin needs a number between -1 and 1";
      out = std::asin(a);
      break;
    case operation::acos:
      if (std::fabs(a) > 1) return "acos needs a number between -1 and 1";
      out = std::acos(a);
      break;
    case operation::atan: out = std::atan(a); break;
    case operation::ceiling: out = std::ceil(a); break;
    case operation::floor: out = std::floor(a); break;
  }
  return std::isfinite(out) ? nullptr : "the value is too large for a double";
}

std::optional<operation> find_function(std::string_view name) noexcept {
  static constexpr std::array<std::pair<std::string_view, operation>, 9> functions{{
      {"sin", operation::sin},
      {"cos", operation::cos},
      {"tan", operation::tan},
      {"exp", operation::exp},
      {"ln", operation::ln},
      {"sqrt", operation::sqrt},
      {"asin", operation::asin},
      {"acos", operation::acos},
      {"atan", operation::atan},
  }};
  for (const auto& [known, what] : functions) {
    if (known == name) return what;
  }
  return std::nullopt;
}

std::optional<operation> find_openqasm3_function(std::string_view name) noexcept {
  static constexpr std::array<std::pair<std::string_view, operation>, 12> functions{{
      {"sin", operation::sin},
      {"cos", operation::cos},
      {"tan", operation::tan},
      {"exp", operation::exp},
      {"log", operation::ln},
      {"sqrt", operation::sqrt},
      {"arcsin", operation::asin},
      {"arccos", operation::acos},
      {"arctan", operation::atan},
      {"ceiling", operation::ceiling},
      {"floor", operation::floor},
      {"mod", operation::modulo},
  }};
  for (const auto& [known, what] : functions) {
    if (known == name) return what;
  }
  if (name == "pow") return operation::power;
  return std::nullopt;
}

namespace {
/// Whether a number that from_chars puts out of range is too large, and not too small: the decimal exponent of its
/// first digit that is not 0.
bool is_large(std::string_view digits) noexcept {
  const auto mark = digits.find_first_of("eE");
  const std::string_view mantissa = digits.substr(0, mark);
  long exponent = 0;
  if (mark != std::string_view::npos) {
    auto text = digits.substr(mark + 1);
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    if (std::from_chars(text.data(), text.data() + text.size(), exponent).ec != std::errc()) return !negative;
    if (negative) exponent = -exponent;
  }
  const auto first = mantissa.find_first_not_of("0.");
  const auto point = std::min(mantissa.find('.'), mantissa.size());
  return static_cast<long>(point) - static_cast<long>(first) + exponent > 0;
}
}  // namespace

const char* to_double(std::string_view digits, double& out) noexcept {
  // Most angles that are whole numbers or have few digits are exact this way, at a third of from_chars' price.
  constexpr std::size_t exact_digits = 15;
  if (digits.size() <= exact_digits) {
    static constexpr std::array<double, 16> powers{1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                   1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    std::uint64_t whole = 0;
    std::size_t broken = 0;
    bool seen_point = false, simple = true;
    for (const char c : digits) {
      if (c == '.') {
        seen_point = true;
      } else if (c >= '0' && c <= '9') {
        whole = whole * 10 + static_cast<std::uint64_t>(c - '0');
        broken += seen_point ? 1 : 0;
      } else {
        simple = false;
        break;
      }
    }
    if (simple) return out = static_cast<double>(whole) / powers[broken], nullptr;
  }
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
  if (problem == std::errc()) return nullptr;
  if (problem != std::errc::result_out_of_range) return "not a number";
  if (is_large(digits)) return "the number is too large for a double";
  return out = 0, nullptr;
}

}  // namespace ketway::language
