#include "compiler/waiting.hpp"

#include <algorithm>
#include <span>

#include "circuit/columns.hpp"

namespace ketway::compiler {
namespace {

// From the end of the circuit to its beginning: `ahead_` is how long before the end a qubit is first needed.
class schedule {
 public:
  schedule(const circuit& c, const calibration& figures)
      : s_(circuit::storage::of(c)),
        figures_(figures),
        ahead_(c.num_qubits(), 0),
        waited_(c.num_qubits(), 0),
        used_(c.num_qubits(), false) {
    for (std::uint32_t q = 0; q < c.num_qubits(); ++q) all_.push_back(q);
  }

  waiting run() {
    for (std::size_t i = s_.gates.size(); i-- > 0;) record(s_.gates[i]);
    if (!out_.unknown.empty()) {
      out_.waits.clear();
      return std::move(out_);
    }
    out_.duration = ahead_.empty() ? 0.0 : *std::max_element(ahead_.begin(), ahead_.end());
    return std::move(out_);
  }

 private:
  void record(const kw_gate& g) {
    const std::span<const std::uint32_t> operands = s_.operands_of(g);
    switch (g.op) {
      case KW_OP_IF:
      case KW_OP_WHILE: return together(all_, figures_.feed_forward.value_or(0), false);
      case KW_OP_ELSE:
      case KW_OP_END: return together(all_, 0, false);
      case KW_OP_BARRIER: return together(operands, 0, false);
      case KW_OP_DELAY:
        for (const std::uint32_t& q : operands) together(std::span(&q, 1), delay_of(g), false);
        return;
      case KW_OP_MEASURE: return work(g.op, operands.first(1), figures_.measure(operands[0]).duration);
      case KW_OP_RESET: return work(g.op, operands.first(1), figures_.reset(operands[0]).duration);
      case KW_OP_GPHASE: return;
      default: break;
    }
    const std::span<const double> params =
        g.symbol == 0 && g.op >= KW_OP_FIRST_GATE ? s_.params_of(g) : std::span<const double>();
    work(g.op, operands, figures_.gate(g.op, operands, params).duration);
  }

  double delay_of(const kw_gate& g) {
    const double length = s_.params[g.param];
    if (g.symbol == 0 || s_.symbols[g.symbol] != "dt") return length;
    if (!figures_.cycle) say("a cycle");
    return length * figures_.cycle.value_or(0);
  }

  void work(std::uint16_t op, std::span<const std::uint32_t> qubits, std::optional<double> seconds) {
    if (!seconds) say(words_of(op, qubits));
    together(qubits, seconds.value_or(0), true);
  }

  // All of them end at the same time, as late as the first that is needed allows.
  void together(std::span<const std::uint32_t> qubits, double seconds, bool works) {
    double end = 0;
    for (const std::uint32_t q : qubits)
      if (used_[q] || works) end = std::max(end, ahead_[q]);
    for (const std::uint32_t q : qubits) {
      if (!used_[q] && !works) continue;
      if (used_[q]) waited_[q] += end - ahead_[q] + (works ? 0 : seconds);
      if (works) {
        if (waited_[q] > 0) out_.waits.emplace_back(q, waited_[q]);
        waited_[q] = 0, used_[q] = true;
      }
      ahead_[q] = end + seconds;
    }
  }

  void say(std::string what) {
    if (std::find(out_.unknown.begin(), out_.unknown.end(), what) == out_.unknown.end())
      out_.unknown.push_back(std::move(what));
  }

  const circuit::storage& s_;
  const calibration& figures_;
  std::vector<double> ahead_, waited_;
  std::vector<bool> used_;
  std::vector<std::uint32_t> all_;
  waiting out_;
};

}  // namespace

waiting waiting::of(const circuit& lowered, const calibration& c) { return schedule(lowered, c).run(); }

std::string words_of(std::uint16_t op, std::span<const std::uint32_t> qubits) {
  const gate_info* info = find_op(op);
  std::string text(info != nullptr ? info->name : "a gate");
  for (std::size_t i = 0; i < qubits.size(); ++i) text += (i == 0 ? " on " : ",") + std::to_string(qubits[i]);
  return text;
}

}  // namespace ketway::compiler
