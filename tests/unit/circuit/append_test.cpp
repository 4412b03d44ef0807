#include "reference.hpp"

namespace ketway {
namespace {

using reference::thrown_by;
using list = std::vector<std::uint32_t>;

circuit inner() {
  const list q = {1};
  circuit c(2, 2);
  c.h(0).rx(parameter("a") + 1, 1).begin_if(condition(1, true).also(0, false)).cx(1, 0).end().measure(0, 1);
  c.opaque("box", q, std::vector<angle>{0.5, parameter("b")}).delay_cycles(4, q).barrier();
  return c;
}

TEST(Append, PutsQubitsAndBitsWhereTheyAreAsked) {
  const list on_qubits = {3, 1}, on_bits = {2, 0}, q = {1};
  circuit c(4, 3), by_hand(4, 3);
  c.x(0).append(inner(), on_qubits, on_bits);
  by_hand.x(0).h(3).rx(parameter("a") + 1, 1).begin_if(condition(0, true).also(2, false)).cx(1, 3).end().measure(3, 0);
  by_hand.opaque("box", q, std::vector<angle>{0.5, parameter("b")}).delay_cycles(4, q).barrier(on_qubits);
  EXPECT_EQ(c, by_hand);
  EXPECT_TRUE(c.has_measurements());
}

TEST(Append, TakesItself) {
  const list qubits = {1, 0};
  circuit c(2), by_hand(2);
  c.h(0).cx(0, 1).rz(parameter("a"), 1);
  by_hand.h(0).cx(0, 1).rz(parameter("a"), 1).h(1).cx(1, 0).rz(parameter("a"), 0);
  c.append(c, qubits);
  EXPECT_EQ(c, by_hand);
}

TEST(Append, IntoAnOpenBlockCountsItsDepth) {
  circuit deep(1, 1);
  for (int i = 0; i < 60; ++i) deep.begin_if({0, true});
  for (int i = 0; i < 60; ++i) deep.end();
  const list one = {0};
  circuit c(1, 1);
  for (int i = 0; i < 4; ++i) c.begin_if({0, true});
  EXPECT_NO_THROW(c.append(deep, one, one));
  c.begin_if({0, true});
  const circuit before = c;
  EXPECT_EQ(thrown_by([&] { c.append(deep, one, one); }).message(), "append: blocks are nested more than 64 deep");
  EXPECT_EQ(c, before);
}

TEST(Append, RefusesAMapThatDoesNotFit) {
  circuit c(4, 3);
  const circuit before = c;
  const auto refused = [&](const list& qubits, const list& bits) {
    const error e = thrown_by([&] { c.append(inner(), qubits, bits); });
    EXPECT_EQ(e.code(), errc::invalid_argument);
    EXPECT_EQ(c, before);
    return e.message();
  };
  EXPECT_EQ(refused({0}, {0, 1}), "append: expected 2 qubits, got 1");
  EXPECT_EQ(refused({0, 1}, {}), "append: expected 2 bits, got 0");
  EXPECT_EQ(refused({0, 4}, {0, 1}), "append: qubit 4 is out of range, the circuit has 4");
  EXPECT_EQ(refused({2, 2}, {0, 1}), "append: qubit 2 occurs twice");
  EXPECT_EQ(refused({0, 1}, {0, 3}), "append: bit 3 is out of range, the circuit has 3");
  EXPECT_EQ(refused({0, 1}, {1, 1}), "append: bit 1 occurs twice");
}

TEST(Append, RefusesACircuitWithAnOpenBlock) {
  const list one = {0};
  circuit open(1, 1), c(1, 1);
  open.begin_if({0, true});
  EXPECT_EQ(thrown_by([&] { c.append(open, one, one); }).message(), "append: the other circuit has an open block");
}

}  // namespace
}  // namespace ketway
