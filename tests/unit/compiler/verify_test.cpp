// The verification finds what is wrong: it is the measure of all the other tests.
#include "targets.hpp"

namespace ketway::tests {
namespace {

compiled claim(const circuit& c, std::vector<std::uint32_t> initial, std::vector<std::uint32_t> final) {
  compiled out(c);
  out.initial_layout = std::move(initial);
  out.final_layout = std::move(final);
  return out;
}

circuit bell() { return circuit(2).h(0).cx(0, 1); }

TEST(Verify, TakesACircuitForItself) {
  const auto v = verify(bell(), claim(bell(), {0, 1}, {0, 1}));
  ASSERT_TRUE(v);
  EXPECT_TRUE(v->same);
  EXPECT_EQ(v->how, verification::method::unitary);
}

TEST(Verify, FindsOneWrongGate) {
  EXPECT_FALSE(verify(bell(), claim(circuit(2).h(0).cx(0, 1).s(1), {0, 1}, {0, 1})).value().same);
  EXPECT_FALSE(verify(bell(), claim(circuit(2).h(0).cx(1, 0), {0, 1}, {0, 1})).value().same);
  EXPECT_FALSE(verify(bell(), claim(circuit(2).h(0), {0, 1}, {0, 1})).value().same);
}

TEST(Verify, FindsASmallAngle) {
  EXPECT_FALSE(verify(circuit(1).rz(0.3, 0), claim(circuit(1).rz(0.3 + 1e-6, 0), {0}, {0})).value().same);
}

TEST(Verify, FindsAWrongLayout) {
  const circuit swapped = bell().swap(0, 1);
  EXPECT_TRUE(verify(bell(), claim(swapped, {0, 1}, {1, 0})).value().same);
  EXPECT_FALSE(verify(bell(), claim(swapped, {0, 1}, {0, 1})).value().same);
  EXPECT_FALSE(verify(circuit(2).x(0), claim(circuit(2).x(0), {1, 0}, {0, 1})).value().same);
}

TEST(Verify, FindsAHelperThatIsNotGivenBack) {
  EXPECT_FALSE(verify(circuit(1).x(0), claim(circuit(2).x(0).x(1), {0}, {0})).value().same);
}

TEST(Verify, FindsAPhaseBetweenInputs) {
  EXPECT_FALSE(verify(circuit(1).id(0), claim(circuit(1).z(0), {0}, {0})).value().same);
  EXPECT_TRUE(verify(circuit(1).z(0), claim(circuit(1).rz(std::numbers::pi, 0), {0}, {0})).value().same);
}

TEST(Verify, FindsMeasurementsOfTheWrongQubit) {
  circuit right(2, 2), wrong(2, 2);
  right.h(0).measure(0, 0).measure(1, 1);
  wrong.h(0).measure(1, 0).measure(0, 1);
  EXPECT_TRUE(verify(right, claim(right, {0, 1}, {0, 1})).value().same);
  EXPECT_FALSE(verify(right, claim(wrong, {0, 1}, {0, 1})).value().same);
}

TEST(Verify, FindsAWrongCondition) {
  circuit right(2, 2), wrong(2, 2);
  right.h(0).measure(0, 0).begin_if(condition(0, true)).x(1).end().measure(1, 1);
  wrong.h(0).measure(0, 0).begin_if(condition(0, false)).x(1).end().measure(1, 1);
  const auto same = verify(right, claim(right, {0, 1}, {0, 1}));
  EXPECT_TRUE(same.value().same);
  EXPECT_EQ(same.value().how, verification::method::distribution);
  EXPECT_FALSE(verify(right, claim(wrong, {0, 1}, {0, 1})).value().same);
}

TEST(Verify, SaysSoWhereItChecksNothing) {
  circuit c(40);
  for (std::uint32_t q = 0; q < 40; ++q) c.h(q);
  std::vector<std::uint32_t> at;
  for (std::uint32_t q = 0; q < 40; ++q) at.push_back(q);
  const auto v = verify(c, claim(c, at, at));
  ASSERT_TRUE(v);
  EXPECT_EQ(v->how, verification::method::none);
  EXPECT_NE(v->text.find("40 qubits"), std::string::npos);
}

TEST(Verify, SimulatesOnlyQubitsThatAreUsed) {
  circuit c(100);
  c.h(90).cx(90, 91);
  EXPECT_EQ(verify(bell(), claim(c, {90, 91}, {90, 91})).value().how, verification::method::unitary);
}

TEST(Verify, RefusesWhatDoesNotBelongTogether) {
  EXPECT_FALSE(verify(bell(), claim(bell(), {0}, {0})));
  EXPECT_FALSE(verify(bell(), claim(bell(), {0, 0}, {0, 1})));
  EXPECT_FALSE(verify(bell(), claim(bell(), {0, 9}, {0, 9})));
  EXPECT_FALSE(verify(bell(), claim(circuit(2, 1), {0, 1}, {0, 1})));
}

}  // namespace
}  // namespace ketway::tests
