#include "gate_list_reading.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>
#include <string>

namespace ketway::ionq::tests {
namespace {

using complex = std::complex<double>;
using matrix = std::vector<std::vector<complex>>;
using nlohmann::json;

constexpr double pi = std::numbers::pi;
constexpr complex i{0, 1};

complex phase(double radians) { return std::polar(1.0, radians); }
complex turn(double turns) { return phase(2 * pi * turns); }

/// Row and column index |t0 t1>: the first target is the left factor.
matrix pauli_rotation(char pauli, double angle) {
  const double c = std::cos(angle / 2), s = std::sin(angle / 2);
  matrix m(4, std::vector<complex>(4));
  for (unsigned r = 0; r < 4; ++r) m[r][r] = c;
  if (pauli == 'z') {
    for (unsigned r = 0; r < 4; ++r) m[r][r] = phase((r == 0 || r == 3 ? -1 : 1) * angle / 2);
  } else {
    for (unsigned r = 0; r < 4; ++r) {
      const double sign = pauli == 'y' && (r == 0 || r == 3) ? -1 : 1;  // y y: the corners are -1
      m[r][3 - r] = -i * s * sign;
    }
  }
  return m;
}

matrix qis_matrix(const std::string& g, double a) {
  const double r = 1 / std::numbers::sqrt2, c = std::cos(a / 2), s = std::sin(a / 2);
  if (g == "x" || g == "not" || g == "cnot") return {{0, 1}, {1, 0}};
  if (g == "y") return {{0, -i}, {i, 0}};
  if (g == "z") return {{1, 0}, {0, -1}};
  if (g == "h") return {{r, r}, {r, -r}};
  if (g == "s") return {{1, 0}, {0, i}};
  if (g == "si") return {{1, 0}, {0, -i}};
  if (g == "t") return {{1, 0}, {0, phase(pi / 4)}};
  if (g == "ti") return {{1, 0}, {0, phase(-pi / 4)}};
  const complex p{0.5, 0.5}, q{0.5, -0.5};
  if (g == "v") return {{p, q}, {q, p}};
  if (g == "vi") return {{q, p}, {p, q}};
  if (g == "rx") return {{c, -i * s}, {-i * s, c}};
  if (g == "ry") return {{c, -s}, {s, c}};
  if (g == "rz") return {{phase(-a / 2), 0}, {0, phase(a / 2)}};
  if (g == "swap") return {{1, 0, 0, 0}, {0, 0, 1, 0}, {0, 1, 0, 0}, {0, 0, 0, 1}};
  if (g == "xx" || g == "yy" || g == "zz") return pauli_rotation(g[0], a);
  ADD_FAILURE() << "no gate " << g;
  return {{1, 0}, {0, 1}};
}

matrix native_matrix(const std::string& g, const json& gate) {
  const double r = 1 / std::numbers::sqrt2;
  if (g == "gpi" || g == "gpi2") {
    const double f = gate.at("phase");
    if (g == "gpi") return {{0, turn(-f)}, {turn(f), 0}};
    return {{r, -i * turn(-f) * r}, {-i * turn(f) * r, r}};
  }
  const double angle = gate.value("angle", 0.25);
  if (g == "zz") {
    const complex a = phase(-pi * angle), b = phase(pi * angle);
    return {{a, 0, 0, 0}, {0, b, 0, 0}, {0, 0, b, 0}, {0, 0, 0, a}};
  }
  if (g != "ms") ADD_FAILURE() << "no native gate " << g;
  const double f0 = gate.at("phases").at(0), f1 = gate.at("phases").at(1);
  const double c = std::cos(pi * angle), s = std::sin(pi * angle);
  return {{c, 0, 0, -i * turn(-f0 - f1) * s},
          {0, c, -i * turn(f1 - f0) * s, 0},
          {0, -i * turn(f0 - f1) * s, c, 0},
          {-i * turn(f0 + f1) * s, 0, 0, c}};
}

std::vector<unsigned> qubits_at(const json& gate, const char* one, const char* many) {
  if (gate.contains(one)) return {gate.at(one).get<unsigned>()};
  if (gate.contains(many)) return gate.at(many).get<std::vector<unsigned>>();
  return {};
}

void apply(state& s, const matrix& m, const std::vector<unsigned>& controls, const std::vector<unsigned>& targets) {
  const std::size_t n = targets.size();
  for (std::size_t base = 0; base < s.size(); ++base) {
    bool acts = true;
    for (const auto q : controls) acts &= (base >> q & 1U) != 0;
    for (const auto q : targets) acts &= (base >> q & 1U) == 0;
    if (!acts) continue;
    const auto at = [&](std::size_t row) {
      std::size_t index = base;
      for (std::size_t k = 0; k < n; ++k)
        if ((row >> (n - 1 - k) & 1U) != 0) index |= std::size_t{1} << targets[k];
      return index;
    };
    std::array<complex, 4> before{};
    for (std::size_t row = 0; row < m.size(); ++row) before[row] = s[at(row)];
    for (std::size_t row = 0; row < m.size(); ++row) {
      complex sum = 0;
      for (std::size_t column = 0; column < m.size(); ++column) sum += m[row][column] * before[column];
      s[at(row)] = sum;
    }
  }
}

}  // namespace

state run_gate_list(const json& gates, bool native, unsigned qubits) {
  state s(std::size_t{1} << qubits);
  s[0] = 1;
  for (const auto& gate : gates) {
    const std::string name = gate.at("gate");
    const matrix m = native ? native_matrix(name, gate) : qis_matrix(name, gate.value("rotation", 0.0));
    const auto targets = qubits_at(gate, "target", "targets");
    if (m.size() != std::size_t{1} << targets.size()) {
      ADD_FAILURE() << gate << " has another number of targets";
      continue;
    }
    apply(s, m, qubits_at(gate, "control", "controls"), targets);
  }
  return s;
}

std::vector<double> probabilities(const state& s) {
  std::vector<double> p;
  for (const auto& a : s) p.push_back(std::norm(a));
  return p;
}

}  // namespace ketway::ionq::tests
