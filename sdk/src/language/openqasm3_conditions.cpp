// Conditions: bits, negated bits, and registers against constants, joined by `&&`.

#include <algorithm>

#include "language/openqasm3_reader.hpp"
#include "language/register_value.hpp"

namespace ketway::language {

bool openqasm3_reader::conjunction(outcome& out) {
  std::size_t terms = 0;
  bool negated = false;
  do {
    in_.skip_space();
    const std::size_t offset = in_.offset();
    outcome next;
    if (!term(next)) return false;
    negated = negated || next.negated;
    if (++terms > 1 && negated) {
      return fail(offset, "a register that differs from a value cannot be combined with other conditions");
    }
    out.never = out.never || next.never;
    out.negated = next.negated;
    out.literals.insert(out.literals.end(), next.literals.begin(), next.literals.end());
  } while (in_.accept('&', '&'));
  if (out.never) out.literals.clear();
  in_.skip_space();
  if (in_.peek() == ')') return true;
  return fail(in_.offset(), "expected '&&' or ')', found " + in_.describe() +
                                "; a condition is made of bits and of registers compared with a constant");
}

bool openqasm3_reader::term(outcome& out) {
  constexpr std::uint32_t max_depth = 200;
  in_.skip_space();
  const std::size_t offset = in_.offset();
  if (++condition_depth_ > max_depth)
    return fail(offset, "the condition is nested too deeply; at most 200 levels are read");
  const char c = in_.peek();
  if (c == '!' || c == '~') {
    in_.advance();
    if (!term(out)) return false;
    out.negate();
  } else if (c == '(') {
    in_.advance();
    if (!conjunction(out) || !in_.accept(')')) return false;
  } else if (!comparison(out)) {
    return false;
  }
  --condition_depth_;
  return true;
}

/// `c[0]`, `c == 2`, `2 == c`, `c[0] != 1`, `true`.
bool openqasm3_reader::comparison(outcome& out) {
  in_.skip_space();
  const std::size_t offset = in_.offset();
  const auto word = in_.peek_word();
  if (word == "true" || word == "false") {
    in_.word();
    out.never = word == "false";
    in_.skip_space();
    if (in_.peek() != '=' && in_.peek() != '!') return true;
    out.never = false;
    in_.go_to(offset);
  }
  operand bits;
  std::uint32_t value_bits = UINT32_MAX;
  const bool value_first =
      word == "true" || word == "false" || detail::is(in_.peek(), detail::digit) || in_.peek() == '"';
  if (value_first) {
    std::vector<bool> value;
    std::string_view digits;
    if (!bit_value(value, digits)) return false;
    const bool equal = in_.accept('=', '=');
    if (!equal && !in_.accept('!', '=')) return expected_here("'==' or '!='");
    const std::size_t value_at = offset;
    if (!cast_operand(bits, value_bits)) return false;
    // The value is read again, where the comparison wants it.
    const std::size_t end = in_.offset();
    in_.go_to(value_at);
    if (!compare(value_at, bits, value_bits, out)) return false;
    in_.go_to(end);
    if (!equal) out.negate();
    return true;
  }
  if (!cast_operand(bits, value_bits)) return false;
  const bool equal = in_.accept('=', '=');
  if (!equal && !in_.accept('!', '=')) {
    if (bad_) return true;
    if (bits.count != 1) return fail(offset, "expected '==' and a value; only a single bit is a condition of its own");
    out.literals.push_back(at(bits, 0) << 1 | 1U);
    return true;
  }
  if (!compare(offset, bits, value_bits, out)) return false;
  if (!equal) out.negate();
  return true;
}

/// Bits, perhaps as `int[4](c)`. `value_bits`: how many bits of a value can be equal to them.
bool openqasm3_reader::cast_operand(operand& out, std::uint32_t& value_bits) {
  in_.skip_space();
  const auto word = in_.peek_word();
  const bool is_cast = word == "int" || word == "uint" || word == "bool" || word == "bit";
  if (!is_cast) return read_operand(word_kind::bits, out);
  const std::size_t offset = in_.offset();
  in_.word();
  std::int64_t size = -1;
  if (in_.accept('[') && !(whole_number(size) && (in_.accept(']') || expected_here("']'")))) return false;
  if (!in_.accept('(')) return expected_here("'('");
  if (!read_operand(word_kind::bits, out)) return false;
  if (!in_.accept(')')) return expected_here("')'");
  if (bad_) return true;
  if (size >= 0 && size != out.count) {
    in_.error(offset, "expected a type of " + std::to_string(out.count) + " bits, found " + std::to_string(size));
    bad_ = true;
  }
  // A negative number is never equal to a constant that is not.
  if (word == "int" && size > 0) value_bits = out.count - 1;
  return true;
}

bool openqasm3_reader::compare(std::size_t offset, const operand& bits, std::uint32_t value_bits, outcome& out) {
  in_.skip_space();
  const std::size_t value_at = in_.offset();
  std::vector<bool> value;
  std::string_view digits;
  if (!bit_value(value, digits)) return false;
  if (bad_) return true;
  std::vector<std::uint32_t> literals;
  bool fits = true;
  if (!digits.empty()) {
    fits = register_literals(digits, 0, bits.count, literals);
  } else {
    fits = std::find(value.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(bits.count, value.size())),
                     value.end(), true) == value.end();
    for (std::uint32_t i = 0; i < bits.count; ++i)
      literals.push_back(i << 1 | (i < value.size() && value[i] ? 1U : 0U));
  }
  fits = fits && (value_bits >= bits.count || (literals.back() & 1U) == 0);
  if (!fits) {
    in_.warning(value_at, "the comparison never holds: there are " + std::to_string(bits.count) +
                              (bits.count == 1 ? " bit" : " bits"));
    out.never = true;
    return true;
  }
  if (literals.size() > UINT16_MAX) return fail(offset, "a condition reads at most 65535 bits");
  for (const auto literal : literals) out.literals.push_back(at(bits, literal >> 1) << 1 | (literal & 1U));
  return true;
}

