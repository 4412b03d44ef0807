#include "ionq/circuits.hpp"

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <numbers>
#include <optional>
#include <string_view>
#include <vector>

#include "ionq/exponent.hpp"
#include "ketway/language.hpp"

namespace ketway::emulator::ionq {
namespace {

using json = nlohmann::ordered_json;
using qubits = std::vector<std::uint32_t>;

constexpr double turn = 2 * std::numbers::pi;  // native phases and angles are in turns

struct kind {
  std::uint16_t op;
  std::size_t targets;
  bool rotates;
};

const std::map<std::string_view, kind>& qis_gates() {
  static const std::map<std::string_view, kind> table = {
      {"x", {KW_OP_X, 1, false}},       {"not", {KW_OP_X, 1, false}},   {"y", {KW_OP_Y, 1, false}},
      {"z", {KW_OP_Z, 1, false}},       {"h", {KW_OP_H, 1, false}},     {"s", {KW_OP_S, 1, false}},
      {"si", {KW_OP_SDG, 1, false}},    {"t", {KW_OP_T, 1, false}},     {"ti", {KW_OP_TDG, 1, false}},
      {"v", {KW_OP_SX, 1, false}},      {"vi", {KW_OP_SXDG, 1, false}}, {"rx", {KW_OP_RX, 1, true}},
      {"ry", {KW_OP_RY, 1, true}},      {"rz", {KW_OP_RZ, 1, true}},    {"cnot", {KW_OP_X, 1, false}},
      {"swap", {KW_OP_SWAP, 2, false}}, {"xx", {KW_OP_RXX, 2, true}},   {"yy", {KW_OP_RYY, 2, true}},
      {"zz", {KW_OP_RZZ, 2, true}}};
  return table;
}

// A gate of the wire, read key by key; the first thing that is wrong is remembered.
class wire_gate {
 public:
  wire_gate(const json& from, std::size_t number) : from_(from), number_(number) {
    if (!from.is_object() || !from.contains("gate") || !from["gate"].is_string())
      fail("must be an object with \"gate\"");
    else
      name_ = from["gate"].get<std::string>();
  }

  const std::string& name() const { return name_; }
  bool has(const char* key) const { return from_.contains(key); }

  qubits indices(const char* one, const char* many) {
    qubits out;
    if (has(one) && has(many)) fail(std::string("has both \"") + one + "\" and \"" + many + '"');
    if (has(one)) add(from_[one], out);
    if (has(many)) {
      if (!from_[many].is_array())
        fail(std::string("\"") + many + "\" must be an array");
      else
        for (const json& x : from_[many]) add(x, out);
    }
    return out;
  }

  double number(const char* key, std::optional<double> otherwise = std::nullopt) {
    if (!has(key) && otherwise) return *otherwise;
    if (!has(key) || !from_[key].is_number() || !std::isfinite(from_[key].get<double>())) {
      fail(std::string("needs the number \"") + key + '"');
      return 0;
    }
    return from_[key].get<double>();
  }

  std::vector<double> numbers(const char* key) {
    std::vector<double> out;
    if (!has(key) || !from_[key].is_array())
      fail(std::string("needs the array \"") + key + '"');
    else
      for (const json& x : from_[key]) {
        if (x.is_number())
          out.push_back(x.get<double>());
        else
          fail(std::string("\"") + key + "\" must hold numbers");
      }
    return out;
  }

  std::vector<std::string> texts(const char* key) {
    std::vector<std::string> out;
    if (!has(key) || !from_[key].is_array())
      fail(std::string("needs the array \"") + key + '"');
    else
      for (const json& x : from_[key]) {
        if (x.is_string())
          out.push_back(x.get<std::string>());
        else
          fail(std::string("\"") + key + "\" must hold texts");
      }
    return out;
  }

  void only(std::initializer_list<std::string_view> keys) {
    for (const auto& [key, value] : from_.items()) {
      bool known = key == "gate";
      for (const std::string_view k : keys) known = known || key == k;
      if (!known) fail('"' + key + "\" is not allowed");
    }
  }

  void fail(const std::string& why) {
    if (!problem_) problem_.emplace(errc::invalid_argument, "circuit[" + std::to_string(number_) + "] " + why);
  }
  const std::optional<error>& problem() const { return problem_; }

