// Reads the grammar O3 of ketway/ops.h by recursive descent.

#include <charconv>

#include "circuit/expression_node.hpp"

namespace ketway {
namespace {

using expression::impossible;
using expression::pointer;

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

class reader {
 public:
  explicit reader(std::string_view text) : text_(text) {}

  pointer read() {
    if (text_.size() > expression::max_length) throw impossible("the expression is longer than 64 KiB");
    pointer whole = read_sum();
    if (at_ < text_.size()) throw impossible("expected an operator or the end, found " + found());
    return whole;
  }
  std::size_t column() const noexcept { return at_ + 1; }

 private:
  char peek() noexcept {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r'))
      ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool take(char c) noexcept {
    if (peek() != c || at_ == text_.size()) return false;
    ++at_;
    return true;
  }
  std::string found() {
    peek();
    if (at_ == text_.size()) return "the end";
    const char c = text_[at_];
    return c > ' ' && c < '\x7f' ? "`" + std::string(1, c) + "`" : "a byte that is no part of an expression";
  }
  void expect(char c) {
    if (!take(c)) throw impossible("expected `" + std::string(1, c) + "`, found " + found());
  }

  // Whatever is nested in something else is read by this, so that the stack stays bounded.
  template <class Read>
  pointer nested(Read read) {
    if (++level_ > expression::max_depth) throw impossible("the expression is nested more than 200 deep");
    pointer inner = read();
    --level_;
    return inner;
  }

  pointer read_sum() {
    expression::sum total;
    total.add(read_product(), 1);
    for (;;) {
      if (take('+'))
        total.add(read_product(), 1);
      else if (take('-'))
        total.add(read_product(), -1);
      else
        return total.finish();
    }
  }

  pointer read_product() {
    expression::product total;
    add_factor(total, false);
    for (;;) {
      if (take('*'))
        add_factor(total, false);
      else if (take('/'))
        add_factor(total, true);
      else
        return total.finish();
    }
  }

  void add_factor(expression::product& total, bool divides) {
    if (take_signs()) total.add(expression::number(-1), false);
    total.add(read_power(), divides);
  }

  bool take_signs() noexcept {
    bool negative = false;
    while (peek() == '-' || peek() == '+') negative ^= text_[at_++] == '-';
    return negative;
  }

  pointer read_power() {
    pointer base = read_primary();
    if (!take('^')) return base;
    pointer exponent = nested([this] {
      const bool negative = take_signs();
      expression::product signed_power;
      if (negative) signed_power.add(expression::number(-1), false);
      signed_power.add(read_power(), false);
      return signed_power.finish();
    });
    return expression::power(std::move(base), std::move(exponent));
  }

  pointer read_primary() {
    const char c = peek();
    if (is_digit(c) || c == '.') return read_number();
    if (is_letter(c)) return read_name();
    if (c != '(') throw impossible("expected a number, a name, a function or `(`, found " + found());
    expect('(');
    pointer inner = nested([this] { return read_sum(); });
    expect(')');
    return inner;
  }

  pointer read_name() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && (is_letter(text_[at_]) || is_digit(text_[at_]))) ++at_;
    const std::string_view word = text_.substr(begin, at_ - begin);
    const std::size_t function = expression::find_function(word);
    if (peek() == '(' && function == expression::num_functions) {
      at_ = begin;
      throw impossible("there is no function `" + std::string(word.substr(0, 64)) + "`");
    }
    if (function == expression::num_functions) return expression::name(word);
    expect('(');
    pointer argument = nested([this] { return read_sum(); });
    expect(')');
    return expression::function(function, std::move(argument));
  }

  pointer read_number() {
    const std::size_t begin = at_;
    std::size_t digits = 0;
    const auto take_digits = [&] {
      for (; at_ < text_.size() && is_digit(text_[at_]); ++at_) ++digits;
    };
    take_digits();
    if (at_ < text_.size() && text_[at_] == '.') {
      ++at_;
      take_digits();
    }
    if (digits == 0) throw impossible("expected a digit beside `.`, found " + found());
    if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
      std::size_t exponent = at_ + 1;
      if (exponent < text_.size() && (text_[exponent] == '+' || text_[exponent] == '-')) ++exponent;
      if (exponent < text_.size() && is_digit(text_[exponent])) {
        at_ = exponent;
        take_digits();
      }
    }
    if (at_ < text_.size() && is_letter(text_[at_]))
      throw impossible("expected an operator after a number, found " + found());
    double value = 0;
    const auto result = std::from_chars(text_.data() + begin, text_.data() + at_, value);
    if (result.ec != std::errc()) {
      at_ = begin;
      throw impossible("a number is out of the range of a double");
    }
    return expression::number(value);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t level_ = 0;
};

}  // namespace

expected<parameter> parameter::parse(std::string_view text) {
  reader r(text);
  try {
    return parameter(r.read());
  } catch (const impossible& e) {
    diagnostic finding;
    finding.where.line = 1;
    finding.where.column = static_cast<std::uint32_t>(r.column());
    finding.message = e.what();
    ketway::error failure(errc::invalid_argument, "not an expression: " + finding.message);
    failure.diagnostics({std::move(finding)});
    return failure;
  }
}

}  // namespace ketway
