#include "circuit.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "gate_list.hpp"
#include "gates.hpp"

namespace ketway::ionq {
namespace {

constexpr std::size_t most_reasons = 20;         // a person reads them
constexpr std::uint32_t most_qubits = 1U << 12;  // far more than any device, and little enough for a list

bool is_native_op(std::uint16_t op) { return op == KW_OP_GPI || op == KW_OP_GPI2 || op == KW_OP_MS; }
unsigned native_operands(std::uint16_t op) { return op == KW_OP_MS ? 2 : 1; }
unsigned native_params(std::uint16_t op) { return op == KW_OP_MS ? 3 : 1; }

class encoder {
 public:
  encoder(const kw_circuit& c, gate_set wanted, const native_gates& natives)
      : c_(c), wanted_(wanted), natives_(natives) {}

  encoded_circuit run() {
    if (c_.num_qubits > most_qubits || c_.num_bits > bit_map::most_bits) {
      say("the circuit has " + std::to_string(c_.num_qubits) + " qubits and " + std::to_string(c_.num_bits) +
          " classical bits");
      return std::move(out_);
    }
    out_.bits = bit_map(c_.num_bits);
    measured_.assign(c_.num_qubits, false);
    check();
    if (!out_.reasons.empty()) return std::move(out_);
    out_.native = may_be_native() && (wanted_ == gate_set::native || (wanted_ == gate_set::chosen && own_gates_ > 0));
    if (wanted_ == gate_set::native && !out_.native) return std::move(out_);
    write();
    if (out_.reasons.empty() && out_.records == 0) say("the circuit has no gate; IonQ refuses an empty one");
    return std::move(out_);
  }

 private:
  void say(const std::string& reason) {
    auto& all = out_.reasons;
    if (all.size() < most_reasons && std::find(all.begin(), all.end(), reason) == all.end()) all.push_back(reason);
  }
  std::span<const std::uint32_t> operands(const kw_gate& g) const { return {c_.operands + g.operand, g.num_operands}; }
  const double* params(const kw_gate& g) const { return c_.params + g.param; }

  void check() {
    for (std::uint64_t i = 0; i < c_.num_gates && out_.reasons.size() < most_reasons; ++i) check(c_.gates[i], i);
  }

  void check(const kw_gate& g, std::uint64_t at) {
    const std::string name(op_name(g.op));
    const std::string where = "operation " + std::to_string(at) + ": ";
    if (name.empty()) return say(where + "number " + std::to_string(g.op) + " is no operation");
    if (g.operand > c_.num_operands || c_.num_operands - g.operand < g.num_operands)
      return say(where + name + " has operands outside the circuit's");
    switch (g.op) {
      case KW_OP_BARRIER: return;
      case KW_OP_MEASURE: return measure(g, where);
      case KW_OP_RESET: return say("IonQ has no reset (" + where.substr(0, where.size() - 2) + ")");
      case KW_OP_DELAY: return say("IonQ has no delay (" + where.substr(0, where.size() - 2) + ")");
      case KW_OP_IF:
      case KW_OP_ELSE:
      case KW_OP_WHILE:
      case KW_OP_END: return say("IonQ runs no gate under a condition");
      default: return gate(g, name, where);
    }
  }

  void measure(const kw_gate& g, const std::string& where) {
    if (g.num_operands != 2) return say(where + "measure takes a qubit and a bit");
    const auto on = operands(g);
    if (on[0] >= c_.num_qubits || on[1] >= c_.num_bits) return say(where + "measure goes beyond the circuit");
    measured_[on[0]] = true;
    out_.bits.qubit_of[on[1]] = on[0];
    use(on[0]);
  }

