#include "reference.hpp"

#include <numbers>
#include <random>
#include <stdexcept>
#include <unsupported/Eigen/KroneckerProduct>
#include <unsupported/Eigen/MatrixFunctions>

namespace ketway::local::testing {
namespace {

using complex = std::complex<double>;
const complex i(0, 1);
constexpr double pi = std::numbers::pi;

matrix two(complex a, complex b, complex c, complex d) {
  matrix m(2, 2);
  m << a, b, c, d;
  return m;
}
const matrix I = two(1, 0, 0, 1), X = two(0, 1, 1, 0), Y = two(0, -i, i, 0), Z = two(1, 0, 0, -1),
             H = (X + Z) / std::sqrt(2.0);

matrix kron(const matrix& high, const matrix& low) { return Eigen::kroneckerProduct(high, low).eval(); }
matrix exponential(complex factor, const matrix& generator) { return (factor * generator).exp(); }
matrix rotation(double t, const matrix& p) { return exponential(-i * t / 2.0, p); }
matrix phase(double a) { return two(1, 0, 0, std::exp(i * a)); }
matrix equator(double f) { return std::cos(f) * X + std::sin(f) * Y; }
matrix u(double t, double f, double l) {
  return std::exp(i * (f + l) / 2.0) * rotation(f, Z) * rotation(t, Y) * rotation(l, Z);
}
matrix diagonal(complex a, complex b, complex c, complex d) {
  return Eigen::Vector4cd(a, b, c, d).asDiagonal().toDenseMatrix();
}
const matrix SWAP = (kron(I, I) + kron(X, X) + kron(Y, Y) + kron(Z, Z)) / 2.0;
/// Controlled by `n` lower operands, which come first.
matrix controlled(const matrix& m, unsigned n) {
  const Eigen::Index controls = Eigen::Index{1} << n, size = m.rows() * controls;
  matrix out = matrix::Identity(size, size);
  for (Eigen::Index r = 0; r < m.rows(); ++r)
    for (Eigen::Index c = 0; c < m.cols(); ++c) out(r * controls + controls - 1, c * controls + controls - 1) = m(r, c);
  return out;
}
/// A one-qubit gate or cx somewhere among n qubits.
matrix on(unsigned n, unsigned q, const matrix& m) {
  return kron(matrix::Identity(1 << (n - 1 - q), 1 << (n - 1 - q)), kron(m, matrix::Identity(1 << q, 1 << q)));
}
matrix cx_on(unsigned n, unsigned c, unsigned t) {
  return on(n, c, (I + Z) / 2.0) + on(n, c, (I - Z) / 2.0) * on(n, t, X);
}
matrix margolus() {
  const matrix t = on(3, 2, phase(pi / 4)), back = on(3, 2, phase(-pi / 4)), h = on(3, 2, H);
  return h * back * cx_on(3, 1, 2) * t * cx_on(3, 0, 2) * back * cx_on(3, 1, 2) * t * h;
}
matrix margolus_of_three() {
  const matrix t = on(4, 3, phase(pi / 4)), back = on(4, 3, phase(-pi / 4)), h = on(4, 3, H);
  const matrix a = cx_on(4, 0, 3), b = cx_on(4, 1, 3), c = cx_on(4, 2, 3);
  return h * back * c * t * h * back * b * t * a * back * b * t * a * h * back * c * t * h;
}

struct runner {
  const draft& d;
  std::map<std::string, double> out;

