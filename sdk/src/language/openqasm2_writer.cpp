// A circuit as OpenQASM 2. The records are gone over twice: first to learn which gates must be defined, then to print.

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

#include "circuit/columns.hpp"
#include "ketway/language.hpp"
#include "language/gate_definitions.hpp"
#include "language/one_qubit_angles.hpp"
#include "language/print.hpp"
#include "language/qelib1.hpp"
#include "language/register_value.hpp"

namespace ketway {
namespace language {
namespace {

class openqasm2_writer {
 public:
  explicit openqasm2_writer(const circuit& c) : columns_(circuit::storage::of(c)) {}

  expected<std::string> run() {
    if (!columns_.open_blocks.empty()) return error(errc::failed_precondition, "a block of the circuit is not closed");
    for (std::size_t i = 0; i < columns_.gates.size(); ++i) {
      if (auto why = examine(columns_.gates[i])) return refuse(i, *why);
    }
    for (const auto& [name, what] : opaque_) {
      if (!definitions_.names().contains(name)) continue;
      return error(
          errc::failed_precondition,
          "opaque gate '" + name + "' cannot be written in OpenQASM 2: the circuit uses the gate of that name too");
    }
    out_ = "OPENQASM 2.0;\ninclude \"qelib1.inc\";\n" + opaque_text_ + definitions_.text();
    name_registers();
    out_.reserve(out_.size() + columns_.gates.size() * 24);
    for (std::size_t i = 0; i < columns_.gates.size(); ++i) {
      if (auto why = print(columns_.gates[i])) return refuse(i, *why);
    }
    return std::move(out_);
  }

 private:
  using problem = std::optional<std::string>;

  error refuse(std::size_t record, const std::string& why) const {
    const auto name = gates::table[columns_.gates[record].op].name;
    return {errc::failed_precondition, "record " + std::to_string(record) + " (" + std::string(name) +
                                           ") cannot be written in OpenQASM 2: " + why};
  }

  // -- first pass

  problem examine(const kw_gate& g) {
    switch (g.op) {
      case KW_OP_MEASURE:
      case KW_OP_RESET:
      case KW_OP_BARRIER:
      case KW_OP_IF:
      case KW_OP_END: return {};
      case KW_OP_DELAY: return "it has no delay";
      case KW_OP_ELSE: return "its `if` has no `else`";
      case KW_OP_WHILE: return "it has no loops";
      case KW_OP_UNITARY:
        if (g.num_operands != 1) return "it has no matrices, and only those on one qubit are turned into u3";
        definitions_.name_for(KW_OP_U, 0);
        return {};
      case KW_OP_OPAQUE: return declare_opaque(g);
      default: break;
    }
    for (std::size_t i = 0; g.symbol != 0 && i < columns_.params_of(g).size(); ++i) {
      if (auto text = columns_.expression_of(g, i); !text.empty()) return symbolic(text);
    }
    const std::size_t controls = extra_controls(g);
    if (controls > gate_definitions::max_controls) {
      return "gates with more than " + std::to_string(gate_definitions::max_controls) +
             " extra controls are not taken apart";
    }
    definitions_.name_for(g.op, controls);
    return {};
  }

  static std::string symbolic(std::string_view expression) {
    return "it has no symbolic parameters, and '" + std::string(expression.substr(0, 80)) +
           "' has no value yet (bind it first)";
  }

  problem declare_opaque(const kw_gate& g) {
    const auto params = columns_.params_of(g);
    for (std::size_t i = 0; i < params.size(); ++i) {
      if (auto text = columns_.expression_of(g, i); !text.empty()) return symbolic(text);
    }
    const std::string name(columns_.symbols[g.symbol]);
    const shape now(params.size(), g.num_operands);
    if (const auto known = opaque_.find(name); known != opaque_.end()) {
      if (known->second == now) return {};
      return "opaque gate '" + name + "' is used with different numbers of parameters or qubits";
    }
    if (!is_gate_name(name)) return "'" + name + "' cannot be the name of an opaque gate there";
    if (g.num_operands == 0) return "an opaque gate needs a qubit";
    opaque_.emplace(name, now);
    opaque_text_ += "opaque " + name;
    if (!params.empty()) opaque_text_ += "(" + formals('p', params.size()) + ")";
    opaque_text_ += " " + formals('q', g.num_operands) + ";\n";
    return {};
  }

