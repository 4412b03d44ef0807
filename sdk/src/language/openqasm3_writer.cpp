// A circuit as OpenQASM 3. The records are gone over twice: first to learn which gates must be defined and which words
// they take, then to print.

#include <optional>

#include "circuit/columns.hpp"
#include "ketway/language.hpp"
#include "language/one_qubit_angles.hpp"
#include "language/openqasm3_condition_text.hpp"
#include "language/openqasm3_gates.hpp"
#include "language/openqasm3_names.hpp"
#include "language/openqasm3_numbers.hpp"
#include "language/print.hpp"

namespace ketway {
namespace language {
namespace {

class openqasm3_writer {
 public:
  openqasm3_writer(const circuit& c, const openqasm3_options& options)
      : circuit_(c), columns_(circuit::storage::of(c)), options_(options), gates_(options.basis_only()) {}

  expected<openqasm3_names> names() {
    if (!columns_.open_blocks.empty()) return error(errc::failed_precondition, "a block of the circuit is not closed");
    for (std::size_t i = 0; i < columns_.gates.size(); ++i) {
      if (auto why = examine(columns_.gates[i])) return refuse(i, *why);
    }
    return name_everything(circuit_, gates_.defined());
  }

  expected<std::string> run() {
    auto named = names();
    if (!named) return std::move(named).error();
    names_ = std::move(*named);
    out_ = "OPENQASM 3.0;\ninclude \"stdgates.inc\";\n";
    for (const auto& [ours, shown] : names_.parameters) out_ += "input float[64] " + shown + ";\n";
    out_ += gates_.definitions();
    declare("bit", columns_.bit_registers, names_.bit_registers, bits_);
    if (!options_.physical_qubits()) declare("qubit", columns_.qubit_registers, names_.qubit_registers, qubits_);
    out_.reserve(out_.size() + columns_.gates.size() * 24);
    for (const kw_gate& g : columns_.gates) print(g);
    return std::move(out_);
  }

 private:
  using problem = std::optional<std::string>;

  error refuse(std::size_t record, const std::string& why) const {
    const auto name = gates::table[columns_.gates[record].op].name;
    return {errc::failed_precondition, "record " + std::to_string(record) + " (" + std::string(name) +
                                           ") cannot be written in OpenQASM 3: " + why};
  }

  bool dropped(const kw_gate& g) const {
    return options_.drop_identities() && (g.op == KW_OP_ID || g.op == KW_OP_GPHASE);
  }

  problem examine(const kw_gate& g) {
    switch (g.op) {
      case KW_OP_UNITARY:
        if (g.num_operands != 1) return "it has no matrices, and only those on one qubit are turned into U";
        return {};
      case KW_OP_OPAQUE: return "it has no opaque gates, and '" + std::string(columns_.symbols[g.symbol]) + "' is one";
      case KW_OP_WHILE:
        if (options_.basis_only()) return "a loop is no plain gate, and only those are asked for (basis_only)";
        return {};
      default: break;
    }
    if (!gates::is_gate(g.op) || dropped(g)) return {};
    const auto& call = gates_.of(g.op, extra_controls(g));
    return call.refused.empty() ? problem() : problem(call.refused);
  }

  void declare(std::string_view word, const std::vector<circuit_register>& list, const std::vector<std::string>& names,
               std::vector<std::uint32_t>& register_of) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      register_of.insert(register_of.end(), list[i].size, static_cast<std::uint32_t>(i));
      if (list[i].size == 0) continue;
      out_.append(word) += '[';
      append_integer(out_, list[i].size);
      out_.append("] ").append(names[i]) += ";\n";
    }
  }

  void append_index(const std::string& name, std::uint32_t i) {
    out_.append(name) += '[';
    append_integer(out_, i);
    out_ += ']';
  }
  void append_qubit(std::uint32_t q) {
    if (options_.physical_qubits()) return out_ += '$', append_integer(out_, q);
    const std::uint32_t r = qubits_[q];
    append_index(names_.qubit_registers[r], q - columns_.qubit_registers[r].first);
  }
  void append_bit(std::uint32_t b) {
    const std::uint32_t r = bits_[b];
    append_index(names_.bit_registers[r], b - columns_.bit_registers[r].first);
  }
  void append_qubits(std::span<const std::uint32_t> qubits) {
    for (std::size_t i = 0; i < qubits.size(); ++i) {
      out_ += i == 0 ? " " : ", ";
      append_qubit(qubits[i]);
    }
    out_ += ";\n";
  }

