#include "reference.hpp"

namespace ketway {
namespace {

using reference::distance;
using reference::matrix;
using reference::unitary_of;

matrix identity(const circuit& c) { return matrix::Identity(1 << c.num_qubits(), 1 << c.num_qubits()); }

circuit single(std::uint16_t op, std::uint32_t extra, std::mt19937_64& random) {
  std::vector<std::uint32_t> qubits = reference::first_qubits(find_op(op)->num_qubits + extra);
  std::shuffle(qubits.begin(), qubits.end(), random);
  circuit c(static_cast<std::uint32_t>(qubits.size()));
  c.gate(op, qubits, reference::angles(reference::random_params(op, random)));
  return c;
}

TEST(Adjoint, OfEveryGateUndoesIt) {
  std::mt19937_64 random(7);
  for (const std::uint16_t op : reference::all_gates())
    for (std::uint32_t extra = 0; extra < 3 && find_op(op)->num_qubits + extra <= 6; ++extra)
      for (int turn = 0; turn < 4; ++turn) {
        const circuit c = single(op, extra, random);
        const circuit back = c.inverse().value();
        EXPECT_LT(distance(unitary_of(back) * unitary_of(c), identity(c)), 1e-12)
            << find_op(op)->name << " + " << extra;
      }
}

TEST(Adjoint, OfASymbolicGateUndoesItAfterBinding) {
  std::mt19937_64 random(8);
  for (const std::uint16_t op : reference::all_gates()) {
    const std::uint32_t params = find_op(op)->num_params;
    if (params == 0) continue;
    std::vector<angle> angles;
    std::map<std::string, double, std::less<>> values;
    for (std::uint32_t i = 0; i < params; ++i) {
      const std::string name = "a" + std::to_string(i);
      angles.emplace_back(2 * parameter(name) + 0.25);
      values[name] = std::uniform_real_distribution<double>(-3, 3)(random);
    }
    const std::uint32_t n = find_op(op)->num_qubits;
    circuit c(n);
    c.gate(op, reference::first_qubits(n), angles);
    const circuit back = c.inverse().value();
    EXPECT_EQ(back.parameters(), c.parameters()) << find_op(op)->name;
    EXPECT_LT(distance(unitary_of(back.bind(values).value()) * unitary_of(c.bind(values).value()), identity(c)), 1e-12)
        << find_op(op)->name;
  }
}

TEST(Adjoint, ReversesTheOrderAndKeepsRegistersAndName) {
  circuit c(2, 1);
  c.name("pair").h(0).s(0).cx(0, 1).rz(0.5, 1);
  const circuit back = c.inverse().value();
  circuit by_hand(2, 1);
  by_hand.rz(-0.5, 1).cx(0, 1).sdg(0).h(0);
  EXPECT_EQ(back, by_hand);
  EXPECT_EQ(back.name(), "pair");
}

TEST(Adjoint, TwiceIsTheCircuitItself) {
  circuit c(3);
  c.h(0)
      .t(1)
      .sx(2)
      .u(0.1, 0.2, 0.3, 0)
      .rx(parameter("a") / 3, 1)
      .cp(2 * parameter("b") - 1, 0, 2)
      .swap(1, 2)
      .ccx(0, 1, 2);
  c.gate("iswap", {0, 1})
      .gate("dcx", {1, 2})
      .gate("cu", {2, 0}, {0.1, 0.2, 0.3, 0.4})
      .gate("ms", {0, 1}, {0.1, 0.2, 0.3});
  EXPECT_EQ(c.inverse().value().inverse().value(), c);
}

TEST(Adjoint, OfAMatrixIsItsConjugateTransposeAndMarksTheLabel) {
  const std::complex<double> m[] = {{0, 0}, {0, 1}, {1, 0}, {0, 0}};
  const std::uint32_t q[] = {0};
  circuit c(1);
  c.unitary(m, q, "magic");
  const circuit back = c.inverse().value();
  EXPECT_LT(distance(unitary_of(back) * unitary_of(c), identity(c)), 1e-15);
  const kw_circuit& k = back.columns();
  EXPECT_EQ(std::string_view(k.symbols[k.gates[0].symbol].data, k.symbols[k.gates[0].symbol].size), "magic_dg");
  EXPECT_EQ(back.inverse().value(), c);
}

TEST(Adjoint, KeepsBarriersAndDelays) {
  const std::uint32_t q[] = {1};
  circuit c(2);
  c.h(0).barrier().delay_cycles(16, q).s(1).delay(1e-6, q);
  circuit by_hand(2);
  by_hand.delay(1e-6, q).sdg(1).delay_cycles(16, q).barrier().h(0);
  EXPECT_EQ(c.inverse().value(), by_hand);
}

TEST(Adjoint, IsRefusedForWhatIsNotUnitary) {
  const std::uint32_t q[] = {0};
  circuit measured(1, 1), reset(1), branched(1, 1), opaque(1);
  measured.h(0).measure(0, 0);
  reset.reset(0);
  branched.begin_if({0, true}).x(0).end();
  opaque.opaque("mystery", q);
  for (const circuit* c : {&measured, &reset, &branched, &opaque})
    EXPECT_EQ(c->inverse().error().code(), errc::failed_precondition);
  EXPECT_EQ(measured.inverse().error().message(), "cannot invert a circuit with `measure` (record 1)");
}

}  // namespace
}  // namespace ketway
