#include "conform/circuits.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "ketway/plugin_task.hpp"

namespace ketway::conform {
namespace {
constexpr double pi = 3.14159265358979323846;
}

circuit& circuit::gate(std::uint16_t op, std::initializer_list<std::uint32_t> on, std::initializer_list<double> with) {
  kw_gate g{};
  g.op = op, g.num_operands = static_cast<std::uint16_t>(on.size());
  g.operand = static_cast<std::uint32_t>(operands.size()), g.param = static_cast<std::uint32_t>(params.size());
  operands.insert(operands.end(), on.begin(), on.end());
  params.insert(params.end(), with.begin(), with.end());
  gates.push_back(g);
  return *this;
}

circuit& circuit::classical(const std::string& name, std::uint32_t size) {
  const std::uint32_t first = registers.empty() ? 0 : registers.back().first + registers.back().size;
  registers.push_back({plugin::str(names_.emplace_back(name)), first, size});
  return *this;
}

const kw_circuit* circuit::view() {
  if (registers.empty() && num_bits > 0) classical("c", num_bits);
  // After a copy the names must be this object's own.
  for (std::size_t i = 0; i < registers.size(); ++i) registers[i].name = plugin::str(names_[i]);
  view_ = plugin::sized<kw_circuit>();
  view_.num_qubits = num_qubits, view_.num_bits = num_bits;
  view_.gates = gates.data(), view_.num_gates = gates.size();
  view_.operands = operands.data(), view_.num_operands = operands.size();
  view_.params = params.data(), view_.num_params = params.size();
  view_.symbols = symbols.data(), view_.num_symbols = symbols.size();
  view_.registers = registers.data(), view_.num_registers = registers.size();
  return &view_;
}

std::string circuit::bit_name(std::uint32_t bit) const {
  for (std::size_t i = 0; i < registers.size(); ++i)
    if (bit - registers[i].first < registers[i].size)
      return names_[i] + "[" + std::to_string(bit - registers[i].first) + "]";
  return {};
}

std::string circuit::text(bool version_3) {
  view();
  const auto count = [](std::uint32_t n) { return "[" + std::to_string(n) + "]"; };
  std::string out = version_3 ? "OPENQASM 3.0;\ninclude \"stdgates.inc\";\nqubit" + count(num_qubits) + " q;\n"
                              : "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q" + count(num_qubits) + ";\n";
  for (std::size_t i = 0; i < registers.size(); ++i)
    out += version_3 ? "bit" + count(registers[i].size) + " " + names_[i] + ";\n"
                     : "creg " + names_[i] + count(registers[i].size) + ";\n";
  for (const kw_gate& g : gates) {
    const std::uint32_t* on = operands.data() + g.operand;
    const std::string first = "q" + count(on[0]);
    if (g.op == KW_OP_MEASURE)
      out += version_3 ? bit_name(on[1]) + " = measure " + first + ";\n"
                       : "measure " + first + " -> " + bit_name(on[1]) + ";\n";
    if (g.op == KW_OP_X) out += "x " + first + ";\n";
    if (g.op == KW_OP_H) out += "h " + first + ";\n";
    if (g.op == KW_OP_CX) out += "cx " + first + ",q" + count(on[1]) + ";\n";
    if (g.op == KW_OP_RX) out += "rx(" + std::to_string(params[g.param]) + ") " + first + ";\n";
  }
  return out;
}

bool dialect::has(std::string_view gate) const {
  return device_.basis.empty() || std::find(device_.basis.begin(), device_.basis.end(), gate) != device_.basis.end();
}

bool dialect::flip(circuit& c, std::uint32_t q) const {
  if (has("x")) return c.gate(KW_OP_X, {q}), true;
  if (has("rx")) return c.gate(KW_OP_RX, {q}, {pi}), true;
  if (has("r")) return c.gate(KW_OP_R, {q}, {pi, 0}), true;
  if (has("gpi")) return c.gate(KW_OP_GPI, {q}, {0}), true;
  if (has("u")) return c.gate(KW_OP_U, {q}, {pi, 0, pi}), true;
  if (has("phasedxz")) return c.gate(KW_OP_PHASEDXZ, {q}, {pi, 0, 0}), true;
  if (has("sx")) return c.gate(KW_OP_SX, {q}).gate(KW_OP_SX, {q}), true;
  if (has("ry")) return c.gate(KW_OP_RY, {q}, {pi}), true;
  return false;
}

bool dialect::superpose(circuit& c, std::uint32_t q) const {
  if (has("h")) return c.gate(KW_OP_H, {q}), true;
  if (has("sx")) return c.gate(KW_OP_SX, {q}), true;
  if (has("rx")) return c.gate(KW_OP_RX, {q}, {pi / 2}), true;
  if (has("ry")) return c.gate(KW_OP_RY, {q}, {pi / 2}), true;
  if (has("r")) return c.gate(KW_OP_R, {q}, {pi / 2, 0}), true;
  if (has("gpi2")) return c.gate(KW_OP_GPI2, {q}, {0}), true;
  if (has("u")) return c.gate(KW_OP_U, {q}, {pi / 2, 0, pi}), true;
  return false;
}

std::pair<std::uint32_t, std::uint32_t> dialect::pair() const {
  if (device_.coupling.size() >= 2) return {device_.coupling[0], device_.coupling[1]};
  return {0, 1};
}

work::work(const device_copy& device, std::vector<circuit> programs, std::uint64_t shots)
    : circuits(std::move(programs)), token(token_of(0)), options("{}"), device_(device.id) {
  for (const auto& f : device.formats)
    if (format_.empty() && (f == "kw.circuit/1" || f == "openqasm2" || f == "openqasm3")) format_ = f;
  for (circuit& c : circuits) {
    auto p = plugin::sized<kw_program>();
    p.name = plugin::str("conformance"), p.format = plugin::str(format_);
    if (format_ == "kw.circuit/1")
      p.circuit = c.view();
    else
      p.text = plugin::bytes(texts_.emplace_back(c.text(format_ == "openqasm3")));
    programs_.push_back(p);
  }
  for (const auto& p : programs_) pointers_.push_back(&p);
  submission = plugin::sized<kw_submission>();
  submission.num_programs = static_cast<std::uint32_t>(pointers_.size()), submission.programs = pointers_.data();
  submission.shots = shots, submission.device = plugin::str(device_), submission.client_token = plugin::str(token);
  submission.options = plugin::str(options), submission.seed = 11, submission.want = 1u << KW_RESULT_COUNTS;
}

std::string token_of(std::uint64_t n) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "5eed0000-0000-4000-8000-%012llx", static_cast<unsigned long long>(n));
  return text.data();
}

}  // namespace ketway::conform
