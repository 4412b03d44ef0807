#include "compiler/rules.hpp"

#include "compiler/angles.hpp"

namespace ketway::compiler {
namespace {

using parts = std::vector<part>;
using angle_list = std::vector<angle>;

const angle zero = 0.0;

angle pi(double times, double over = 1) { return plus_pi(zero, times, over); }
angle half(const angle& a) { return scaled(a, 1, 2); }

part core(std::uint16_t op, std::initializer_list<std::uint8_t> on, angle_list angles = {}) {
  return {op, on, std::move(angles), false};
}
part frame(std::uint16_t op, std::initializer_list<std::uint8_t> on, angle_list angles = {}) {
  return {op, on, std::move(angles), true};
}

// `inner` between a gate and its inverse.
parts between(const part& before, part inner, const part& after) { return {before, std::move(inner), after}; }

parts in_h_frame(part inner) { return between(frame(KW_OP_H, {0}), std::move(inner), frame(KW_OP_H, {0})); }

parts in_z_frame(const angle& f, part inner) {
  return between(frame(KW_OP_RZ, {0}, {negated(f)}), std::move(inner), frame(KW_OP_RZ, {0}, {f}));
}

parts u_parts(const angle& t, const angle& f, const angle& l) {
  return {core(KW_OP_GPHASE, {}, {half(plus(f, l))}),
          frame(KW_OP_RZ, {0}, {half(minus(l, f))}),
          core(KW_OP_X, {0}),
          frame(KW_OP_RZ, {0}, {negated(half(plus(f, l)))}),
          frame(KW_OP_RY, {0}, {negated(half(t))}),
          core(KW_OP_X, {0}),
          frame(KW_OP_RY, {0}, {half(t)}),
          frame(KW_OP_RZ, {0}, {f})};
}

parts one_qubit(std::uint16_t op, const angle_list& a) {
  switch (op) {
    case KW_OP_Y: return between(frame(KW_OP_SDG, {0}), core(KW_OP_X, {0}), frame(KW_OP_S, {0}));
    case KW_OP_Z: return {core(KW_OP_P, {0}, {pi(1)})};
    case KW_OP_H:
      return between(frame(KW_OP_RY, {0}, {pi(-1, 4)}), core(KW_OP_P, {0}, {pi(1)}), frame(KW_OP_RY, {0}, {pi(1, 4)}));
    case KW_OP_S: return {core(KW_OP_P, {0}, {pi(1, 2)})};
    case KW_OP_SDG: return {core(KW_OP_P, {0}, {pi(-1, 2)})};
    case KW_OP_T: return {core(KW_OP_P, {0}, {pi(1, 4)})};
    case KW_OP_TDG: return {core(KW_OP_P, {0}, {pi(-1, 4)})};
    case KW_OP_SX: return in_h_frame(core(KW_OP_P, {0}, {pi(1, 2)}));
    case KW_OP_SXDG: return in_h_frame(core(KW_OP_P, {0}, {pi(-1, 2)}));
    case KW_OP_RX: return in_h_frame(core(KW_OP_RZ, {0}, {a[0]}));
    case KW_OP_RY:
      return between(frame(KW_OP_RX, {0}, {pi(1, 2)}), core(KW_OP_RZ, {0}, {a[0]}), frame(KW_OP_RX, {0}, {pi(-1, 2)}));
    case KW_OP_RZ:
      return {frame(KW_OP_RZ, {0}, {half(a[0])}), core(KW_OP_X, {0}), frame(KW_OP_RZ, {0}, {negated(half(a[0]))}),
              core(KW_OP_X, {0})};
    case KW_OP_R: return in_z_frame(a[1], core(KW_OP_RX, {0}, {a[0]}));
    case KW_OP_U2: return u_parts(pi(1, 2), a[0], a[1]);
    case KW_OP_U: return u_parts(a[0], a[1], a[2]);
    case KW_OP_GPI: return in_z_frame(a[0], core(KW_OP_X, {0}));
    case KW_OP_GPI2: return in_z_frame(a[0], core(KW_OP_RX, {0}, {pi(1, 2)}));
    case KW_OP_PHASEDXZ:
      return {frame(KW_OP_P, {0}, {negated(a[2])}), frame(KW_OP_H, {0}),
              core(KW_OP_P, {0}, {a[0]}),           frame(KW_OP_H, {0}),
              frame(KW_OP_P, {0}, {a[2]}),          core(KW_OP_P, {0}, {a[1]})};
    default: return {};
  }
}

// exp(-i (xx XX + yy YY) / 2): both terms at once between two cx, in a frame that makes Z of Y.
void add_xx_yy(parts& out, const angle& xx, const angle& yy) {
  for (const std::uint8_t q : {std::uint8_t{0}, std::uint8_t{1}}) out.push_back(frame(KW_OP_RX, {q}, {pi(1, 2)}));
  out.push_back(frame(KW_OP_CX, {0, 1}));
  out.push_back(core(KW_OP_RX, {0}, {xx}));
  out.push_back(core(KW_OP_RZ, {1}, {yy}));
  out.push_back(frame(KW_OP_CX, {0, 1}));
  for (const std::uint8_t q : {std::uint8_t{0}, std::uint8_t{1}}) out.push_back(frame(KW_OP_RX, {q}, {pi(-1, 2)}));
}

// cp on the basis state with these bits.
parts phase_on(bool bit0, bool bit1, const angle& a) {
  parts out;
  if (!bit0) out.push_back(frame(KW_OP_X, {0}));
  if (!bit1) out.push_back(frame(KW_OP_X, {1}));
  out.push_back(core(KW_OP_CP, {0, 1}, {a}));
  if (!bit0) out.push_back(frame(KW_OP_X, {0}));
  if (!bit1) out.push_back(frame(KW_OP_X, {1}));
  return out;
}

parts in_frames(const parts& before, part inner, const parts& after) {
  parts out = before;
  out.push_back(std::move(inner));
  out.insert(out.end(), after.begin(), after.end());
  return out;
}

parts two_qubits(std::uint16_t op, const angle_list& a) {
  const parts h_both{frame(KW_OP_H, {0}), frame(KW_OP_H, {1})};
  switch (op) {
    case KW_OP_SWAP: return between(frame(KW_OP_CX, {1, 0}), core(KW_OP_CX, {0, 1}), frame(KW_OP_CX, {1, 0}));
    case KW_OP_ISWAP: return {core(KW_OP_XX_PLUS_YY, {0, 1}, {pi(-1), zero})};
    case KW_OP_ISWAPDG: return {core(KW_OP_XX_PLUS_YY, {0, 1}, {pi(1), zero})};
    case KW_OP_SISWAP: return {core(KW_OP_XX_PLUS_YY, {0, 1}, {pi(-1, 2), zero})};
    case KW_OP_SISWAPDG: return {core(KW_OP_XX_PLUS_YY, {0, 1}, {pi(1, 2), zero})};
    case KW_OP_XY: return {core(KW_OP_XX_PLUS_YY, {0, 1}, {negated(a[0]), zero})};
    case KW_OP_DCX: return {core(KW_OP_CX, {0, 1}), core(KW_OP_CX, {1, 0})};
    case KW_OP_ECR: return {core(KW_OP_RZX, {0, 1}, {pi(1, 2)}), core(KW_OP_X, {0})};
    case KW_OP_RXX: return in_frames(h_both, core(KW_OP_RZZ, {0, 1}, {a[0]}), h_both);
    case KW_OP_RYY:
      return in_frames({frame(KW_OP_RX, {0}, {pi(1, 2)}), frame(KW_OP_RX, {1}, {pi(1, 2)})},
                       core(KW_OP_RZZ, {0, 1}, {a[0]}),
                       {frame(KW_OP_RX, {0}, {pi(-1, 2)}), frame(KW_OP_RX, {1}, {pi(-1, 2)})});
    case KW_OP_RZZ: return between(frame(KW_OP_CX, {0, 1}), core(KW_OP_RZ, {1}, {a[0]}), frame(KW_OP_CX, {0, 1}));
    case KW_OP_RZX: return between(frame(KW_OP_H, {1}), core(KW_OP_RZZ, {0, 1}, {a[0]}), frame(KW_OP_H, {1}));
    case KW_OP_XX_PLUS_YY:
    case KW_OP_XX_MINUS_YY: {
      const bool plus_yy = op == KW_OP_XX_PLUS_YY;
      const std::uint8_t turned = plus_yy ? 0 : 1;
      const angle b = plus_yy ? a[1] : negated(a[1]);
      parts out{frame(KW_OP_RZ, {turned}, {b})};
      add_xx_yy(out, half(a[0]), plus_yy ? half(a[0]) : negated(half(a[0])));
      out.push_back(frame(KW_OP_RZ, {turned}, {negated(b)}));
      return out;
    }
    case KW_OP_MS:
      return in_frames({frame(KW_OP_RZ, {0}, {negated(a[0])}), frame(KW_OP_RZ, {1}, {negated(a[1])})},
                       core(KW_OP_RXX, {0, 1}, {a[2]}), {frame(KW_OP_RZ, {0}, {a[0]}), frame(KW_OP_RZ, {1}, {a[1]})});
    case KW_OP_FSIM:
      return {core(KW_OP_XX_PLUS_YY, {0, 1}, {scaled(a[0], 2), zero}), core(KW_OP_CP, {0, 1}, {negated(a[1])})};
    case KW_OP_CPHASE00: return phase_on(false, false, a[0]);
    case KW_OP_CPHASE01: return phase_on(false, true, a[0]);
    case KW_OP_CPHASE10: return phase_on(true, false, a[0]);
    case KW_OP_PSWAP:
      return {core(KW_OP_SWAP, {0, 1}), frame(KW_OP_CX, {0, 1}), core(KW_OP_P, {1}, {a[0]}), frame(KW_OP_CX, {0, 1})};
    case KW_OP_CU: return {core(KW_OP_P, {0}, {a[3]}), core(KW_OP_CU3, {0, 1}, {a[0], a[1], a[2]})};
    default: return {};
  }
}

part p(std::uint8_t q, double eighths) { return core(KW_OP_P, {q}, {pi(eighths, 8)}); }
part h(std::uint8_t q) { return core(KW_OP_H, {q}); }
part cx(std::uint8_t c, std::uint8_t t) { return core(KW_OP_CX, {c, t}); }

// As in qelib1.inc.
parts relative_toffoli(std::uint16_t op) {
  if (op == KW_OP_RCCX) return {h(2), p(2, 2), cx(1, 2), p(2, -2), cx(0, 2), p(2, 2), cx(1, 2), p(2, -2), h(2)};
  return {h(3),     p(3, 2), cx(2, 3), p(3, -2), h(3), cx(0, 3), p(3, 2),  cx(1, 3), p(3, -2),
          cx(0, 3), p(3, 2), cx(1, 3), p(3, -2), h(3), p(3, 2),  cx(2, 3), p(3, -2), h(3)};
}

}  // namespace

std::vector<part> parts_of(std::uint16_t op, const std::vector<angle>& angles) {
  if (op == KW_OP_RCCX || op == KW_OP_RC3X) return relative_toffoli(op);
  return op < KW_OP_CX ? one_qubit(op, angles) : two_qubits(op, angles);
}

as_u u_of(std::uint16_t op, const std::vector<angle>& a) {
  switch (op) {
    case KW_OP_X: return {pi(1), zero, pi(1), zero};
    case KW_OP_Y: return {pi(1), pi(1, 2), pi(1, 2), zero};
    case KW_OP_Z: return {zero, zero, pi(1), zero};
    case KW_OP_H: return {pi(1, 2), zero, pi(1), zero};
    case KW_OP_S: return {zero, zero, pi(1, 2), zero};
    case KW_OP_SDG: return {zero, zero, pi(-1, 2), zero};
    case KW_OP_T: return {zero, zero, pi(1, 4), zero};
    case KW_OP_TDG: return {zero, zero, pi(-1, 4), zero};
    case KW_OP_SX: return {pi(1, 2), pi(-1, 2), pi(1, 2), pi(1, 4)};
    case KW_OP_SXDG: return {pi(-1, 2), pi(-1, 2), pi(1, 2), pi(-1, 4)};
    case KW_OP_P: return {zero, zero, a[0], zero};
    case KW_OP_RX: return {a[0], pi(-1, 2), pi(1, 2), zero};
    case KW_OP_RY: return {a[0], zero, zero, zero};
    case KW_OP_RZ: return {zero, zero, a[0], negated(half(a[0]))};
    case KW_OP_R: return {a[0], plus_pi(a[1], -1, 2), plus_pi(negated(a[1]), 1, 2), zero};
    case KW_OP_U2: return {pi(1, 2), a[0], a[1], zero};
    case KW_OP_U: return {a[0], a[1], a[2], zero};
    case KW_OP_GPI: return {pi(1), a[0], plus_pi(negated(a[0]), 1), zero};
    case KW_OP_GPI2: return {pi(1, 2), plus_pi(a[0], -1, 2), plus_pi(negated(a[0]), 1, 2), zero};
    case KW_OP_PHASEDXZ: return {a[0], plus_pi(plus(a[1], a[2]), -1, 2), plus_pi(negated(a[2]), 1, 2), half(a[0])};
    default: return {};  // id
  }
}

}  // namespace ketway::compiler
