#include "compiler/reasons.hpp"

#include <algorithm>

#include "circuit/columns.hpp"

namespace ketway::compiler {
namespace {

constexpr std::size_t max_reasons = 20;

class check {
 public:
  check(const circuit& c, const machine& m) : c_(c), s_(circuit::storage::of(c)), m_(m) {}

  std::vector<std::string> run() {
    std::uint64_t usable = 0;
    for (std::uint32_t q = 0; q < m_.num_qubits(); ++q) usable += m_.usable(q) ? 1 : 0;
    if (c_.num_qubits() > usable)
      say("needs " + std::to_string(c_.num_qubits()) + " qubits, has " + std::to_string(usable) +
          (usable < m_.num_qubits() ? " that can be used" : ""));
    std::vector<bool> measured(c_.num_qubits(), false);
    for (const kw_gate& g : s_.gates) record(g, measured);
    return std::move(reasons_);
  }

 private:
  void say(std::string reason) {
    if (reasons_.size() < max_reasons && std::find(reasons_.begin(), reasons_.end(), reason) == reasons_.end())
      reasons_.push_back(std::move(reason));
  }

  void record(const kw_gate& g, std::vector<bool>& measured) {
    const std::span<const std::uint32_t> operands = s_.operands_of(g);
    switch (g.op) {
      case KW_OP_IF:
      case KW_OP_ELSE:
      case KW_OP_WHILE:
      case KW_OP_END:
        if (!m_.conditions() || !m_.mid_circuit()) say("can't run gates under a condition");
        return;
      case KW_OP_BARRIER:
      case KW_OP_DELAY: return;
      case KW_OP_OPAQUE:
        say("the gate '" + std::string(s_.symbols[g.symbol]) + "' is declared and not defined");
        return;
      case KW_OP_MEASURE:
        if (!m_.mid_circuit() && measured[operands[0]])
          say("can't go on after a measurement or reset (qubit " + std::to_string(operands[0]) + ")");
        measured[operands[0]] = true;
        return;
      default: break;
    }
    if (m_.mid_circuit()) return;
    const auto done = std::find_if(operands.begin(), operands.end(), [&](std::uint32_t q) { return measured[q]; });
    if (g.op == KW_OP_RESET || done != operands.end())
      say("can't go on after a measurement or reset (qubit " +
          std::to_string(done != operands.end() ? *done : operands[0]) + ")");
  }

  const circuit& c_;
  const circuit::storage& s_;
  const machine& m_;
  std::vector<std::string> reasons_;
};

}  // namespace

std::vector<std::string> reasons_against(const circuit& c, const machine& m) { return check(c, m).run(); }

}  // namespace ketway::compiler
