#include "language/qelib1.hpp"

#include <array>

#include "ketway/plugin.h"

namespace ketway::language {
namespace {
using enum gate_origin;

constexpr std::array gates{
    named_gate("U", KW_OP_U, 3, 1, built_in),
    named_gate("CX", KW_OP_CX, 0, 2, built_in),
    named_gate("u3", KW_OP_U, 3, 1, paper),
    named_gate("u2", KW_OP_U2, 2, 1, paper),
    named_gate("u1", KW_OP_P, 1, 1, paper),
    named_gate("cx", KW_OP_CX, 0, 2, paper),
    named_gate("id", KW_OP_ID, 0, 1, paper),
    named_gate("x", KW_OP_X, 0, 1, paper),
    named_gate("y", KW_OP_Y, 0, 1, paper),
    named_gate("z", KW_OP_Z, 0, 1, paper),
    named_gate("h", KW_OP_H, 0, 1, paper),
    named_gate("s", KW_OP_S, 0, 1, paper),
    named_gate("sdg", KW_OP_SDG, 0, 1, paper),
    named_gate("t", KW_OP_T, 0, 1, paper),
    named_gate("tdg", KW_OP_TDG, 0, 1, paper),
    named_gate("rx", KW_OP_RX, 1, 1, paper),
    named_gate("ry", KW_OP_RY, 1, 1, paper),
    named_gate("rz", KW_OP_RZ, 1, 1, paper),
    named_gate("cz", KW_OP_CZ, 0, 2, paper),
    named_gate("cy", KW_OP_CY, 0, 2, paper),
    named_gate("ch", KW_OP_CH, 0, 2, paper),
    named_gate("ccx", KW_OP_CCX, 0, 3, paper),
    named_gate("crz", KW_OP_CRZ, 1, 2, paper),
    named_gate("cu1", KW_OP_CP, 1, 2, paper),
    named_gate("cu3", KW_OP_CU3, 3, 2, paper),
    named_gate("u0", KW_OP_ID, 1, 1, extended),
    named_gate("u", KW_OP_U, 3, 1, extended),
    named_gate("p", KW_OP_P, 1, 1, extended),
    named_gate("sx", KW_OP_SX, 0, 1, extended),
    named_gate("sxdg", KW_OP_SXDG, 0, 1, extended),
    named_gate("swap", KW_OP_SWAP, 0, 2, extended),
    named_gate("cswap", KW_OP_CSWAP, 0, 3, extended),
    named_gate("crx", KW_OP_CRX, 1, 2, extended),
    named_gate("cry", KW_OP_CRY, 1, 2, extended),
    named_gate("cp", KW_OP_CP, 1, 2, extended),
    named_gate("csx", KW_OP_CSX, 0, 2, extended),
    named_gate("cu", KW_OP_CU, 4, 2, extended),
    named_gate("rxx", KW_OP_RXX, 1, 2, extended),
    named_gate("rzz", KW_OP_RZZ, 1, 2, extended),
    named_gate("rccx", KW_OP_RCCX, 0, 3, extended),
    named_gate("rc3x", KW_OP_RC3X, 0, 4, extended),
    named_gate("c3x", KW_OP_C3X, 0, 4, extended),
    named_gate("c3sqrtx", KW_OP_C3SX, 0, 4, extended),
    named_gate("c4x", KW_OP_C4X, 0, 5, extended),
    named_gate("mcx", KW_OP_X, 0, named_gate::any, beyond),
    named_gate("mcphase", KW_OP_P, 1, named_gate::any, beyond),
    named_gate("r", KW_OP_R, 2, 1, beyond),
    named_gate("ryy", KW_OP_RYY, 1, 2, beyond),
    named_gate("rzx", KW_OP_RZX, 1, 2, beyond),
    named_gate("iswap", KW_OP_ISWAP, 0, 2, beyond),
    named_gate("dcx", KW_OP_DCX, 0, 2, beyond),
    named_gate("ecr", KW_OP_ECR, 0, 2, beyond),
    named_gate("cs", KW_OP_CS, 0, 2, beyond),
    named_gate("csdg", KW_OP_CSDG, 0, 2, beyond),
    named_gate("ccz", KW_OP_CCZ, 0, 3, beyond),
    named_gate("rcccx", KW_OP_RC3X, 0, 4, beyond),
    named_gate("c3sx", KW_OP_C3SX, 0, 4, beyond),
    named_gate("xx_plus_yy", KW_OP_XX_PLUS_YY, 2, 2, beyond),
    named_gate("xx_minus_yy", KW_OP_XX_MINUS_YY, 2, 2, beyond),
};

static_assert(gates.size() <= 64, "the reader keeps a bit for each");

constexpr std::array<std::string_view, 17> words{"OPENQASM", "include", "qreg",  "creg",    "gate", "opaque",
                                                 "if",       "measure", "reset", "barrier", "pi",   "sin",
                                                 "cos",      "tan",     "exp",   "ln",      "sqrt"};
}  // namespace

std::span<const named_gate> named_gates() noexcept { return gates; }

std::string_view qelib1_name(std::uint16_t op) noexcept {
  for (const auto& gate : gates) {
    if (gate.op == op && (gate.origin == paper || gate.origin == extended)) return gate.name;
  }
  return {};
}

std::span<const std::string_view> reserved_words() noexcept { return words; }

}  // namespace ketway::language
