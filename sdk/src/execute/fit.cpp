// Whether a circuit fits a device: every reason why not, found before anything is sent.
#include <algorithm>
#include <limits>
#include <span>
#include <string>
#include <unordered_set>

#include "execute/work.hpp"

namespace ketway {
namespace {

constexpr std::size_t max_reasons = 20;

class fit_check {
 public:
  fit_check(const circuit& c, const device& d) : circuit_(c), columns_(c.columns()), device_(d) {}

  std::vector<std::string> run(const expectation& w) {
    if (circuit_.num_qubits() > device_.num_qubits)
      say("needs " + std::to_string(circuit_.num_qubits()) + " qubits, has " + std::to_string(device_.num_qubits));
    if (device_.max_shots && w.shots > *device_.max_shots)
      say("asked for " + std::to_string(w.shots) + " shots, takes at most " + std::to_string(*device_.max_shots));
    if (w.exact && !device_.exact) say("shots = 0 asks for exact probabilities, which it can't give");
    if (w.memory && !device_.memory) say("can't give per-shot outcomes");
    if (w.memory && w.exact) say("there are no per-shot outcomes with shots = 0");
    if (w.statevector && !device_.statevector) say("can't give a state vector");
    check_format();
    if (!device_.conditions || !device_.mid_circuit || !device_.basis.empty() || !device_.coupling.empty()) records();
    return std::move(reasons_);
  }

 private:
  void say(std::string reason) {
    if (reasons_.size() < max_reasons && std::find(reasons_.begin(), reasons_.end(), reason) == reasons_.end())
      reasons_.push_back(std::move(reason));
  }

  void check_format() {
    if (!written_format(device_).empty()) return;
    say("takes programs as " + device_.formats.front() + ", which this version can't write");
  }

  void records() {
    std::vector<bool> measured(circuit_.num_qubits(), false);
    std::unordered_set<std::string_view> basis(device_.basis.begin(), device_.basis.end());
    std::unordered_set<std::uint64_t> edges;
    for (const auto& [a, b] : device_.coupling) edges.insert(edge(a, b)), edges.insert(edge(b, a));
    for (std::uint64_t i = 0; i < columns_.num_gates && reasons_.size() < max_reasons; ++i) {
      const kw_gate& g = columns_.gates[i];
      const std::span<const std::uint32_t> operands(columns_.operands + g.operand, g.num_operands);
      const gate_info* info = find_op(g.op);
      switch (g.op) {
        case KW_OP_IF:
        case KW_OP_ELSE:
        case KW_OP_WHILE:
        case KW_OP_END:
          if (!device_.conditions) say("can't run gates under a condition");
          continue;
        case KW_OP_BARRIER:
        case KW_OP_DELAY: continue;
        case KW_OP_MEASURE: measured[operands[0]] = true; continue;
        default: break;
      }
      if (!device_.mid_circuit &&
          (g.op == KW_OP_RESET || std::any_of(operands.begin(), operands.end(), [&](auto q) { return measured[q]; })))
        say("can't go on after a measurement or reset (qubit " + std::to_string(operands.empty() ? 0 : operands[0]) +
            ")");
      if (g.op == KW_OP_RESET || g.op == KW_OP_GPHASE) continue;
      const std::string name(info ? info->name : "unknown");
      const bool extra_controls = info && info->num_qubits != UINT32_MAX && operands.size() > info->num_qubits;
      if (!basis.empty() && (!basis.contains(name) || extra_controls))
        say("has no gate " + (extra_controls ? "controlled " + name : name));
      if (!edges.empty() && operands.size() == 2 && !edges.contains(edge(operands[0], operands[1])))
        say("has no connection between qubits " + std::to_string(operands[0]) + " and " + std::to_string(operands[1]));
      if (!edges.empty() && operands.size() > 2)
        say("can't connect the " + std::to_string(operands.size()) + " qubits of " + name);
    }
  }
  static std::uint64_t edge(std::uint64_t a, std::uint64_t b) { return (a << 32) | b; }

  const circuit& circuit_;
  const kw_circuit& columns_;
  const device& device_;
  std::vector<std::string> reasons_;
};

}  // namespace

std::vector<std::string> reasons_against(const circuit& c, const device& d, const expectation& w) {
  return fit_check(c, d).run(w);
}

}  // namespace ketway
