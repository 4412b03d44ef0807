#include "gate_list.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <numbers>

#include "facts.hpp"

namespace ketway::ionq {
namespace {

constexpr double pi = std::numbers::pi;

/// Radians as turns. What is already within one turn is only divided, so that the user's own figures come through.
double turns(double radians) {
  const double t = radians / (2 * pi);
  return std::abs(t) <= 1 ? t : std::remainder(t, 1.0);
}

void write_qubits(std::string& to, const char* one, const char* many, std::span<const std::uint32_t> qubits) {
  if (qubits.empty()) return;
  to += ",\"";
  to += qubits.size() == 1 ? one : many;
  to += "\":";
  if (qubits.size() > 1) to += '[';
  for (std::size_t i = 0; i < qubits.size(); ++i) {
    if (i > 0) to += ',';
    to += std::to_string(qubits[i]);
  }
  if (qubits.size() > 1) to += ']';
}

}  // namespace

std::string number_text(double d) {
  std::array<char, 40> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), d == 0 ? 0.0 : d).ptr;  // no "-0"
  return {text.data(), end};
}

void gate_list::begin(std::string_view name) {
  if (to_.gates.size() > 1) to_.gates += ',';
  to_.gates += R"({"gate":")";
  to_.gates += name;
  to_.gates += '"';
  ++to_.records;
}

void gate_list::count(std::size_t qubits, std::string_view name) {
  if (qubits == 1)
    ++to_.one_qubit;
  else if (qubits == 2)
    to_.two_qubit += name == "swap" ? 3 : 1;
  else
    to_.two_qubit += 6 * (qubits - 2);  // as a Toffoli gate has it
}

void gate_list::qis(std::string_view name, std::span<const std::uint32_t> controls,
                    std::span<const std::uint32_t> targets, const double* rotation) {
  begin(name == "x" && controls.size() == 1 ? "cnot" : name);
  write_qubits(to_.gates, "control", "controls", controls);
  write_qubits(to_.gates, "target", "targets", targets);
  if (rotation) to_.gates += ",\"rotation\":" + number_text(*rotation);
  to_.gates += '}';
  count(controls.size() + targets.size(), name);
}

void gate_list::rz(std::uint32_t q, double angle) { qis("rz", {}, std::span(&q, 1), &angle); }

void gate_list::one_phase(std::string_view name, std::uint32_t q, double phase) {
  begin(name);
  to_.gates += ",\"target\":" + std::to_string(q) + ",\"phase\":" + number_text(turns(phase)) + '}';
  count(1, name);
}

void gate_list::gpi(std::uint32_t q, double phase) { one_phase("gpi", q, phase); }
void gate_list::gpi2(std::uint32_t q, double phase) { one_phase("gpi2", q, phase); }

void gate_list::ms(std::uint32_t a, std::uint32_t b, double phase_a, double phase_b, double angle) {
  // exp(-i t/2 G G): a whole turn of t is a phase of everything, and G(f + pi) = -G(f).
  double t = angle / (2 * pi);
  if (t < 0 || t > facts::most_ms_turns) {
    t = std::remainder(t, 1.0);
    if (t < 0) t = -t, phase_a += pi;
    if (t > facts::most_ms_turns) {  // exp(-i pi/2 GG) = -i GG, and GG is gpi on both
      gpi(a, phase_a), gpi(b, phase_b);
      t = 0.5 - t, phase_a += pi;
    }
  }
  begin("ms");
  to_.gates += ",\"targets\":[" + std::to_string(a) + ',' + std::to_string(b) + "],\"phases\":[" +
               number_text(turns(phase_a)) + ',' + number_text(turns(phase_b)) + "],\"angle\":" + number_text(t) + '}';
  count(2, "ms");
}

void gate_list::zz(std::uint32_t a, std::uint32_t b, double angle) {
  begin("zz");
  to_.gates += ",\"targets\":[" + std::to_string(a) + ',' + std::to_string(b) + "],\"" + facts::zz_angle_field +
               "\":" + number_text(turns(angle)) + '}';
  count(2, "zz");
}

// gpi(f) = rz(2f) x
void gate_list::gpi_as_qis(std::uint32_t q, double phase) {
  qis("x", {}, std::span(&q, 1));
  rz(q, 2 * phase);
}

// gpi2(f) = rz(f) rx(pi/2) rz(-f)
void gate_list::gpi2_as_qis(std::uint32_t q, double phase) {
  const double quarter = pi / 2;
  rz(q, -phase);
  qis("rx", {}, std::span(&q, 1), &quarter);
  rz(q, phase);
}

// The same on both sides of xx.
void gate_list::ms_as_qis(std::uint32_t a, std::uint32_t b, double phase_a, double phase_b, double angle) {
  const std::array<std::uint32_t, 2> both{a, b};
  rz(a, -phase_a), rz(b, -phase_b);
  qis("xx", {}, both, &angle);
  rz(a, phase_a), rz(b, phase_b);
}

}  // namespace ketway::ionq
