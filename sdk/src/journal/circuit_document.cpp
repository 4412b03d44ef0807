#include "journal/circuit_document.hpp"

#include "circuit/columns.hpp"

namespace ketway {
namespace {

using json = nlohmann::json;
using storage = circuit::storage;

/// The part of the params column that belongs to a record, an opaque gate's leading count included.
std::span<const double> numbers_of(const storage& s, const kw_gate& g) {
  const std::span<const double> p = s.params_of(g);
  return g.op == KW_OP_OPAQUE ? std::span(p.data() - 1, p.size() + 1) : p;
}

/// Texts: the entries of the column once, and for each record that has some, its number and the place of the first.
void write_symbols(document_writer& d, json& to, const storage& s) {
  const auto& entries = s.symbols.entries();
  if (entries.size() <= 1) return;
  std::vector<std::uint32_t> places, sizes;
  std::string texts;
  for (std::size_t i = 0; i < s.gates.size(); ++i)
    if (s.gates[i].symbol != 0) places.push_back(static_cast<std::uint32_t>(i)), places.push_back(s.gates[i].symbol);
  for (std::size_t i = 0; i < entries.size(); ++i)
    sizes.push_back(static_cast<std::uint32_t>(s.symbols[i].size())), texts.append(s.symbols[i]);
  to["symbols"] = d.column(std::span<const std::uint32_t>(places));
  d.column(std::span<const std::uint32_t>(sizes));
  d.column(texts);
}

/// Reads the columns of `write_circuit` from front to back.
class records {
 public:
  records(const document_reader& d, const json& from, storage& to) : to_(to) {
    const std::uint64_t first = number_in(from, "records", UINT32_MAX);
    ops_ = d.column<std::uint16_t>(first), arities_ = d.column<std::uint16_t>(first + 1);
    operands_ = d.column<std::uint32_t>(first + 2), params_ = d.column<double>(first + 3);
    if (arities_.size() != ops_.size()) refuse_document("a circuit has records without operands");
    if (find_in(from, "symbols")) read_symbols(d, number_in(from, "symbols", UINT32_MAX));
  }

  void read() {
    to_.gates.reserve(ops_.size()), to_.operands.reserve(operands_.size()), to_.params.reserve(params_.size());
    for (at_ = 0; at_ < ops_.size(); ++at_) {
      const auto operands = take(operands_, arities_[at_]);
      if (const refusal why = append(ops_[at_], operands); why != refusal::none)
        refuse_document("record " + std::to_string(at_) + " of a circuit: " + std::string(to_string(why)));
    }
    if (!operands_.empty() || !params_.empty() || !places_.empty()) refuse_document("a circuit has columns too long");
  }

 private:
  void read_symbols(const document_reader& d, std::uint64_t first) {
    places_ = d.column<std::uint32_t>(first);
    const auto sizes = d.column<std::uint32_t>(first + 1);
    std::string_view texts = d.text(first + 2);
    symbols_.reserve(sizes.size());
    for (const std::uint32_t size : sizes) {
      if (size > texts.size()) refuse_document("texts of a circuit end too early");
      symbols_.push_back(texts.substr(0, size));
      texts.remove_prefix(size);
    }
    if (!texts.empty() || places_.size() % 2 != 0) refuse_document("texts of a circuit do not fit their sizes");
  }

  template <class T>
  static std::span<const T> take(std::span<const T>& column, std::size_t n) {
    if (n > column.size()) refuse_document("a circuit has columns too short");
    const std::span<const T> taken = column.first(n);
    column = column.subspan(n);
    return taken;
  }

  /// The texts of this record, if it has any; `n` of them.
  std::span<const std::string_view> symbols(std::size_t n) {
    if (places_.empty() || places_[0] != at_) return {};
    const std::uint32_t first = places_[1];
    places_ = places_.subspan(2);
    if (first == 0 || first > symbols_.size() || n > symbols_.size() - first || n == 0)
      refuse_document("a circuit has a text out of place");
    return {symbols_.data() + first, n};
  }

  refusal append(std::uint16_t op, std::span<const std::uint32_t> operands) {
    switch (op) {
      case KW_OP_MEASURE: return operands.size() == 2 ? to_.measure(operands[0], operands[1]) : refusal::operand_count;
      case KW_OP_RESET: return operands.size() == 1 ? to_.reset(operands[0]) : refusal::operand_count;
      case KW_OP_BARRIER: return to_.barrier(operands);
      case KW_OP_DELAY: {
        const double duration = take(params_, 1)[0];
        const auto unit = symbols(1);
        if (!unit.empty() && unit[0] != "dt") return refusal::not_an_identifier;
        return to_.delay(duration, !unit.empty(), operands);
      }
      case KW_OP_IF:
      case KW_OP_WHILE: return to_.begin(op, operands);
      case KW_OP_ELSE: return operands.empty() ? to_.otherwise() : refusal::operand_count;
      case KW_OP_END: return operands.empty() ? to_.end() : refusal::operand_count;
      case KW_OP_UNITARY: return unitary(operands);
      case KW_OP_OPAQUE: return opaque(operands);
      default: return gate(op, operands);
    }
  }

