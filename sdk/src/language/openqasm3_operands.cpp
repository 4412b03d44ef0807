// Which qubits and bits a statement names: registers, elements, ranges, index sets, and the device's own qubits.

#include <algorithm>

#include "language/openqasm3_reader.hpp"

namespace ketway::language {
namespace {
std::string elements(std::uint32_t n) { return std::to_string(n) + (n == 1 ? " element" : " elements"); }
}  // namespace

/// False for wrong syntax; wrong meaning is reported and sets `bad_`.
bool openqasm3_reader::read_operand(word_kind wanted, operand& out) {
  in_.skip_space();
  out = operand();
  out.offset = in_.offset();
  const bool quantum = wanted == word_kind::qubits;
  if (quantum && in_.peek() == '$') return physical_qubit(out);
  const auto name = in_.word();
  if (name.empty()) return expected_here(quantum ? "a qubit" : "a classical bit");
  out.name = name;
  const std::uint32_t entry = names_.find(name);
  const word_kind kind = kind_of(entry);
  std::uint32_t size = UINT32_MAX;
  bool single = false;
  if (kind != wanted) {
    bad_ = true;
    if (kind == word_kind::bits || kind == word_kind::qubits) {
      in_.error(out.offset, quantum ? "expected a qubit, found classical register " + quoted(name)
                                    : "expected a classical bit, found qubit register " + quoted(name));
    } else if (entry == name_table::none) {
      in_.error(out.offset, quoted(name) + " is not declared" + did_you_mean(name, names_.all()));
      names_.set(name, pack(word_kind::reported, 0));
    } else if (kind != word_kind::reported) {
      in_.error(out.offset,
                std::string(quantum ? "expected a qubit" : "expected a classical bit") + ", found " + quoted(name));
    }
  } else {
    const declared& from = declared_[index_of(entry)];
    out.first = from.first;
    out.count = size = from.size;
    single = from.single;
  }
  out.whole = !single;
  in_.skip_space();
  if (in_.peek() != '[') return true;
  if (single) {
    in_.error(in_.offset(), quoted(name) + " is a single " + (quantum ? "qubit" : "bit") + " and has no index");
    bad_ = true;
  }
  in_.advance();
  const auto base = static_cast<std::uint32_t>(out.first);
  if (!element_list(out, bad_ ? UINT32_MAX : size)) return false;
  if (!in_.accept(']')) return expected_here("']'");
  if (bad_) return true;
  if (out.is_list) {
    for (std::uint32_t i = 0; i < out.count; ++i) listed_[static_cast<std::size_t>(out.first) + i] += base;
  } else {
    out.first += base;
  }
  return true;
}

bool openqasm3_reader::physical_qubit(operand& out) {
  in_.advance();
  const auto digits = in_.digits();
  if (digits.empty()) return expected_here("the number of a qubit behind '$'");
  std::uint64_t number = 0;
  for (const char c : digits)
    number = std::min<std::uint64_t>(number * 10 + static_cast<std::uint64_t>(c - '0'), UINT32_MAX);
  in_.skip_space();
  if (in_.peek() == '[') return fail(in_.offset(), "a physical qubit is single and has no index");
  out.count = 1;
  if (number >= circuit_limits::max_qubits) {
    return bad_ = true,
           in_.error(out.offset, "physical qubit " + quoted(digits) + " is out of range; a circuit has at most " +
                                     std::to_string(circuit_limits::max_qubits) + " qubits"),
           true;
  }
  if (declares_qubits_) {
    return bad_ = true, in_.error(out.offset, "physical qubits beside declared ones are not read"), true;
  }
  const auto wanted = static_cast<std::uint32_t>(number) + 1;
  if (!has_physical_) {
    has_physical_ = true;
    std::string name = "q";
    while (columns_->has_register(name)) name += '_';
    circuit_.add_qubits(name, wanted);
  } else if (wanted > columns_->num_qubits) {
    // The one register of such a text grows with it.
    columns_->qubit_registers.front().size = columns_->num_qubits = wanted;
    columns_->touch();
  }
  out.first = static_cast<std::int64_t>(number);
  return true;
}

bool openqasm3_reader::whole_number(std::int64_t& out) {
  in_.skip_space();
  const std::size_t offset = in_.offset();
  constexpr std::size_t short_enough = 9;
  if (const auto digits = in_.digits(); !digits.empty() && digits.size() <= short_enough) {
    in_.skip_space();
    const char next = in_.peek();
    if (next == ']' || next == ':' || next == ',' || next == '}' || next == ')') {
      out = 0;
      for (const char c : digits) out = out * 10 + (c - '0');
      return true;
    }
  }
  in_.go_to(offset);
  evaluator target(*this);
  quantity value;
  if (!expression_reader<evaluator, openqasm3_dialect>(in_, target, options_.strict()).read(value)) return false;
  constexpr double largest = 1LL << 40;
  if (value.value.symbolic() || !value.whole || std::abs(value.value.value()) > largest) {
    return fail(offset, "expected a whole number");
  }
  out = static_cast<std::int64_t>(value.value.value());
  return true;
}

/// What stands between the brackets, as places in the register. A size of UINT32_MAX: the register is unknown.
bool openqasm3_reader::element_list(operand& out, std::uint32_t size) {
  const auto place = [&](std::size_t offset, std::int64_t& index) {
    if (size == UINT32_MAX) return;
    if (index < 0) index += size;
    if (index >= 0 && index < size) return;
    in_.error(offset, "the index is out of range; " + quoted(out.name) + " has " + elements(size));
    bad_ = true;
    index = 0;
  };
  in_.skip_space();
  std::size_t offset = in_.offset();
  std::int64_t index = 0;
  if (in_.accept('{')) {
    out.is_list = out.whole = true;
    out.first = static_cast<std::int64_t>(listed_.size());
    out.count = 0;
    do {
      in_.skip_space();
      offset = in_.offset();
      if (!whole_number(index)) return false;
      place(offset, index);
      listed_.push_back(static_cast<std::uint32_t>(index));
      ++out.count;
    } while (in_.accept(','));
    return in_.accept('}') || expected_here("',' or '}'");
  }
  if (in_.peek() == ':') return range(out, size, false, 0);
  if (!whole_number(index)) return false;
  in_.skip_space();
  if (in_.peek() == ':') return range(out, size, true, index);
  if (in_.peek() == ',') return fail(in_.offset(), "a register has one index; expected ']'");
  place(offset, index);
  out.first = index;
  out.count = 1;
  out.whole = false;
  return true;
}

/// [start:stop] and [start:step:stop], both ends included.
bool openqasm3_reader::range(operand& out, std::uint32_t size, bool has_start, std::int64_t start) {
  const std::size_t offset = in_.offset();
  const auto part = [&](bool& there, std::int64_t& value) {
    in_.skip_space();
    there = in_.peek() != ':' && in_.peek() != ']';
    return !there || whole_number(value);
  };
  std::int64_t stop = 0, step = 1;
  bool has_stop = false;
  in_.advance();
  if (!part(has_stop, stop)) return false;
  if (in_.accept(':')) {
    step = has_stop ? stop : 1;
    if (!part(has_stop, stop)) return false;
  }
  out.whole = true;
  if (size == UINT32_MAX) return true;
  if (step == 0) return bad_ = true, in_.error(offset, "the step of a range is 0"), true;
  const auto n = static_cast<std::int64_t>(size);
  if (!has_start) start = step > 0 ? 0 : n - 1;
  if (!has_stop) stop = step > 0 ? n - 1 : 0;
  if (has_start && start < 0) start += n;
  if (has_stop && stop < 0) stop += n;
  const std::int64_t count = (stop - start) / step + 1;
  out.first = start;
  out.step = step;
  if ((stop - start) * (step > 0 ? 1 : -1) < 0) return out.count = 0, true;
  out.count = static_cast<std::uint32_t>(std::min<std::int64_t>(count, UINT32_MAX));
  if (start < 0 || start >= n || stop < 0 || stop >= n) {
    in_.error(offset, "the range leaves the register, which has " + elements(size));
    bad_ = true;
  }
  return true;
}

bool openqasm3_reader::operand_list() {
  operands_.clear();
  do {
    if (!read_operand(word_kind::qubits, operands_.emplace_back())) return false;
  } while (in_.accept(','));
  return true;
}

}  // namespace ketway::language