  static std::string formals(char letter, std::size_t n) {
    std::string out;
    for (std::size_t i = 0; i < n; ++i) out += (i == 0 ? "" : ",") + std::string(1, letter) + std::to_string(i);
    return out;
  }

  static bool is_gate_name(std::string_view name) {
    if (name.empty() || name.front() < 'a' || name.front() > 'z') return false;
    const auto reserved = reserved_words();
    if (std::find(reserved.begin(), reserved.end(), name) != reserved.end()) return false;
    return std::none_of(named_gates().begin(), named_gates().end(),
                        [&](const named_gate& g) { return g.origin == gate_origin::paper && g.name == name; });
  }

  // -- registers

  void name_registers() {
    std::set<std::string, std::less<>> taken = definitions_.names();
    for (const auto& [name, what] : opaque_) taken.insert(name);
    for (const auto* list : {&columns_.qubit_registers, &columns_.bit_registers}) {
      for (const auto& r : *list) kept(r) ? void(taken.insert(r.name)) : void();
    }
    qubits_.reserve(columns_.num_qubits);
    bits_.reserve(columns_.num_bits);
    declare("qreg ", columns_.qubit_registers, taken, qubits_);
    declare("creg ", columns_.bit_registers, taken, bits_);
  }

  /// Whether the register's name can stay as it is.
  bool kept(const circuit_register& r) const {
    return is_gate_name(r.name) && !definitions_.names().contains(r.name) && !opaque_.contains(r.name);
  }

  void declare(std::string_view word, const std::vector<circuit_register>& list,
               std::set<std::string, std::less<>>& taken, std::vector<std::uint32_t>& register_of) {
    for (const auto& r : list) {
      std::string name = r.name;
      if (!kept(r)) {
        name = "r_" + name;
        while (taken.contains(name)) name += '_';
        taken.insert(name);
      }
      register_of.insert(register_of.end(), r.size, static_cast<std::uint32_t>(names_.size()));
      if (r.size != 0) {
        out_.append(word).append(name) += '[';
        append_integer(out_, r.size);
        out_ += "];\n";
      }
      names_.emplace_back(std::move(name), r.first);
    }
  }

  void append_place(const std::vector<std::uint32_t>& register_of, std::uint32_t i) {
    const auto& [name, first] = names_[register_of[i]];
    out_.append(name) += '[';
    append_integer(out_, i - first);
    out_ += ']';
  }
  void append_qubits(std::span<const std::uint32_t> qubits) {
    out_ += ' ';
    for (std::size_t i = 0; i < qubits.size(); ++i) {
      if (i != 0) out_ += ',';
      append_place(qubits_, qubits[i]);
    }
    out_ += ";\n";
  }

  // -- second pass

  problem print(const kw_gate& g) {
    const auto operands = columns_.operands_of(g);
    if (g.op == KW_OP_IF) return open_block(operands);
    if (g.op == KW_OP_END) return close_block(), problem();
    if (g.op == KW_OP_BARRIER) {  // it changes nothing, so it needs no condition
      if (!operands.empty()) out_ += "barrier", append_qubits(operands);
      return {};
    }
    if (never_depth_ != 0) return {};
    if (condition_measured_) {
      return "the condition of its block reads register '" + names_[condition_register_].first +
             "', which the block has measured into already; there, each gate would read it again";
    }
    if (g.op == KW_OP_GPHASE && operands.empty()) return {};
    out_ += condition_;
    if (g.op == KW_OP_MEASURE) return print_measure(operands), problem();
    if (g.op == KW_OP_RESET) return out_ += "reset", append_qubits(operands), problem();
    if (g.op == KW_OP_UNITARY) return print_unitary(g), problem();
    out_ += g.op == KW_OP_OPAQUE ? columns_.symbols[g.symbol] : definitions_.name_for(g.op, extra_controls(g));
    append_numbers(columns_.params_of(g));
    append_qubits(operands);
    return {};
  }

