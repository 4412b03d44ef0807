#include "reference.hpp"

namespace ketway {
namespace {

circuit ansatz() {
  circuit c(2);
  c.ry(parameter("theta"), 0).u(0.5, parameter("theta") * 2 - 1, parameter("phi") / 3, 1).cx(0, 1);
  return c;
}

TEST(Bind, ListsTheNamesSorted) {
  EXPECT_EQ(ansatz().parameters(), (std::vector<std::string>{"phi", "theta"}));
  EXPECT_TRUE(circuit(1).h(0).parameters().empty());
}

TEST(Bind, GivesEveryNameItsNumber) {
  const circuit bound = ansatz().bind({{"theta", 0.25}, {"phi", 0.9}}).value();
  circuit by_hand(2);
  by_hand.ry(0.25, 0).u(0.5, -0.5, 0.9 / 3, 1).cx(0, 1);
  EXPECT_EQ(bound, by_hand);
  EXPECT_TRUE(bound.parameters().empty());
  EXPECT_EQ(bound.columns().num_symbols, 1U);
}

TEST(Bind, LeavesTheOriginalSymbolic) {
  const circuit c = ansatz();
  const circuit bound = c.bind({{"theta", 0.25}, {"phi", 0.9}}).value();
  EXPECT_EQ(c.parameters().size(), 2U);
  EXPECT_EQ(c.columns().params[0], 0.0);
  EXPECT_EQ(bound.columns().params[0], 0.25);
}

TEST(Bind, NamesEveryNameWithoutAValue) {
  const auto result = ansatz().bind({});
  EXPECT_EQ(result.error().code(), errc::failed_precondition);
  EXPECT_EQ(result.error().message(), "no value for phi, theta");
}

TEST(Bind, NamesEveryNameThatTheCircuitDoesNotHave) {
  const auto result = ansatz().bind({{"theta", 1.0}, {"phi", 1.0}, {"chi", 1.0}, {"psi", 2.0}});
  EXPECT_EQ(result.error().code(), errc::invalid_argument);
  EXPECT_EQ(result.error().message(), "the circuit has no parameter chi, psi");
}

TEST(Bind, RefusesAValueThatIsNotFinite) {
  const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
  for (const double bad : {nan, infinity, -infinity})
    EXPECT_EQ(ansatz().bind({{"theta", bad}, {"phi", 1.0}}).error().code(), errc::invalid_argument);
  circuit c(1);
  c.h(0).rx(1 / parameter("a"), 0);
  const auto result = c.bind({{"a", 0.0}});
  EXPECT_EQ(result.error().code(), errc::invalid_argument);
  EXPECT_EQ(result.error().message(), "record 1: the value of `1/a` is not finite");
}

TEST(Bind, KeepsLabelsUnitsAndNamesOfOpaqueGates) {
  const std::uint32_t q[] = {0};
  const std::complex<double> m[] = {1, 0, 0, -1};
  circuit c(1), by_hand(1);
  c.unitary(m, q, "flip").delay_cycles(3, q).opaque("box", q, std::vector<angle>{parameter("a"), 2.0}).rz(0.5, 0);
  by_hand.unitary(m, q, "flip").delay_cycles(3, q).opaque("box", q, std::vector<angle>{7.0, 2.0}).rz(0.5, 0);
  EXPECT_EQ(c.bind({{"a", 7.0}}).value(), by_hand);
}

TEST(Bind, OfACircuitWithoutSymbolsIsTheCircuit) {
  circuit c(1);
  c.h(0);
  EXPECT_EQ(c.bind({}).value(), c);
}

}  // namespace
}  // namespace ketway
