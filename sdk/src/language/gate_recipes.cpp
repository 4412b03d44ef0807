#include "language/gate_recipes.hpp"

#include <array>

#include "ketway/ops.h"

namespace ketway::language {
namespace {
constexpr std::array recipes{
    gate_recipe(KW_OP_ID, "", ""),
    gate_recipe(KW_OP_Y, "", "sdg a;!x a;s a"),
    gate_recipe(KW_OP_Z, "", "!p(pi) a"),
    gate_recipe(KW_OP_H, "", "ry(-pi/4) a;!z a;ry(pi/4) a"),
    gate_recipe(KW_OP_S, "", "!p(pi/2) a"),
    gate_recipe(KW_OP_SDG, "", "!p(-pi/2) a"),
    gate_recipe(KW_OP_T, "", "!p(pi/4) a"),
    gate_recipe(KW_OP_TDG, "", "!p(-pi/4) a"),
    gate_recipe(KW_OP_SX, "", "h a;!s a;h a"),
    gate_recipe(KW_OP_SXDG, "", "h a;!sdg a;h a"),
    gate_recipe(KW_OP_RX, "theta", "h a;!rz(theta) a;h a"),
    gate_recipe(KW_OP_RY, "theta", "!x a;ry(-theta/2) a;!x a;ry(theta/2) a"),
    gate_recipe(KW_OP_RZ, "theta", "!p(theta) a;!gphase(-theta/2)"),
    gate_recipe(KW_OP_R, "theta,phi", "rz(-phi) a;!rx(theta) a;rz(phi) a"),
    gate_recipe(KW_OP_U2, "phi,lambda", "!u(pi/2,phi,lambda) a"),
    gate_recipe(KW_OP_U, "theta,phi,lambda", "!p(lambda) a;!ry(theta) a;!p(phi) a"),
    gate_recipe(KW_OP_GPI, "phi", "rz(-phi) a;!x a;rz(phi) a"),
    gate_recipe(KW_OP_GPI2, "phi", "rz(-phi) a;!rx(pi/2) a;rz(phi) a"),
    gate_recipe(KW_OP_PHASEDXZ, "theta,kappa,phi", "p(-phi) a;h a;!p(theta) a;h a;p(phi) a;!p(kappa) a"),
    gate_recipe(KW_OP_CS, "", "!cp(pi/2) a,b"),
    gate_recipe(KW_OP_CSDG, "", "!cp(-pi/2) a,b"),
    gate_recipe(KW_OP_CSX, "", "h b;!cs a,b;h b"),
    gate_recipe(KW_OP_CSXDG, "", "h b;!csdg a,b;h b"),
    gate_recipe(KW_OP_CU, "theta,phi,lambda,gamma", "!p(gamma) a;!cu3(theta,phi,lambda) a,b"),
    gate_recipe(KW_OP_SWAP, "", "cx b,a;!cx a,b;cx b,a"),
    gate_recipe(KW_OP_ISWAP, "", "!s a;!s b;!h a;!cx a,b;!cx b,a;!h b"),
    gate_recipe(KW_OP_ISWAPDG, "", "!h b;!cx b,a;!cx a,b;!h a;!sdg b;!sdg a"),
    gate_recipe(KW_OP_SISWAP, "", "!xx_plus_yy(-pi/2,0) a,b"),
    gate_recipe(KW_OP_SISWAPDG, "", "!xx_plus_yy(pi/2,0) a,b"),
    gate_recipe(KW_OP_DCX, "", "!cx a,b;!cx b,a"),
    gate_recipe(KW_OP_ECR, "", "!rzx(pi/4) a,b;!x a;!rzx(-pi/4) a,b"),
    gate_recipe(KW_OP_RXX, "theta", "h a;h b;cx a,b;!rz(theta) b;cx a,b;h a;h b"),
    gate_recipe(KW_OP_RYY, "theta", "sdg a;sdg b;!rxx(theta) a,b;s a;s b"),
    gate_recipe(KW_OP_RZZ, "theta", "cx a,b;!rz(theta) b;cx a,b"),
    gate_recipe(KW_OP_RZX, "theta", "h b;!rzz(theta) a,b;h b"),
    gate_recipe(KW_OP_XX_PLUS_YY, "theta,beta", "rz(beta) a;!rxx(theta/2) a,b;!ryy(theta/2) a,b;rz(-beta) a"),
    gate_recipe(KW_OP_XX_MINUS_YY, "theta,beta", "rz(-beta) b;!rxx(theta/2) a,b;!ryy(-theta/2) a,b;rz(beta) b"),
    gate_recipe(KW_OP_MS, "phi0,phi1,theta", "rz(-phi0) a;rz(-phi1) b;!rxx(theta) a,b;rz(phi0) a;rz(phi1) b"),
    gate_recipe(KW_OP_FSIM, "theta,phi", "!rxx(theta) a,b;!ryy(theta) a,b;!cp(-phi) a,b"),
    gate_recipe(KW_OP_XY, "theta", "!xx_plus_yy(-theta,0) a,b"),
    gate_recipe(KW_OP_CPHASE00, "lambda", "x a;x b;!cp(lambda) a,b;x a;x b"),
    gate_recipe(KW_OP_CPHASE01, "lambda", "x a;!cp(lambda) a,b;x a"),
    gate_recipe(KW_OP_CPHASE10, "lambda", "x b;!cp(lambda) a,b;x b"),
    gate_recipe(KW_OP_PSWAP, "lambda", "!swap a,b;!rzz(lambda) a,b;!gphase(lambda/2)"),
    gate_recipe(KW_OP_CCZ, "", "h c;!ccx a,b,c;h c"),
    gate_recipe(KW_OP_RCCX, "", "h c;t c;cx b,c;tdg c;!cx a,c;t c;cx b,c;tdg c;h c"),
    gate_recipe(
        KW_OP_RC3X, "",
        "h d;t d;cx c,d;tdg d;h d;!cx a,d;!t d;!cx b,d;!tdg d;!cx a,d;!t d;!cx b,d;!tdg d;h d;t d;cx c,d;tdg d;h d"),
};

}  // namespace

const gate_recipe* find_recipe(std::uint16_t op) noexcept {
  for (const auto& r : recipes) {
    if (r.op == op) return &r;
  }
  return nullptr;
}

}  // namespace ketway::language
