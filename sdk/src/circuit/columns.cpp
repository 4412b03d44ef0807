#include "circuit/columns.hpp"

#include <array>

namespace ketway {

std::string_view to_string(refusal why) noexcept {
  switch (why) {
    case refusal::none: return "nothing is wrong";
    case refusal::not_a_gate: return "the operation is not a gate";
    case refusal::operand_count: return "wrong number of operands, or more than 65535 of them";
    case refusal::parameter_count: return "wrong number of parameters";
    case refusal::qubit_range: return "a qubit is out of range";
    case refusal::repeated_qubit: return "a qubit occurs twice";
    case refusal::bit_range: return "a classical bit is out of range";
    case refusal::not_finite: return "a number is not finite";
    case refusal::negative_duration: return "a duration is negative";
    case refusal::not_unitary: return "the matrix is not unitary within 1e-8";
    case refusal::not_an_identifier: return "a name is not an identifier";
    case refusal::text_too_long: return "a text is longer than 64 KiB";
    case refusal::too_many_records: return "the circuit has too many records";
    case refusal::no_open_block: return "there is no open block to end";
    case refusal::no_open_if: return "there is no open `if` without an `else`";
    case refusal::nested_too_deep: return "blocks are nested more than 64 deep";
  }
  return "unknown";
}

bool is_identifier(std::string_view text) noexcept {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  if (text.empty() || !letter(text.front())) return false;
  return std::all_of(text.begin(), text.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

std::uint32_t symbol_column::add(std::span<const std::string_view> parts) {
  std::string joined;
  for (const std::string_view part : parts) joined.append(part).push_back('\0');
  if (const auto at = known_.find(joined); at != known_.end()) return at->second;

  detail::make_room(entries_, parts.size());
  detail::make_room(texts_, 1);
  const auto first = static_cast<std::uint32_t>(entries_.size());
  auto text = std::make_shared<const std::string>(std::move(joined));
  known_.emplace(*text, first);
  // Nothing throws from here on.
  const char* at = text->data();
  for (const std::string_view part : parts) {
    entries_.push_back(part.empty() ? kw_str{nullptr, 0} : kw_str{at, part.size()});
    at += part.size() + 1;
  }
  texts_.emplace_back(std::move(text), first);
  return first;
}

void symbol_column::truncate(std::size_t size) noexcept {
  while (!texts_.empty() && texts_.back().second >= size) {
    known_.erase(*texts_.back().first);
    texts_.pop_back();
  }
  if (size < entries_.size()) entries_.resize(size);
}

const circuit::storage& circuit::storage::of(const circuit& c) noexcept {
  static const storage empty;  // what a circuit is after it was moved from
  return c.storage_ ? *c.storage_ : empty;
}

bool circuit::storage::repeats_long(std::span<const std::uint32_t> qubits) {
  std::vector<std::uint32_t> sorted(qubits.begin(), qubits.end());
  std::sort(sorted.begin(), sorted.end());
  return std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end();
}

std::span<const double> circuit::storage::params_of(const kw_gate& g) const noexcept {
  const double* at = params.data() + g.param;
  switch (g.op) {
    case KW_OP_OPAQUE: return {at + 1, static_cast<std::size_t>(*at)};
    case KW_OP_UNITARY: return {at, std::size_t{2} << (2 * g.num_operands)};
    default: return {at, gates::table[g.op].params};
  }
}

std::string_view circuit::storage::expression_of(const kw_gate& g, std::size_t i) const noexcept {
  if (g.symbol == 0) return {};
  if (g.op == KW_OP_OPAQUE) return symbols[g.symbol + 1 + i];
  return gates::is_gate(g.op) ? symbols[g.symbol + i] : std::string_view();
}

void circuit::storage::copy_shape(const storage& from) {
  num_qubits = from.num_qubits;
  num_bits = from.num_bits;
  name = from.name;
  qubit_registers = from.qubit_registers;
  bit_registers = from.bit_registers;
  register_names = from.register_names;
  touch();
}

std::size_t circuit::storage::num_symbols_of(const kw_gate& g) const noexcept {
  if (g.symbol == 0) return 0;
  if (g.op == KW_OP_OPAQUE) return params_of(g).size() + 1;
  return gates::is_gate(g.op) ? gates::table[g.op].params : 1;
}

std::uint32_t circuit::storage::copy_symbols(const storage& from, const kw_gate& g) {
  const std::size_t n = from.num_symbols_of(g);
  if (n == 0) return 0;
  std::vector<std::string_view> texts(n);
  for (std::size_t i = 0; i < n; ++i) texts[i] = from.symbols[g.symbol + i];
  return symbols.add(texts);
}

const kw_circuit& circuit::storage::view() const {
  if (view_fresh_.load(std::memory_order_acquire)) return view_;
  const std::lock_guard lock(view_guard_);
  if (view_fresh_.load(std::memory_order_relaxed)) return view_;
  view_registers_.clear();
  for (const circuit_register& r : bit_registers)
    view_registers_.push_back(kw_register{kw_str{r.name.data(), r.name.size()}, r.first, r.size});
  view_.struct_size = sizeof(kw_circuit);
  view_.num_qubits = num_qubits;
  view_.num_bits = num_bits;
  view_.gates = gates.data();
  view_.num_gates = gates.size();
  view_.operands = operands.data();
  view_.num_operands = operands.size();
  view_.params = params.data();
  view_.num_params = params.size();
  view_.symbols = symbols.entries().data();
  view_.num_symbols = symbols.entries().size();
  view_.registers = view_registers_.data();
  view_.num_registers = view_registers_.size();
  view_fresh_.store(true, std::memory_order_release);
  return view_;
}

circuit::storage::transaction::~transaction() {
  if (kept_) return;
  s_.gates.resize(gates_);
  s_.operands.resize(operands_);
  s_.params.resize(params_);
  s_.symbols.truncate(symbols_);
  for (; s_.bit_registers.size() > bit_registers_; s_.bit_registers.pop_back())
    s_.register_names.erase(s_.bit_registers.back().name);
  s_.num_bits = num_bits_;
  s_.measures = measures_;
  s_.open_blocks.swap(blocks_);
  s_.touch();
}

}  // namespace ketway