  refusal unitary(std::span<const std::uint32_t> qubits) {
    if (qubits.empty() || qubits.size() > circuit_limits::max_unitary_qubits) return refusal::operand_count;
    const auto numbers = take(params_, std::size_t{2} << (2 * qubits.size()));
    const auto label = symbols(1);
    // Two doubles are laid out as a std::complex<double> [complex.numbers.general].
    const std::span matrix(reinterpret_cast<const std::complex<double>*>(numbers.data()), numbers.size() / 2);
    return to_.unitary(matrix, qubits, label.empty() ? std::string_view() : label[0]);
  }

  /// A name and `n` parameters, which may be expressions.
  refusal opaque(std::span<const std::uint32_t> qubits) {
    if (params_.empty()) return refusal::parameter_count;
    const double count = params_[0];
    if (!(count >= 0 && count <= 65536) || count != std::floor(count)) return refusal::parameter_count;
    const auto n = static_cast<std::size_t>(count);
    const auto numbers = take(params_, n + 1);
    const auto texts = symbols(n + 1);
    if (texts.empty() || !is_identifier(texts[0])) return refusal::not_an_identifier;
    if (const refusal why = check(texts.subspan(1), numbers); why != refusal::none) return why;
    if (const refusal why = to_.check_qubits(qubits); why != refusal::none) return why;
    if (!to_.has_room(1, qubits.size(), numbers.size())) return refusal::too_many_records;
    return to_.push(KW_OP_OPAQUE, qubits, numbers, to_.symbols.add(texts)), refusal::none;
  }

  /// As it is: what has been written in its named form was so already.
  refusal gate(std::uint16_t op, std::span<const std::uint32_t> qubits) {
    if (!gates::is_gate(op)) return refusal::not_a_gate;
    const auto numbers = take(params_, gates::table[op].params);
    const auto texts = symbols(numbers.size());
    if (const refusal why = to_.check_gate(op, qubits, numbers); why != refusal::none) return why;
    if (const refusal why = check(texts, numbers); why != refusal::none) return why;
    return to_.push(op, qubits, numbers, texts.empty() ? 0 : to_.symbols.add(texts)), refusal::none;
  }

  static refusal check(std::span<const std::string_view> expressions, std::span<const double> numbers) {
    for (const double x : numbers)
      if (!std::isfinite(x)) return refusal::not_finite;
    for (const std::string_view text : expressions)
      if (!text.empty() && !parameter::parse(text)) return refusal::not_finite;
    return refusal::none;
  }

  storage& to_;
  std::size_t at_ = 0;
  std::span<const std::uint16_t> ops_, arities_;
  std::span<const std::uint32_t> operands_, places_;
  std::span<const double> params_;
  std::vector<std::string_view> symbols_;
};

using add_register = const circuit_register& (circuit::*)(std::string_view, std::uint32_t);

void read_registers(circuit& c, const json& list, add_register add) {
  for (const json& r : list) {
    if (!r.is_array() || r.size() < 2 || !r[0].is_string() || !r[1].is_number_unsigned() ||
        r[1].get<std::uint64_t>() > UINT32_MAX)
      refuse_document("a register is not a name and a size");
    try {
      (c.*add)(r[0].get_ref<const std::string&>(), r[1].get<std::uint32_t>());
    } catch (const exception& e) {
      refuse_document(e.error().message());
    }
  }
}

}  // namespace

json write_registers(std::span<const circuit_register> registers) {
  json list = json::array();
  for (const circuit_register& r : registers) list.push_back(json::array({r.name, r.size}));
  return list;
}

json write_circuit(document_writer& d, const circuit& c) {
  const storage& s = storage::of(c);
  json to = json::object();
  if (!s.name.empty()) to["name"] = s.name;
  to["qubits"] = write_registers(s.qubit_registers), to["bits"] = write_registers(s.bit_registers);
  to["digest"] = c.digest();
  std::size_t num_operands = 0, num_params = 0;
  for (const kw_gate& g : s.gates) num_operands += g.num_operands, num_params += numbers_of(s, g).size();
  to["records"] = d.columns();
  auto* op = d.room<std::uint16_t>(s.gates.size());
  for (const kw_gate& g : s.gates) *op++ = g.op;
  auto* arity = d.room<std::uint16_t>(s.gates.size());
  for (const kw_gate& g : s.gates) *arity++ = g.num_operands;
  auto* operand = d.room<std::uint32_t>(num_operands);
  for (const kw_gate& g : s.gates) operand = std::ranges::copy(s.operands_of(g), operand).out;
  auto* param = d.room<double>(num_params);
  for (const kw_gate& g : s.gates) param = std::ranges::copy(numbers_of(s, g), param).out;
  write_symbols(d, to, s);
  return to;
}

circuit read_bits(const json& object) {
  circuit c;
  read_registers(c, list_in(object, "bits"), &circuit::add_bits);
  return c;
}

circuit read_circuit(const document_reader& d, const json& from) {
  if (!from.is_object()) refuse_document("a circuit is no object");
  circuit c;
  read_registers(c, list_in(from, "qubits"), &circuit::add_qubits);
  read_registers(c, list_in(from, "bits"), &circuit::add_bits);
  if (find_in(from, "name")) c.name(text_in(from, "name"));
  storage& s = storage::open(c);
  records(d, from, s).read();
  if (const auto ok = c.validate(); !ok) refuse_document(ok.error().message());
  if (c.digest() != number_in(from, "digest")) refuse_document("a circuit is not the one that was written");
  return c;
}

}  // namespace ketway
