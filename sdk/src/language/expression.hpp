#pragma once
// Expressions of OpenQASM. The grammar is written once and feeds a `Target`: one that computes at once (arguments
// of a call) or one that records (bodies of gates). A `Dialect` says what the versions write in different ways.
//
//   sum := product { (+|-) product };  product := signed { (*|/) signed };  signed := -signed | power
//   power := primary [ ^ signed ];     primary := number | pi | name | function ( sum ) | ( sum )
//
// Version 3 has % beside * and /, ** for ^, more constants and functions of two arguments.

#include <numbers>
#include <optional>
#include <string>

#include "language/arithmetic.hpp"
#include "language/scanner.hpp"

namespace ketway::language {

class openqasm2_dialect {
 public:
  static constexpr bool typed = false;
  static bool power(scanner& in) noexcept {
    if (in.peek() != '^') return false;
    in.advance();
    return true;
  }
  static std::optional<double> constant(std::string_view word) noexcept {
    return word == "pi" ? std::optional(std::numbers::pi) : std::nullopt;
  }
  static std::optional<operation> function(std::string_view word) noexcept { return find_function(word); }
};

/// The target of this one is told whole numbers apart: `value whole_number(double, size_t offset)`.
class openqasm3_dialect {
 public:
  static constexpr bool typed = true;
  static bool power(scanner& in) noexcept { return in.accept('*', '*'); }
  static std::optional<double> constant(std::string_view word) noexcept {
    if (word == "pi" || word == "\u03c0") return std::numbers::pi;
    if (word == "tau" || word == "\u03c4") return 2 * std::numbers::pi;
    if (word == "euler" || word == "\u2107") return std::numbers::e;
    return std::nullopt;
  }
  static std::optional<operation> function(std::string_view word) noexcept { return find_openqasm3_function(word); }
};

/// Target needs: `value`; value number(double, size_t offset); bool name(string_view, size_t offset, value&), which
/// reports where it fails; const char* apply(operation, size_t offset, value& a, const value& b).
template <class Target, class Dialect = openqasm2_dialect>
class expression_reader {
 public:
  using value = typename Target::value;
  static constexpr unsigned max_depth = 200;

  expression_reader(scanner& in, Target& target, bool strict) : in_(in), target_(target), strict_(strict) {}

  /// False where the expression is wrong, which has been reported then.
  bool read(value& out) { return sum(out); }

 private:
  bool fail(std::size_t offset, std::string message) {
    in_.error(offset, std::move(message));
    return false;
  }
  bool combine(operation what, std::size_t offset, value& a, const value& b) {
    const char* const problem = target_.apply(what, offset, a, b);
    return problem == nullptr || fail(offset, problem);
  }

  bool sum(value& out) {
    if (!product(out)) return false;
    for (;;) {
      in_.skip_space();
      const char c = in_.peek();
      if (c != '+' && c != '-') return true;
      const std::size_t offset = in_.offset();
      in_.advance();
      value right;
      if (!product(right)) return false;
      if (!combine(c == '+' ? operation::add : operation::subtract, offset, out, right)) return false;
    }
  }

  bool product(value& out) {
    if (!signed_power(out)) return false;
    for (;;) {
      in_.skip_space();
      const char c = in_.peek();
      if (c != '*' && c != '/' && (c != '%' || !Dialect::typed)) return true;
      const std::size_t offset = in_.offset();
      in_.advance();
      value right;
      if (!signed_power(right)) return false;
      const auto what = c == '*' ? operation::multiply : c == '/' ? operation::divide : operation::modulo;
      if (!combine(what, offset, out, right)) return false;
    }
  }

  bool signed_power(value& out) {
    in_.skip_space();
    const char c = in_.peek();
    if (c != '-' && c != '+') return power(out);
    const std::size_t offset = in_.offset();
    if (c == '+' && strict_) return fail(offset, "expected a number, found '+' (there is no sign + in OpenQASM 2)");
    if (++depth_ > max_depth) return fail(offset, too_deep());
    in_.advance();
    if (!signed_power(out)) return false;
    --depth_;
    return c == '+' || combine(operation::negate, offset, out, value{});
  }