  std::size_t partner(std::size_t at) const {  // the `else` or `end` of the block that begins here
    int depth = 0;
    for (std::size_t k = at + 1;; ++k) {
      const auto op = d.gates[k].op;
      if (depth == 0 && (op == KW_OP_ELSE || op == KW_OP_END)) return k;
      if (op == KW_OP_IF || op == KW_OP_WHILE) ++depth;
      if (op == KW_OP_END) --depth;
    }
  }
  std::vector<std::uint32_t> operands(std::size_t at) const {
    const auto* first = d.operands.data() + d.gates[at].operand;
    return {first, first + d.gates[at].num_operands};
  }
  bool holds(std::size_t at, const std::string& bits) const {
    for (const auto l : operands(at))
      if ((bits[bits.size() - 1 - (l >> 1)] == '1') != ((l & 1U) != 0)) return false;
    return true;
  }
  /// `returns`: the loops that are open, innermost last.
  void run(std::size_t at, vector state, std::string bits, std::vector<std::size_t> loops) {
    for (; at < d.gates.size(); ++at) {
      if (state.squaredNorm() < 1e-16) return;
      const auto op = d.gates[at].op;
      const auto on = operands(at);
      if (op == KW_OP_BARRIER || op == KW_OP_DELAY) continue;
      if (op == KW_OP_IF) {
        if (!holds(at, bits)) at = partner(at);
        if (d.gates[at].op != KW_OP_END) loops.push_back(SIZE_MAX);
      } else if (op == KW_OP_WHILE) {
        if (holds(at, bits))
          loops.push_back(at);
        else
          at = partner(at);
      } else if (op == KW_OP_ELSE) {
        at = partner(at);
        loops.pop_back();
      } else if (op == KW_OP_END) {
        const std::size_t back = loops.back();
        loops.pop_back();
        if (back != SIZE_MAX) at = back - 1;
      } else if (op == KW_OP_MEASURE || op == KW_OP_RESET) {
        vector one = apply((I - Z) / 2.0, {on[0]}, {}, state);
        vector zero = apply((I + Z) / 2.0, {on[0]}, {}, state);
        std::string with_one = bits;
        if (op == KW_OP_RESET) {
          one = apply(X, {on[0]}, {}, one);
        } else {
          with_one[bits.size() - 1 - on[1]] = '1', bits[bits.size() - 1 - on[1]] = '0';
        }
        run(at + 1, one, with_one, loops);
        state = zero;
      } else {
        state = gate(at, on, state);
      }
    }
    out[bits] += state.squaredNorm();
  }
  vector gate(std::size_t at, const std::vector<std::uint32_t>& on, const vector& state) const {
    const kw_gate& g = d.gates[at];
    const double* p = d.params.data() + g.param;
    if (g.op == KW_OP_UNITARY) {
      const Eigen::Index size = Eigen::Index{1} << on.size();
      matrix m(size, size);
      for (Eigen::Index r = 0; r < size; ++r)
        for (Eigen::Index c = 0; c < size; ++c) m(r, c) = complex(p[2 * (r * size + c)], p[2 * (r * size + c) + 1]);
      return apply(m, on, {}, state);
    }
    for (const auto& row : gate_table())
      if (row.op == g.op) {
        const auto extra = static_cast<std::ptrdiff_t>(on.size() - row.operands);
        return apply(gate_matrix(g.op, {p, p + row.params}), {on.begin() + extra, on.end()},
                     {on.begin(), on.begin() + extra}, state);
      }
    throw std::logic_error("the reference does not know this op");
  }
};

}  // namespace

matrix gate_matrix(std::uint16_t op, const std::vector<double>& p) {
  switch (op) {
    case KW_OP_GPHASE: return matrix::Constant(1, 1, std::exp(i * p[0]));
    case KW_OP_ID: return I;
    case KW_OP_X: return X;
    case KW_OP_Y: return Y;
    case KW_OP_Z: return Z;
    case KW_OP_H: return H;
    case KW_OP_S: return phase(pi / 2);
    case KW_OP_SDG: return phase(-pi / 2);
    case KW_OP_T: return phase(pi / 4);
    case KW_OP_TDG: return phase(-pi / 4);
    case KW_OP_SX: return std::exp(i * pi / 4.0) * rotation(pi / 2, X);
    case KW_OP_SXDG: return std::exp(-i * pi / 4.0) * rotation(-pi / 2, X);
    case KW_OP_P: return phase(p[0]);
    case KW_OP_RX: return rotation(p[0], X);
    case KW_OP_RY: return rotation(p[0], Y);
    case KW_OP_RZ: return rotation(p[0], Z);
    case KW_OP_R: return rotation(p[0], equator(p[1]));
    case KW_OP_U2: return u(pi / 2, p[0], p[1]);
    case KW_OP_U: return u(p[0], p[1], p[2]);
    case KW_OP_GPI: return equator(p[0]);
    case KW_OP_GPI2: return rotation(pi / 2, equator(p[0]));
    case KW_OP_PHASEDXZ: return phase(p[1]) * phase(p[2]) * H * phase(p[0]) * H * phase(-p[2]);
    case KW_OP_CX: return controlled(X, 1);
    case KW_OP_CY: return controlled(Y, 1);
    case KW_OP_CZ: return controlled(Z, 1);
    case KW_OP_CH: return controlled(H, 1);
    case KW_OP_CS: return controlled(phase(pi / 2), 1);
    case KW_OP_CSDG: return controlled(phase(-pi / 2), 1);
    case KW_OP_CSX: return controlled(gate_matrix(KW_OP_SX, {}), 1);
    case KW_OP_CSXDG: return controlled(gate_matrix(KW_OP_SXDG, {}), 1);
    case KW_OP_CP: return controlled(phase(p[0]), 1);
    case KW_OP_CRX: return controlled(rotation(p[0], X), 1);
    case KW_OP_CRY: return controlled(rotation(p[0], Y), 1);
    case KW_OP_CRZ: return controlled(rotation(p[0], Z), 1);
    case KW_OP_CU3: return controlled(u(p[0], p[1], p[2]), 1);
    case KW_OP_CU: return controlled(std::exp(i * p[3]) * u(p[0], p[1], p[2]), 1);
    case KW_OP_SWAP: return SWAP;
    case KW_OP_ISWAP: return exponential(i * pi / 4.0, kron(X, X) + kron(Y, Y));
    case KW_OP_ISWAPDG: return exponential(-i * pi / 4.0, kron(X, X) + kron(Y, Y));
    case KW_OP_SISWAP: return exponential(i * pi / 8.0, kron(X, X) + kron(Y, Y));
    case KW_OP_SISWAPDG: return exponential(-i * pi / 8.0, kron(X, X) + kron(Y, Y));
    case KW_OP_DCX: return cx_on(2, 1, 0) * cx_on(2, 0, 1);
    case KW_OP_ECR: return (kron(I, X) - kron(X, Y)) / std::sqrt(2.0);
    case KW_OP_RXX: return rotation(p[0], kron(X, X));
    case KW_OP_RYY: return rotation(p[0], kron(Y, Y));
    case KW_OP_RZZ: return rotation(p[0], kron(Z, Z));
    case KW_OP_RZX: return rotation(p[0], kron(X, Z));
    case KW_OP_XX_PLUS_YY:
      return on(2, 0, rotation(-p[1], Z)) * exponential(-i * p[0] / 4.0, kron(X, X) + kron(Y, Y)) *
             on(2, 0, rotation(p[1], Z));
    case KW_OP_XX_MINUS_YY:
      return on(2, 1, rotation(p[1], Z)) * exponential(-i * p[0] / 4.0, kron(X, X) - kron(Y, Y)) *
             on(2, 1, rotation(-p[1], Z));
    case KW_OP_MS: return rotation(p[2], kron(equator(p[1]), equator(p[0])));
    case KW_OP_FSIM:
      return exponential(-i * p[0] / 2.0, kron(X, X) + kron(Y, Y)) * diagonal(1, 1, 1, std::exp(-i * p[1]));
    case KW_OP_XY: return exponential(i * p[0] / 4.0, kron(X, X) + kron(Y, Y));
    case KW_OP_CPHASE00: return diagonal(std::exp(i * p[0]), 1, 1, 1);
    case KW_OP_CPHASE01: return diagonal(1, 1, std::exp(i * p[0]), 1);  // operand 1 is the higher bit of the index
    case KW_OP_CPHASE10: return diagonal(1, std::exp(i * p[0]), 1, 1);
    case KW_OP_PSWAP: return diagonal(1, std::exp(i * p[0]), std::exp(i * p[0]), 1) * SWAP;
    case KW_OP_CCX: return controlled(X, 2);
    case KW_OP_CCZ: return controlled(Z, 2);
    case KW_OP_CSWAP: return controlled(SWAP, 1);
    case KW_OP_RCCX: return margolus();
    case KW_OP_C3X: return controlled(X, 3);
    case KW_OP_C3SX: return controlled(gate_matrix(KW_OP_SX, {}), 3);
    case KW_OP_RC3X: return margolus_of_three();
    case KW_OP_C4X: return controlled(X, 4);
    default: throw std::logic_error("the reference does not know this gate");
  }
}

matrix random_unitary(unsigned k, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  const Eigen::Index size = Eigen::Index{1} << k;
  const matrix m = matrix::NullaryExpr(size, size, [&] { return complex(normal(random), normal(random)); });
  return Eigen::HouseholderQR<matrix>(m).householderQ() * matrix::Identity(size, size);
}

vector apply(const matrix& m, const std::vector<std::uint32_t>& targets, const std::vector<std::uint32_t>& controls,
             const vector& state) {
  vector out = state;
  for (Eigen::Index x = 0; x < state.size(); ++x) {
    bool active = true;
    for (const auto c : controls) active = active && (x >> c & 1);
    if (!active) continue;
    Eigen::Index row = 0, rest = x;
    for (std::size_t k = 0; k < targets.size(); ++k) {
      row |= (x >> targets[k] & 1) << k;
      rest &= ~(Eigen::Index{1} << targets[k]);
    }
    complex sum = 0;
    for (Eigen::Index c = 0; c < m.cols(); ++c) {
      Eigen::Index from = rest;
      for (std::size_t k = 0; k < targets.size(); ++k) from |= (c >> k & 1) << targets[k];
      sum += m(row, c) * state[from];
    }
    out[x] = sum;
  }
  return out;
}

vector final_state(const draft& d) {
  runner r{d, {}};
  vector state = vector::Zero(Eigen::Index{1} << d.num_qubits);
  state[0] = 1;
  for (std::size_t at = 0; at < d.gates.size(); ++at) {
    const auto op = d.gates[at].op;
    if (op != KW_OP_MEASURE && op != KW_OP_BARRIER && op != KW_OP_DELAY) state = r.gate(at, r.operands(at), state);
  }
  return state;
}

std::map<std::string, double> distribution(const draft& d) {
  runner r{d, {}};
  vector state = vector::Zero(Eigen::Index{1} << d.num_qubits);
  state[0] = 1;
  r.run(0, state, std::string(d.num_bits, '0'), {});
  return r.out;
}

const std::vector<table_row>& gate_table() {
  static const std::vector<table_row> rows{
#define KETWAY_ROW(c, number, name, operands, params) {number, name, operands, params},
      KW_GATE_TABLE(KETWAY_ROW)
#undef KETWAY_ROW
  };
  return rows;
}

}  // namespace ketway::local::testing