  void gate(const kw_gate& g, const std::string& name, const std::string& where) {
    const qis_gate* const q = find_qis(g.op);
    const bool own = is_native_op(g.op);
    const bool phase = g.op == KW_OP_GPHASE;
    if (!q && !own && !phase) return say("IonQ has no gate " + name);
    const unsigned need = phase ? 0 : own ? native_operands(g.op) : q->controls + q->targets;
    const unsigned values = phase ? 1 : own ? native_params(g.op) : q->params;
    if (g.num_operands < need) return say(where + name + " with " + std::to_string(g.num_operands) + " operands");
    const unsigned extra = g.num_operands - need;
    if (extra > (phase ? 1U : own || g.op == KW_OP_P ? 0U : most_qubits)) return say("IonQ has no controlled " + name);
    if (g.param > c_.num_params || c_.num_params - g.param < values)
      return say(where + name + " has parameters outside the circuit's");
    if (g.symbol != 0) return say(where + name + " has a parameter without a value");
    for (unsigned i = 0; i < values; ++i)
      if (!std::isfinite(params(g)[i])) return say(where + name + " has a parameter that is no number");
    const auto on = operands(g);
    for (std::size_t i = 0; i < on.size(); ++i) {
      if (on[i] >= c_.num_qubits) return say(where + name + " on qubit " + std::to_string(on[i]));
      if (std::find(on.begin(), on.begin() + static_cast<std::ptrdiff_t>(i), on[i]) !=
          on.begin() + static_cast<std::ptrdiff_t>(i))
        return say(where + name + " twice on qubit " + std::to_string(on[i]));
    }
    if (g.op == KW_OP_ID) return;
    for (const auto qubit : on) {
      if (measured_[qubit])
        say("IonQ measures at the end alone: qubit " + std::to_string(qubit) + " has a gate after its measurement");
      use(qubit);
    }
    if (own) ++own_gates_;
    if (!own && !(phase && on.empty())) not_native(g, name, on.size());
  }

  void use(std::uint32_t qubit) { out_.qubits = std::max(out_.qubits, qubit + 1); }

  /// Notes what keeps the circuit from being native.
  void not_native(const kw_gate& g, const std::string& name, std::size_t operands) {
    if (g.op == KW_OP_RZZ && operands == 2)
      uses_zz_ = true;
    else if (foreign_.empty())
      foreign_ = name;
  }

  bool may_be_native() {
    bool ms = false;
    for (std::uint64_t i = 0; i < c_.num_gates; ++i) ms |= c_.gates[i].op == KW_OP_MS;
    std::string why;
    if (!foreign_.empty()) why = "`gateset` is native, and " + foreign_ + " is no native gate";
    if (why.empty() && natives_.known && ms && !natives_.ms)
      why = "`gateset` is native, and the device has no native ms";
    if (why.empty() && natives_.known && uses_zz_ && !natives_.zz)
      why = "`gateset` is native, and the device has no native zz (rzz)";
    if (wanted_ == gate_set::native && !why.empty()) say(why);
    return why.empty();
  }

  void write() {
    gate_list list(out_);
    for (std::uint64_t i = 0; i < c_.num_gates; ++i) {
      const kw_gate& g = c_.gates[i];
      if (g.op < KW_OP_FIRST_GATE || g.op == KW_OP_ID) continue;
      if (out_.native)
        write_native(list, g);
      else
        write_qis(list, g);
    }
    list.close();
  }

  void write_native(gate_list& list, const kw_gate& g) {
    const auto on = operands(g);
    const double* p = params(g);
    switch (g.op) {
      case KW_OP_GPI: return list.gpi(on[0], p[0]);
      case KW_OP_GPI2: return list.gpi2(on[0], p[0]);
      case KW_OP_MS: return list.ms(on[0], on[1], p[0], p[1], p[2]);
      case KW_OP_RZZ: return list.zz(on[0], on[1], p[0]);
      default: return;  // a phase of everything
    }
  }

  void write_qis(gate_list& list, const kw_gate& g) {
    const auto on = operands(g);
    const double* p = params(g);
    switch (g.op) {
      case KW_OP_GPI: return list.gpi_as_qis(on[0], p[0]);
      case KW_OP_GPI2: return list.gpi2_as_qis(on[0], p[0]);
      case KW_OP_MS: return list.ms_as_qis(on[0], on[1], p[0], p[1], p[2]);
      case KW_OP_GPHASE:
        if (on.size() == 1) list.rz(on[0], p[0]);
        return;
      default: {
        const qis_gate& q = *find_qis(g.op);
        list.qis(q.name, on.first(on.size() - q.targets), on.last(q.targets), q.params ? p : nullptr);
      }
    }
  }

  const kw_circuit& c_;
  gate_set wanted_;
  native_gates natives_;
  encoded_circuit out_;
  std::vector<bool> measured_;
  std::uint64_t own_gates_ = 0;
  bool uses_zz_ = false;
  std::string foreign_;
};

}  // namespace

encoded_circuit encode(const kw_circuit& c, gate_set wanted, const native_gates& natives) {
  return encoder(c, wanted, natives).run();
}

}  // namespace ketway::ionq