  void append_numbers(std::span<const double> numbers) {
    if (numbers.empty()) return;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      out_ += i == 0 ? '(' : ',';
      append_real(out_, numbers[i]);
    }
    out_ += ')';
  }

  void print_measure(std::span<const std::uint32_t> operands) {
    out_ += "measure ";
    append_place(qubits_, operands[0]);
    out_ += " -> ";
    append_place(bits_, operands[1]);
    out_ += ";\n";
    condition_measured_ = !condition_.empty() && bits_[operands[1]] == condition_register_;
  }

  void print_unitary(const kw_gate& g) {
    const auto m = columns_.params_of(g);
    // The phase of the whole is free.
    const one_qubit_angles u({m[0], m[1]}, {m[2], m[3]}, {m[4], m[5]}, {m[6], m[7]});
    out_ += definitions_.name_for(KW_OP_U, 0);
    append_numbers(std::array{u.theta, u.phi, u.lambda});
    append_qubits(columns_.operands_of(g));
  }

  // -- blocks

  problem open_block(std::span<const std::uint32_t> literals) {
    if (never_depth_ != 0) {
      ++never_depth_;
      return blocks_.push_back(block::never), problem();
    }
    if (literals.empty()) return blocks_.push_back(block::always), problem();
    if (!condition_.empty()) return "blocks cannot be nested";
    std::map<std::uint32_t, bool> wanted;
    for (const auto literal : literals) {
      const auto [at, fresh] = wanted.emplace(literal_bit(literal), literal_value(literal));
      if (!fresh && at->second != literal_value(literal)) {
        ++never_depth_;
        return blocks_.push_back(block::never), problem();
      }
    }
    condition_register_ = bits_[wanted.begin()->first];
    const auto first = names_[condition_register_].second;
    const auto& reg = columns_.bit_registers[condition_register_ - columns_.qubit_registers.size()];
    if (wanted.begin()->first != first || wanted.size() != reg.size || wanted.rbegin()->first != first + reg.size - 1) {
      return "a condition there compares one whole register, and this one does not";
    }
    std::vector<bool> value;
    for (const auto& [bit, set] : wanted) value.push_back(set);
    condition_ = "if(" + names_[condition_register_].first + "==" + decimal(value) + ") ";
    return blocks_.push_back(block::condition), problem();
  }

  void close_block() {
    if (blocks_.back() == block::never) --never_depth_;
    if (blocks_.back() == block::condition) condition_.clear(), condition_measured_ = false;
    blocks_.pop_back();
  }

  enum class block : std::uint8_t { always, never, condition };
  using shape = std::pair<std::size_t, std::size_t>;

  const circuit::storage& columns_;
  gate_definitions definitions_;
  std::map<std::string, shape, std::less<>> opaque_;
  std::string opaque_text_, out_;
  std::vector<std::pair<std::string, std::uint32_t>> names_;  // of registers, with their first bit or qubit
  std::vector<std::uint32_t> qubits_, bits_;                  // which register each belongs to
  std::vector<block> blocks_;
  std::size_t never_depth_ = 0;
  std::string condition_;
  std::uint32_t condition_register_ = 0;
  bool condition_measured_ = false;
};

}  // namespace
}  // namespace language

expected<std::string> write_openqasm2(const circuit& c) { return language::openqasm2_writer(c).run(); }

}  // namespace ketway