  bool power(value& out) {
    if (!primary(out)) return false;
    in_.skip_space();
    const std::size_t offset = in_.offset();
    if (Dialect::typed && in_.peek() == '^') {
      return fail(offset, "'^' is the exclusive or of bits in OpenQASM 3, which is not read; a power is '**'");
    }
    if (!Dialect::power(in_)) return true;
    if (++depth_ > max_depth) return fail(offset, too_deep());
    value exponent;
    if (!signed_power(exponent)) return false;
    --depth_;
    return combine(operation::power, offset, out, exponent);
  }

  bool primary(value& out) {
    const std::size_t offset = in_.offset();
    const char c = in_.peek();
    if (c == '(') return in_.advance(), parenthesised(offset, out);
    if (detail::is(c, detail::digit) || c == '.') return number(offset, out);
    const auto word = in_.word();
    if (word.empty()) return fail(offset, "expected a number, 'pi', a name or '(', found " + in_.describe());
    if (const auto constant = Dialect::constant(word)) return out = target_.number(*constant, offset), true;
    if (const auto function = Dialect::function(word)) {
      in_.skip_space();
      if (in_.peek() == '(') return call(*function, word, offset, out);
    }
    return target_.name(word, offset, out);
  }

  bool number(std::size_t offset, value& out) {
    std::string_view digits;
    if (!in_.number(digits)) return fail(offset, "expected a digit after '.'");
    if (detail::is(in_.peek(), detail::letter) || (Dialect::typed && static_cast<signed char>(in_.peek()) < 0)) {
      return fail(in_.offset(), "expected an operator after " + quoted(digits) + ", found " + in_.describe());
    }
    if (strict_ && !Dialect::typed && digits.find('.') == std::string_view::npos &&
        digits.find_first_of("eE") != std::string_view::npos) {
      return fail(offset, "expected a decimal point before the exponent of " + quoted(digits));
    }
    double result = 0;
    if (const char* const problem = to_double(digits, result)) return fail(offset, problem);
    if constexpr (Dialect::typed) {
      if (digits.find_first_of(".eE") == std::string_view::npos)
        return out = target_.whole_number(result, offset), true;
    }
    out = target_.number(result, offset);
    return true;
  }

  bool parenthesised(std::size_t offset, value& out) {
    if (++depth_ > max_depth) return fail(offset, too_deep());
    if (!sum(out)) return false;
    --depth_;
    if (in_.accept(')')) return true;
    return fail(in_.offset(), "expected ')' or an operator, found " + in_.describe());
  }

  bool call(operation function, std::string_view word, std::size_t offset, value& out) {
    if (Dialect::typed) return call_of_version_3(function, offset, out);
    const bool extension = function == operation::asin || function == operation::acos || function == operation::atan;
    if (extension && strict_) {
      return fail(offset, "the functions of OpenQASM 2 are sin, cos, tan, exp, ln and sqrt, found " + quoted(word));
    }
    if (extension) in_.warning(offset, quoted(word) + " is not a function of OpenQASM 2; read as usual mathematics");
    const std::size_t open = in_.offset();
    in_.advance();
    return parenthesised(open, out) && combine(function, offset, out, value{});
  }

  bool call_of_version_3(operation function, std::size_t offset, value& out) {
    const std::size_t open = in_.offset();
    in_.advance();
    if (!is_binary(function)) return parenthesised(open, out) && combine(function, offset, out, value{});
    if (++depth_ > max_depth) return fail(offset, too_deep());
    if (!sum(out)) return false;
    --depth_;
    if (!in_.accept(',')) return fail(in_.offset(), "expected ',' and a second argument, found " + in_.describe());
    value second;
    return parenthesised(open, second) && combine(function, offset, out, second);
  }

  static std::string too_deep() {
    return "the expression is nested too deeply; at most " + std::to_string(max_depth) + " levels are read";
  }

  scanner& in_;
  Target& target_;
  bool strict_;
  unsigned depth_ = 0;
};

}  // namespace ketway::language