/// A constant: a decimal number into `digits`, or the bits of another form, lowest first, into `value`.
bool openqasm3_reader::bit_value(std::vector<bool>& value, std::string_view& digits) {
  in_.skip_space();
  const std::size_t offset = in_.offset();
  std::string_view text;
  if (in_.peek() == '"' && in_.string('"', text)) {
    for (std::size_t i = text.size(); i-- > 0;) {
      if (text[i] == '_') continue;
      if (text[i] != '0' && text[i] != '1')
        return fail(offset + 1 + i, "expected 0 or 1, found " + describe_byte(text, i));
      value.push_back(text[i] == '1');
    }
    return true;
  }
  if (const auto word = in_.peek_word(); word == "true" || word == "false") {
    in_.word();
    value.push_back(word == "true");
    return true;
  }
  digits = in_.digits();
  if (digits.empty()) return expected_here("a whole number that is not negative, or a string of bits");
  const auto suffix = in_.peek_word();
  if (suffix.empty()) return true;
  const char base = suffix[0];
  const unsigned width = base == 'b' || base == 'B' ? 1 : base == 'o' ? 3 : base == 'x' || base == 'X' ? 4 : 0;
  if (digits != "0" || width == 0) return fail(in_.offset(), "expected an operator, found " + in_.describe());
  in_.word();
  digits = {};
  for (std::size_t i = suffix.size(); i-- > 1;) {
    if (suffix[i] == '_') continue;
    const char c = suffix[i];
    unsigned digit = 16;
    if (c >= '0' && c <= '9') digit = static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') digit = static_cast<unsigned>(c - 'a') + 10;
    if (c >= 'A' && c <= 'F') digit = static_cast<unsigned>(c - 'A') + 10;
    if (digit >= 1U << width)
      return fail(offset + 1 + i, "expected a digit of that base, found " + describe_byte(suffix, i));
    for (unsigned k = 0; k < width; ++k) value.push_back((digit >> k & 1U) != 0);
  }
  return true;
}

}  // namespace ketway::language
