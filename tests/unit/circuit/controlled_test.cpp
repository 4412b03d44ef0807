#include "reference.hpp"

namespace ketway {
namespace {

using reference::distance;
using reference::embed;
using reference::unitary_of;

TEST(Controlled, ActsAsTheCircuitWhereAllControlsAreOne) {
  std::mt19937_64 random(9);
  for (const std::uint16_t op : reference::all_gates())
    for (std::uint32_t k = 1; k < 4 && find_op(op)->num_qubits + k <= 5; ++k) {
      const std::uint32_t n = find_op(op)->num_qubits;
      circuit c(n);
      c.gate(op, reference::first_qubits(n), reference::angles(reference::random_params(op, random)));
      const circuit under = c.controlled(k).value();
      EXPECT_EQ(under.num_qubits(), n + k);
      EXPECT_LT(distance(unitary_of(under), embed(unitary_of(c), reference::first_qubits(n + k), n + k, k)), 1e-12)
          << find_op(op)->name << " under " << k;
    }
}

TEST(Controlled, KeepsTheGlobalPhaseOfAWholeCircuit) {
  circuit c(2);
  c.gate("gphase", {}, {0.4}).rz(1.1, 0).h(1).cx(1, 0).gate("u2", {0}, {0.3, -0.8});
  EXPECT_LT(distance(unitary_of(c.controlled().value()), embed(unitary_of(c), {0, 1, 2}, 3, 1)), 1e-12);
}

TEST(Controlled, WidensAMatrix) {
  const std::complex<double> m[] = {{0, 0}, {0, 1}, {1, 0}, {0, 0}};
  const std::uint32_t q[] = {1};
  circuit c(2);
  c.unitary(m, q, "magic").h(0);
  EXPECT_LT(distance(unitary_of(c.controlled(2).value()), embed(unitary_of(c), {0, 1, 2, 3}, 4, 2)), 1e-12);
}

TEST(Controlled, PutsItsRegisterFirstAndFindsAFreeName) {
  circuit c;
  c.add_qubits("ctrl", 2);
  c.x(1);
  const circuit under = c.controlled(3).value();
  ASSERT_EQ(under.qubit_registers().size(), 2U);
  EXPECT_EQ(under.qubit_registers()[0].name, "ctrl1");
  EXPECT_EQ(under.qubit_registers()[0].size, 3U);
  EXPECT_EQ(under.qubit_registers()[1].name, "ctrl");
  EXPECT_EQ(under.qubit_registers()[1].first, 3U);
  EXPECT_EQ(under.columns().gates[0].op, KW_OP_C3X);
}

TEST(Controlled, KeepsSymbols) {
  circuit c(1);
  c.rx(parameter("a") * 2, 0);
  const circuit under = c.controlled().value();
  circuit by_hand;
  by_hand.add_qubits("ctrl", 1);
  by_hand.add_qubits("q", 1);
  by_hand.gate("crx", {0, 1}, {parameter("a") * 2});
  EXPECT_EQ(under, by_hand);
}

TEST(Controlled, ByNoQubitIsTheCircuitItself) {
  circuit c(1);
  c.h(0);
  EXPECT_EQ(c.controlled(0).value(), c);
}

TEST(Controlled, IsRefusedForWhatIsNotUnitaryOrTooLarge) {
  circuit measured(1, 1);
  measured.measure(0, 0);
  EXPECT_EQ(measured.controlled().error().code(), errc::failed_precondition);
  EXPECT_EQ(circuit(1).controlled(UINT32_MAX).error().code(), errc::invalid_argument);
  EXPECT_EQ(circuit(1).h(0).controlled(70000).error().code(), errc::invalid_argument);
  std::vector<std::complex<double>> m(1 << 20);
  for (std::size_t i = 0; i < 1024; ++i) m[i * 1024 + i] = 1;
  circuit large(10);
  large.unitary(m, reference::first_qubits(10));
  EXPECT_EQ(large.controlled().error().code(), errc::invalid_argument);
}

}  // namespace
}  // namespace ketway
