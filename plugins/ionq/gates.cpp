#include "gates.hpp"

#include <algorithm>
#include <array>

#include "circuit.hpp"

namespace ketway::ionq {
namespace {

// `v` is the square root of x. A phase gate is written as rz, which is the same up to a phase of everything, so it takes no
// controls here.
constexpr std::array table{
    qis_gate(KW_OP_ID, "", 0, 1, 0),    qis_gate(KW_OP_X, "x", 0, 1, 0),      qis_gate(KW_OP_Y, "y", 0, 1, 0),
    qis_gate(KW_OP_Z, "z", 0, 1, 0),    qis_gate(KW_OP_H, "h", 0, 1, 0),      qis_gate(KW_OP_S, "s", 0, 1, 0),
    qis_gate(KW_OP_SDG, "si", 0, 1, 0), qis_gate(KW_OP_T, "t", 0, 1, 0),      qis_gate(KW_OP_TDG, "ti", 0, 1, 0),
    qis_gate(KW_OP_SX, "v", 0, 1, 0),   qis_gate(KW_OP_SXDG, "vi", 0, 1, 0),  qis_gate(KW_OP_P, "rz", 0, 1, 1),
    qis_gate(KW_OP_RX, "rx", 0, 1, 1),  qis_gate(KW_OP_RY, "ry", 0, 1, 1),    qis_gate(KW_OP_RZ, "rz", 0, 1, 1),
    qis_gate(KW_OP_CX, "x", 1, 1, 0),   qis_gate(KW_OP_CY, "y", 1, 1, 0),     qis_gate(KW_OP_CZ, "z", 1, 1, 0),
    qis_gate(KW_OP_CH, "h", 1, 1, 0),   qis_gate(KW_OP_CS, "s", 1, 1, 0),     qis_gate(KW_OP_CSDG, "si", 1, 1, 0),
    qis_gate(KW_OP_CSX, "v", 1, 1, 0),  qis_gate(KW_OP_CSXDG, "vi", 1, 1, 0), qis_gate(KW_OP_CRX, "rx", 1, 1, 1),
    qis_gate(KW_OP_CRY, "ry", 1, 1, 1), qis_gate(KW_OP_CRZ, "rz", 1, 1, 1),   qis_gate(KW_OP_SWAP, "swap", 0, 2, 0),
    qis_gate(KW_OP_RXX, "xx", 0, 2, 1), qis_gate(KW_OP_RYY, "yy", 0, 2, 1),   qis_gate(KW_OP_RZZ, "zz", 0, 2, 1),
    qis_gate(KW_OP_CCX, "x", 2, 1, 0),  qis_gate(KW_OP_CCZ, "z", 2, 1, 0),    qis_gate(KW_OP_CSWAP, "swap", 1, 2, 0),
    qis_gate(KW_OP_C3X, "x", 3, 1, 0),  qis_gate(KW_OP_C4X, "x", 4, 1, 0),    qis_gate(KW_OP_C3SX, "v", 3, 1, 0),
};

}  // namespace

const qis_gate* find_qis(std::uint16_t op) {
  const auto at = std::find_if(table.begin(), table.end(), [op](const qis_gate& g) { return g.op == op; });
  return at == table.end() ? nullptr : &*at;
}

std::string_view op_name(std::uint16_t op) {
  switch (op) {
#define KETWAY_IONQ_NAME(c, number, text, operands, params) \
  case number: return text;
    KW_STRUCTURE_TABLE(KETWAY_IONQ_NAME)
    KW_GATE_TABLE(KETWAY_IONQ_NAME)
#undef KETWAY_IONQ_NAME
    default: return {};
  }
}

const std::vector<std::string>& gate_names() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> names;
    for (const auto& g : table) names.emplace_back(op_name(g.op));
    for (const auto op : {KW_OP_GPI, KW_OP_GPI2, KW_OP_MS}) names.emplace_back(op_name(static_cast<std::uint16_t>(op)));
    return names;
  }();
  return all;
}

}  // namespace ketway::ionq
