#include "language/stdgates.hpp"

#include <array>

#include "ketway/ops.h"

namespace ketway::language {
namespace {
// Of two names for one op, the first is written.
constexpr std::array gates{
    standard_gate("U", KW_OP_U, 3, 1, extra_phase::half_theta),
    standard_gate("gphase", KW_OP_GPHASE, 1, 0),
    standard_gate("p", KW_OP_P, 1, 1),
    standard_gate("x", KW_OP_X, 0, 1),
    standard_gate("y", KW_OP_Y, 0, 1),
    standard_gate("z", KW_OP_Z, 0, 1),
    standard_gate("h", KW_OP_H, 0, 1),
    standard_gate("s", KW_OP_S, 0, 1),
    standard_gate("sdg", KW_OP_SDG, 0, 1),
    standard_gate("t", KW_OP_T, 0, 1),
    standard_gate("tdg", KW_OP_TDG, 0, 1),
    standard_gate("sx", KW_OP_SX, 0, 1),
    standard_gate("rx", KW_OP_RX, 1, 1),
    standard_gate("ry", KW_OP_RY, 1, 1),
    standard_gate("rz", KW_OP_RZ, 1, 1),
    standard_gate("cx", KW_OP_CX, 0, 2),
    standard_gate("cy", KW_OP_CY, 0, 2),
    standard_gate("cz", KW_OP_CZ, 0, 2),
    standard_gate("cp", KW_OP_CP, 1, 2),
    standard_gate("crx", KW_OP_CRX, 1, 2),
    standard_gate("cry", KW_OP_CRY, 1, 2),
    standard_gate("crz", KW_OP_CRZ, 1, 2),
    standard_gate("ch", KW_OP_CH, 0, 2),
    standard_gate("swap", KW_OP_SWAP, 0, 2),
    standard_gate("ccx", KW_OP_CCX, 0, 3),
    standard_gate("cswap", KW_OP_CSWAP, 0, 3),
    standard_gate("cu", KW_OP_CU, 4, 2),
    standard_gate("CX", KW_OP_CX, 0, 2),
    standard_gate("phase", KW_OP_P, 1, 1),
    standard_gate("cphase", KW_OP_CP, 1, 2),
    standard_gate("id", KW_OP_ID, 0, 1),
    standard_gate("u1", KW_OP_P, 1, 1),
    standard_gate("u2", KW_OP_U2, 2, 1, extra_phase::minus_half_the_sum),
    standard_gate("u3", KW_OP_U, 3, 1, extra_phase::minus_half_the_sum),
};

constexpr std::array<std::string_view, 63> words{
    "OPENQASM", "include", "defcalgrammar", "def",     "cal",      "defcal",   "gate",
    "extern",   "box",     "let",           "break",   "continue", "if",       "else",
    "end",      "return",  "for",           "while",   "in",       "switch",   "case",
    "default",  "pragma",  "input",         "output",  "const",    "readonly", "mutable",
    "qreg",     "qubit",   "creg",          "bool",    "bit",      "int",      "uint",
    "float",    "angle",   "complex",       "array",   "void",     "duration", "stretch",
    "U",        "gphase",  "inv",           "pow",     "ctrl",     "negctrl",  "durationof",
    "delay",    "reset",   "measure",       "barrier", "true",     "false",    "im",
    "pi",       "tau",     "euler",         "π",       "τ",        "ℇ",        "opaque"};

constexpr std::array<std::string_view, 19> functions{"arccos", "arcsin", "arctan",   "ceiling", "cos",  "exp",  "floor",
                                                     "log",    "mod",    "popcount", "real",    "imag", "rotl", "rotr",
                                                     "sin",    "sqrt",   "tan",      "sizeof",  "nop"};

constexpr std::array<std::string_view, 35> python{
    "False", "None",     "True",  "and",    "as",   "assert", "async",  "await",    "break",
    "class", "continue", "def",   "del",    "elif", "else",   "except", "finally",  "for",
    "from",  "global",   "if",    "import", "in",   "is",     "lambda", "nonlocal", "not",
    "or",    "pass",     "raise", "return", "try",  "while",  "with",   "yield"};
}  // namespace

std::span<const standard_gate> standard_gates() noexcept { return gates; }

std::string_view standard_name(std::uint16_t op) noexcept {
  for (const auto& gate : gates) {
    if (gate.op == op) return gate.name;
  }
  return {};
}

std::span<const std::string_view> openqasm3_words() noexcept { return words; }
std::span<const std::string_view> openqasm3_functions() noexcept { return functions; }
std::span<const std::string_view> python_words() noexcept { return python; }

}  // namespace ketway::language
