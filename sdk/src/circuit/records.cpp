// The checked append of every kind of record. Each function checks all before it changes anything.

#include <array>
#include <complex>

#include "circuit/columns.hpp"
#include "circuit/matrix.hpp"

namespace ketway {
namespace {

constexpr std::size_t max_text = 64 * 1024;

// The texts of a gate's parameters, empty where the number holds; short ones without an allocation of the list.
class texts {
 public:
  void add(std::string text) {
    any_ = any_ || !text.empty();
    kept_.push_back(std::move(text));
  }
  bool any() const noexcept { return any_; }
  bool too_long() const noexcept {
    return std::any_of(kept_.begin(), kept_.end(), [](const std::string& t) { return t.size() > max_text; });
  }
  std::vector<std::string_view> views(std::string_view first = {}, bool with_first = false) const {
    std::vector<std::string_view> list;
    if (with_first) list.push_back(first);
    list.insert(list.end(), kept_.begin(), kept_.end());
    return list;
  }

 private:
  std::vector<std::string> kept_;
  bool any_ = false;
};

// The number of an angle: its value, or that of an expression without names (NaN where that is not finite), or 0.
double number_of(const angle& a, texts& expressions) {
  if (!a.symbolic()) {
    expressions.add({});
    return a.value();
  }
  if (a.expression().names().empty()) {
    expressions.add({});
    return a.expression().constant_value().value_or(std::nan(""));
  }
  expressions.add(a.expression().to_string());
  return 0;
}

}  // namespace

refusal circuit::storage::gate(std::uint16_t op, std::span<const std::uint32_t> qubits, std::span<const angle> angles) {
  std::array<double, 4> numbers{};
  if (angles.size() > numbers.size()) return gates::is_gate(op) ? refusal::parameter_count : refusal::not_a_gate;
  bool symbolic = false;
  for (std::size_t i = 0; i < angles.size(); ++i) {
    numbers[i] = angles[i].value();
    symbolic = symbolic || angles[i].symbolic();
  }
  const std::span<const double> values(numbers.data(), angles.size());
  if (!symbolic) return gate(op, qubits, values);

  texts expressions;
  for (std::size_t i = 0; i < angles.size(); ++i) numbers[i] = number_of(angles[i], expressions);
  if (const refusal why = check_gate(op, qubits, values); why != refusal::none) return why;
  if (expressions.too_long()) return refusal::text_too_long;
  transaction all_or_nothing(*this);
  const std::uint32_t symbol = expressions.any() ? symbols.add(expressions.views()) : 0;
  push(gates::canonical(op, qubits.size() - gates::table[op].operands), qubits, values, symbol);
  all_or_nothing.keep();
  return refusal::none;
}

refusal circuit::storage::push_qubits(std::uint16_t op, std::span<const std::uint32_t> qubits,
                                      std::span<const double> numbers, std::span<const std::string_view> texts) {
  if (qubits.size() > UINT16_MAX) return refusal::operand_count;
  if (const refusal why = check_qubits(qubits); why != refusal::none) return why;
  for (const std::string_view text : texts)
    if (text.size() > max_text) return refusal::text_too_long;
  if (!has_room(1, qubits.size(), numbers.size())) return refusal::too_many_records;
  if (texts.empty()) return push(op, qubits, numbers, 0), refusal::none;
  transaction all_or_nothing(*this);
  push(op, qubits, numbers, symbols.add(texts));
  all_or_nothing.keep();
  return refusal::none;
}

refusal circuit::storage::unitary(std::span<const std::complex<double>> matrix, std::span<const std::uint32_t> qubits,
                                  std::string_view label) {
  if (qubits.empty() || qubits.size() > circuit_limits::max_unitary_qubits) return refusal::operand_count;
  if (matrix.size() != std::size_t{1} << (2 * qubits.size())) return refusal::parameter_count;
  for (const std::complex<double>& z : matrix)
    if (!std::isfinite(z.real()) || !std::isfinite(z.imag())) return refusal::not_finite;
  if (!gates::is_unitary(matrix, 1e-8)) return refusal::not_unitary;
  // std::complex is laid out as its two numbers.
  const std::span<const double> numbers(reinterpret_cast<const double*>(matrix.data()), 2 * matrix.size());
  return push_qubits(KW_OP_UNITARY, qubits, numbers, {&label, label.empty() ? 0U : 1U});
}

refusal circuit::storage::opaque(std::string_view gate_name, std::span<const std::uint32_t> qubits,
                                 std::span<const angle> angles) {
  if (!is_identifier(gate_name)) return refusal::not_an_identifier;
  if (angles.size() > max_text) return refusal::parameter_count;
  std::vector<double> numbers{static_cast<double>(angles.size())};
  texts expressions;
  for (const angle& a : angles) {
    numbers.push_back(number_of(a, expressions));
    if (!std::isfinite(numbers.back())) return refusal::not_finite;
  }
  return push_qubits(KW_OP_OPAQUE, qubits, numbers, expressions.views(gate_name, true));
}

refusal circuit::storage::measure(std::uint32_t qubit, std::uint32_t bit) {
  if (qubit >= num_qubits) return refusal::qubit_range;
  if (bit >= num_bits) return refusal::bit_range;
  if (!has_room(1, 2, 0)) return refusal::too_many_records;
  push(KW_OP_MEASURE, std::array{qubit, bit}, {}, 0);
  measures = true;
  return refusal::none;
}

refusal circuit::storage::reset(std::uint32_t qubit) { return push_qubits(KW_OP_RESET, {&qubit, 1}, {}, {}); }

refusal circuit::storage::barrier(std::span<const std::uint32_t> qubits) {
  return push_qubits(KW_OP_BARRIER, qubits, {}, {});
}

refusal circuit::storage::delay(double duration, bool cycles, std::span<const std::uint32_t> qubits) {
  if (!std::isfinite(duration)) return refusal::not_finite;
  if (duration < 0) return refusal::negative_duration;
  static constexpr std::string_view dt = "dt";
  return push_qubits(KW_OP_DELAY, qubits, {&duration, 1}, {&dt, cycles ? 1U : 0U});
}

refusal circuit::storage::begin(std::uint16_t op, std::span<const std::uint32_t> literals) {
  if (literals.size() > UINT16_MAX) return refusal::operand_count;
  for (const std::uint32_t literal : literals)
    if (literal_bit(literal) >= num_bits) return refusal::bit_range;
  if (open_blocks.size() >= circuit_limits::max_nesting) return refusal::nested_too_deep;
  if (!has_room(1, literals.size(), 0)) return refusal::too_many_records;
  detail::make_room(open_blocks, 1);
  push(op, literals, {}, 0);
  open_blocks.push_back({op == KW_OP_IF, false});
  return refusal::none;
}

refusal circuit::storage::otherwise() {
  if (open_blocks.empty() || !open_blocks.back().is_if || open_blocks.back().has_else) return refusal::no_open_if;
  if (!has_room(1, 0, 0)) return refusal::too_many_records;
  push(KW_OP_ELSE, {}, {}, 0);
  open_blocks.back().has_else = true;
  return refusal::none;
}

refusal circuit::storage::end() {
  if (open_blocks.empty()) return refusal::no_open_block;
  if (!has_room(1, 0, 0)) return refusal::too_many_records;
  push(KW_OP_END, {}, {}, 0);
  open_blocks.pop_back();
  return refusal::none;
}

}  // namespace ketway