  void print(const kw_gate& g) {
    const auto operands = columns_.operands_of(g);
    if (g.op == KW_OP_END) return close_block();
    if (g.op == KW_OP_ELSE) return turn_block();
    if (skipping_ != 0 && g.op != KW_OP_IF && g.op != KW_OP_WHILE) return;
    if (g.op == KW_OP_IF || g.op == KW_OP_WHILE) return open_block(g.op == KW_OP_WHILE, operands);
    if (dropped(g)) return;
    const bool idle = g.op == KW_OP_BARRIER || g.op == KW_OP_DELAY;
    if (idle && operands.empty()) return;  // without operands it would mean every qubit
    indent();
    switch (g.op) {
      case KW_OP_MEASURE:
        append_bit(operands[1]);
        out_ += " = measure";
        return append_qubits(operands.first(1));
      case KW_OP_RESET: out_ += "reset"; return append_qubits(operands);
      case KW_OP_BARRIER: out_ += "barrier"; return append_qubits(operands);
      case KW_OP_DELAY: return print_delay(g);
      case KW_OP_UNITARY: return print_unitary(g);
      default: return print_gate(g);
    }
  }

  void print_gate(const kw_gate& g) {
    const auto& call = gates_.of(g.op, extra_controls(g));
    out_ += call.text;
    const auto params = columns_.params_of(g);
    std::string_view separator = "(";
    const auto part = [&] {
      out_ += separator;
      separator = ", ";
    };
    if (!call.before.empty()) part(), out_ += call.before;
    for (std::size_t i = 0; i < params.size(); ++i) {
      part();
      const auto text = g.symbol == 0 ? std::string_view() : columns_.expression_of(g, i);
      text.empty() ? append_angle(out_, params[i]) : append_expression(out_, text, names_.parameters);
    }
    if (!call.behind.empty()) part(), out_ += call.behind;
    if (separator != "(") out_ += ')';
    append_qubits(columns_.operands_of(g));
  }

  void print_delay(const kw_gate& g) {
    out_ += "delay[";
    if (g.symbol != 0) {
      append_real(out_, columns_.params_of(g)[0]);
      out_ += "dt";
    } else {
      append_seconds(out_, columns_.params_of(g)[0]);
    }
    out_ += ']';
    append_qubits(columns_.operands_of(g));
  }

  void print_unitary(const kw_gate& g) {
    const auto m = columns_.params_of(g);
    const one_qubit_angles u({m[0], m[1]}, {m[2], m[3]}, {m[4], m[5]}, {m[6], m[7]});
    out_ += "U(";
    append_angle(out_, u.theta), out_ += ", ", append_angle(out_, u.phi), out_ += ", ", append_angle(out_, u.lambda);
    out_ += ')';
    append_qubits(columns_.operands_of(g));
    const double rest = u.phase - u.theta / 2;  // U itself has e(theta/2)
    if (rest == 0 || options_.drop_identities()) return;
    indent();
    out_ += "gphase(", append_angle(out_, rest), out_ += ");\n";
  }

  // -- blocks. A block that never runs is left out, one that always runs stands without its `if`.

  enum class block : std::uint8_t { written, always, never };

  void indent() { out_.append(2 * depth_, ' '); }
  void open_block(bool loop, std::span<const std::uint32_t> literals) {
    std::optional<std::string> text;
    if (skipping_ == 0) text = condition_text(literals, columns_.bit_registers, names_.bit_registers);
    if (!text) {
      ++skipping_;
      return blocks_.push_back(block::never);
    }
    if (text->empty() && !loop) return blocks_.push_back(block::always);
    indent();
    out_ += (loop ? "while (" : "if (") + (text->empty() ? std::string("true") : *text) + ") {\n";
    ++depth_;
    blocks_.push_back(block::written);
  }
  void turn_block() {
    block& b = blocks_.back();
    if (b == block::written && skipping_ == 0) {
      --depth_;
      indent();
      ++depth_;
      out_ += "} else {\n";
    } else if (b == block::always) {
      b = block::never;
      ++skipping_;
    } else if (skipping_ == 1) {
      b = block::always;
      --skipping_;
    }
  }
  void close_block() {
    const block b = blocks_.back();
    blocks_.pop_back();
    if (b == block::never) --skipping_;
    if (b != block::written) return;
    --depth_;
    indent();
    out_ += "}\n";
  }

  const circuit& circuit_;
  const circuit::storage& columns_;
  const openqasm3_options& options_;
  openqasm3_gates gates_;
  openqasm3_names names_;
  std::string out_;
  std::vector<std::uint32_t> qubits_, bits_;  // which register each belongs to
  std::vector<block> blocks_;
  std::size_t depth_ = 0, skipping_ = 0;
};

}  // namespace
}  // namespace language

expected<std::string> write_openqasm3(const circuit& c, const openqasm3_options& options) {
  return language::openqasm3_writer(c, options).run();
}

expected<openqasm3_names> names_in_openqasm3(const circuit& c, const openqasm3_options& options) {
  return language::openqasm3_writer(c, options).names();
}

}  // namespace ketway