 private:
  void add(const json& index, qubits& to) {
    if (index.is_number_unsigned() && index.get<std::uint64_t>() < circuit_limits::max_qubits)
      to.push_back(index.get<std::uint32_t>());
    else
      fail("a qubit must be a small whole number");
  }
  const json& from_;
  std::size_t number_;
  std::string name_;
  std::optional<error> problem_;
};

void count(reading& to, std::size_t operands) { ++(operands > 1 ? to.two_qubit_gates : to.one_qubit_gates); }

void append(reading& to, std::uint16_t op, const qubits& on, const std::vector<angle>& angles) {
  to.circuit.gate(op, on, angles);
  count(to, on.size());
}

void exponent(wire_gate& g, reading& to) {
  g.only({"target", "targets", "terms", "coefficients", "time"});
  const qubits targets = g.indices("target", "targets");
  const std::vector<std::string> terms = g.texts("terms");
  const std::vector<double> coefficients = g.numbers("coefficients");
  const double time = g.number("time");
  if (g.problem()) return;
  if (const expected<void> done = append_exponent(to.circuit, targets, terms, coefficients, time); !done)
    return g.fail(done.error().message());
  count(to, targets.size());
}

void qis(wire_gate& g, reading& to) {
  if (g.name() == "pauliexp") return exponent(g, to);
  const auto found = qis_gates().find(g.name());
  if (found == qis_gates().end()) return g.fail("\"" + g.name() + "\" is no gate of the set \"qis\"");
  g.only({"target", "targets", "control", "controls", "rotation"});
  kind k = found->second;
  const qubits controls = g.indices("control", "controls"), targets = g.indices("target", "targets");
  if (g.name() == "cnot" && controls.empty()) return g.fail("needs \"control\"");
  std::vector<angle> angles;
  if (g.name() == "z" && g.has("rotation")) k = {KW_OP_P, 1, true};  // UNCONFIRMED: qiskit-ionq's way to write a phase
  if (k.rotates) angles.emplace_back(g.number("rotation"));
  if (targets.empty() || targets.size() % k.targets != 0 || (k.targets == 2 && targets.size() != 2))
    return g.fail("needs " + std::to_string(k.targets) + " target(s)");
  if (g.problem()) return;
  for (std::size_t i = 0; i < targets.size(); i += k.targets) {
    qubits on = controls;
    on.insert(on.end(), targets.begin() + static_cast<std::ptrdiff_t>(i),
              targets.begin() + static_cast<std::ptrdiff_t>(i + k.targets));
    append(to, k.op, on, angles);
  }
}

void native(wire_gate& g, reading& to) {
  const qubits targets = g.indices("target", "targets");
  const bool pair = g.name() == "ms" || g.name() == "zz";
  if (g.name() == "nop") return;
  if (!pair && g.name() != "gpi" && g.name() != "gpi2")
    return g.fail("\"" + g.name() + "\" is no gate of the set \"native\"");
  if (targets.size() != (pair ? 2U : 1U)) return g.fail(pair ? "needs two targets" : "needs one target");
  if (!pair) {
    g.only({"target", "targets", "phase"});
    const double phase = g.number("phase");
    if (!g.problem()) append(to, g.name() == "gpi" ? KW_OP_GPI : KW_OP_GPI2, targets, {turn * phase});
    return;
  }
  g.only({"targets", "phases", "angle", "phase"});
  if (g.name() == "ms") {
    const std::vector<double> phases = g.numbers("phases");
    const double amount = g.number("angle", 0.25);
    if (phases.size() != 2) return g.fail("needs two phases");
    if (!g.problem()) append(to, KW_OP_MS, targets, {turn * phases[0], turn * phases[1], turn * amount});
    return;
  }
  // qiskit-ionq writes `angle`, cirq-ionq `phase`; both work against the service.
  const double amount = g.has("phase") ? g.number("phase") : g.number("angle", 0.25);
  if (!g.problem()) append(to, KW_OP_RZZ, targets, {turn * amount});
}

std::uint32_t width(const json& gates) {
  std::uint32_t highest = 0;
  const auto look = [&highest](const json& x) {
    if (x.is_number_unsigned() && x.get<std::uint64_t>() < circuit_limits::max_qubits)
      highest = std::max(highest, x.get<std::uint32_t>() + 1);
  };
  for (const json& g : gates) {
    if (!g.is_object()) continue;
    for (const char* key : {"target", "control", "targets", "controls"}) {
      if (!g.contains(key)) continue;
      if (g[key].is_array())
        for (const json& x : g[key]) look(x);
      else
        look(g[key]);
    }
  }
  return highest;
}

void measure_everything(reading& r) {
  r.qubits = r.circuit.num_qubits();
  const std::uint32_t first = r.circuit.add_bits("output_all", r.qubits).first;
  for (std::uint32_t q = 0; q < r.qubits; ++q) r.circuit.measure(q, first + q);
}

}  // namespace

expected<reading> read_gates(const json& gates, const std::string& gateset, std::uint32_t stated) {
  if (!gates.is_array()) return error(errc::invalid_argument, "\"circuit\" must be an array of gates");
  if (gateset != "qis" && gateset != "native")
    return error(errc::invalid_argument, R"("gateset" must be "qis" or "native")");
  reading out;
  out.native = gateset == "native";
  out.circuit = circuit(stated ? stated : width(gates));
  for (std::size_t i = 0; i < gates.size(); ++i) {
    wire_gate g(gates[i], i);
    try {
      if (!g.problem()) out.native ? native(g, out) : qis(g, out);
    } catch (const exception& e) {
      g.fail(e.error().message());
    }
    if (g.problem()) return *g.problem();
    out.gates.insert(g.name());
  }
  measure_everything(out);
  return out;
}

expected<reading> read_qasm(const std::string& text) {
  if (text.find('$') != std::string::npos)
    return error(errc::invalid_argument, "physical qubits are not supported; declare virtual ones");
  expected<ketway::reading> read = read_circuit(text);
  if (!read) return read.error();
  reading out;
  out.circuit = std::move(read->circuit);
  const kw_circuit& c = out.circuit.columns();
  bool measured = false;
  for (std::uint64_t i = 0; i < c.num_gates; ++i) {
    const std::uint16_t op = c.gates[i].op;
    if (op == KW_OP_IF || op == KW_OP_WHILE) return error(errc::unimplemented, "branches and loops are not supported");
    const bool acts = op >= KW_OP_FIRST_GATE || op == KW_OP_RESET;
    if (acts) {
      count(out, c.gates[i].num_operands);
      out.measures_on_the_way = out.measures_on_the_way || measured || op == KW_OP_RESET;
    }
    measured = measured || op == KW_OP_MEASURE;
  }
  if (!out.circuit.parameters().empty()) return error(errc::invalid_argument, "an input has no value");
  measure_everything(out);
  return out;
}

}  // namespace ketway::emulator::ionq
