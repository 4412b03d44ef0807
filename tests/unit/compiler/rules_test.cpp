// The rules of decomposition against the matrices of ketway/ops.h, global phase included.
#include "compiler/rules.hpp"

#include "circuit/gate_table.hpp"
#include "compiler/angles.hpp"
#include "compiler/expand.hpp"
#include "compiler/small_matrix.hpp"
#include "targets.hpp"

namespace ketway::tests {
namespace {

TEST(Rules, EveryGateIsItsParts) {
  for (std::uint16_t op = KW_OP_FIRST_GATE; op < KW_OP_LIMIT; ++op) {
    const gate_info* info = find_op(op);
    if (info == nullptr || (gates::table[op].controls > 0 && op != KW_OP_CU)) continue;
    const std::vector<angle> angles = sample_angles(info->num_params);
    const std::vector<compiler::part> parts = compiler::parts_of(op, angles);
    if (parts.empty()) continue;
    circuit whole(info->num_qubits), pieces(info->num_qubits);
    std::vector<std::uint32_t> qubits;
    for (std::uint32_t q = 0; q < info->num_qubits; ++q) qubits.push_back(q);
    whole.gate(op, qubits, angles);
    for (const compiler::part& p : parts) {
      std::vector<std::uint32_t> on(p.operands.begin(), p.operands.begin() + p.num_operands);
      pieces.gate(p.op, on, p.angles);
    }
    // Under a control the global phase is visible.
    const auto same = equivalent(whole.controlled().value(), pieces.controlled().value(), 1e-12);
    ASSERT_TRUE(same) << same.error().to_string();
    EXPECT_TRUE(*same) << info->name;
  }
}

TEST(Rules, FramesCancelWhereTheCoreIsLeftOut) {
  for (std::uint16_t op = KW_OP_FIRST_GATE; op < KW_OP_LIMIT; ++op) {
    const gate_info* info = find_op(op);
    if (info == nullptr || (gates::table[op].controls > 0 && op != KW_OP_CU)) continue;
    circuit frames(info->num_qubits);
    for (const compiler::part& p : compiler::parts_of(op, sample_angles(info->num_params)))
      if (p.frame) {
        std::vector<std::uint32_t> on(p.operands.begin(), p.operands.begin() + p.num_operands);
        frames.gate(p.op, on, p.angles);
      }
    if (info->num_qubits == 0) continue;
    EXPECT_TRUE(equivalent(frames.controlled().value(), circuit(info->num_qubits + 1), 1e-12).value()) << info->name;
  }
}

TEST(Rules, EveryGateOnOneQubitIsItsU) {
  for (std::uint16_t op = KW_OP_ID; op < KW_OP_CX; ++op) {
    const gate_info* info = find_op(op);
    if (info == nullptr) continue;
    const std::vector<angle> angles = sample_angles(info->num_params);
    const compiler::as_u u = compiler::u_of(op, angles);
    const double values[] = {u.theta.value(), u.phi.value(), u.lambda.value()};
    compiler::matrix2 m = compiler::matrix2_of(KW_OP_U, values);
    for (auto& z : m) z *= compiler::turn(u.phase.value());
    const compiler::matrix2 exact = compiler::matrix2_of(op, compiler::numbers(angles));
    for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(std::abs(m[i] - exact[i]), 0, 1e-14) << info->name;
  }
}

}  // namespace
}  // namespace ketway::tests
