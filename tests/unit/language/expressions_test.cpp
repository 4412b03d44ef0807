#include <cmath>
#include <numbers>
#include <random>

#include "language/arithmetic.hpp"
#include "language/print.hpp"
#include "language/reading.hpp"

namespace ketway::language_tests {
namespace {

double value_of(const std::string& expression) {
  const auto c = must_read("OPENQASM 2.0; qreg q[1]; U(" + expression + ",0,0) q[0];");
  return c.size() == 1 ? c.columns().params[0] : std::nan("");
}
double value_in_a_body(const std::string& expression, const std::string& argument) {
  const auto c =
      must_read("OPENQASM 2.0; qreg q[1]; gate g(x) a { U(" + expression + ",0,0) a; } g(" + argument + ") q[0];");
  return c.size() == 1 ? c.columns().params[0] : std::nan("");
}
std::string refused(const std::string& expression) {
  return refusal_of("OPENQASM 2.0;\nqreg q[1];\nU(" + expression + ",0,0) q[0];");
}

TEST(Expressions, KnowPi) { EXPECT_EQ(value_of("pi"), std::numbers::pi); }
TEST(Expressions, MultiplyBeforeTheyAdd) { EXPECT_EQ(value_of("1+2*3-4/2"), 5.0); }
TEST(Expressions, SubtractFromTheLeft) { EXPECT_EQ(value_of("10-3-2"), 5.0); }
TEST(Expressions, DivideFromTheLeft) { EXPECT_EQ(value_of("16/4/2"), 2.0); }
TEST(Expressions, TakeASignInAnExponent) { EXPECT_EQ(value_of("2^-1"), 0.5); }
TEST(Expressions, TakeSeveralSigns) { EXPECT_EQ(value_of("--3"), 3.0); }
TEST(Expressions, TakeASignBehindAnOperator) { EXPECT_EQ(value_of("2*-3"), -6.0); }
TEST(Expressions, TakeParentheses) { EXPECT_EQ(value_of("(1+2)*(3+4)"), 21.0); }
TEST(Expressions, TakeSpaceAndCommentsEverywhere) { EXPECT_EQ(value_of(" ( 1 // one\n + 2 ) * 3 "), 9.0); }
TEST(Expressions, KnowTheSixFunctions) {
  EXPECT_EQ(value_of("sin(0.3)"), std::sin(0.3));
  EXPECT_EQ(value_of("cos(0.3)"), std::cos(0.3));
  EXPECT_EQ(value_of("tan(0.3)"), std::tan(0.3));
  EXPECT_EQ(value_of("exp(0.3)"), std::exp(0.3));
  EXPECT_EQ(value_of("ln(0.3)"), std::log(0.3));
  EXPECT_EQ(value_of("sqrt(0.3)"), std::sqrt(0.3));
}
TEST(Expressions, KnowTheInverseFunctions) {
  EXPECT_EQ(value_of("asin(0.3)"), std::asin(0.3));
  EXPECT_EQ(value_of("acos(0.3)"), std::acos(0.3));
  EXPECT_EQ(value_of("atan(0.3)"), std::atan(0.3));
}
TEST(Expressions, TakeASignPlusByDefault) { EXPECT_EQ(value_of("+2"), 2.0); }
TEST(Expressions, RefuseASignPlusInStrictMode) {
  EXPECT_CONTAINS(refusal_of("OPENQASM 2.0; qreg q[1]; U(+2,0,0) q[0];", strictly()), "found '+'");
}
TEST(Expressions, ReadDecimalsAsTheNearestDouble) {
  EXPECT_EQ(value_of("0.1"), 0.1);
  EXPECT_EQ(value_of("3.141592653589793"), 3.141592653589793);
  EXPECT_EQ(value_of("123456789012345678901234567890.0"), 123456789012345678901234567890.0);
  EXPECT_EQ(value_of("2.2250738585072014E-308"), 2.2250738585072014E-308);
}
TEST(Expressions, ReadEveryDoubleThatIsPrinted) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 20000; ++i) {
    const double value = std::ldexp(static_cast<double>(random() >> 11), static_cast<int>(random() % 900) - 500);
    std::string text;
    language::append_real(text, value);
    double back = 0;
    ASSERT_EQ(language::to_double(text, back), nullptr) << text;
    ASSERT_EQ(back, value) << text;
  }
}
TEST(Expressions, TakeNumbersTooSmallForADoubleAsZero) {
  EXPECT_EQ(value_of("1.0e-999"), 0.0);
  EXPECT_EQ(value_of("0." + std::string(400, '0') + "1"), 0.0);
}
TEST(Expressions, RefuseNumbersTooLargeForADouble) {
  EXPECT_CONTAINS(refused("1.0e999"), "3:3: error: the number is too large");
  EXPECT_CONTAINS(refused("1" + std::string(400, '0')), "the number is too large");
}
TEST(Expressions, RefuseAResultThatOverflows) { EXPECT_CONTAINS(refused("exp(1000)"), "too large for a double"); }
TEST(Expressions, RefuseTheLogarithmOfZero) { EXPECT_CONTAINS(refused("ln(0)"), "ln needs a number above 0"); }
TEST(Expressions, RefuseAnArcSineAboveOne) {
  EXPECT_CONTAINS(refused("asin(2)"), "asin needs a number between -1 and 1");
}
TEST(Expressions, RefuseABrokenPowerOfANegativeNumber) { EXPECT_CONTAINS(refused("(-8)^0.5"), "not real"); }
TEST(Expressions, RefuseANegativePowerOfZero) { EXPECT_CONTAINS(refused("0^-1"), "division by zero"); }
TEST(Expressions, RefuseAMissingOperand) { EXPECT_CONTAINS(refused("1+"), "3:5: error: expected a number"); }
TEST(Expressions, RefuseAMissingParenthesis) {
  EXPECT_CONTAINS(refused("(1+2"), "expected ')' or an operator, found ','");
}
TEST(Expressions, RefuseAWordBehindANumber) {
  EXPECT_CONTAINS(refused("2pi"), "expected an operator after '2', found 'pi'");
}
TEST(Expressions, RefuseAnUnknownName) { EXPECT_CONTAINS(refused("theta"), "3:3: error: 'theta' has no value"); }

TEST(ExpressionsInBodies, TakeArguments) { EXPECT_EQ(value_in_a_body("2*x+1", "3"), 7.0); }
TEST(ExpressionsInBodies, KeepTheOrderOfOperands) { EXPECT_EQ(value_in_a_body("(10-x)/(x^2)", "2"), 2.0); }
TEST(ExpressionsInBodies, BindPowersTighterThanTheSign) { EXPECT_EQ(value_in_a_body("-x^2", "3"), -9.0); }
TEST(ExpressionsInBodies, FoldConstants) { EXPECT_EQ(value_in_a_body("x*(pi-pi+2)^2", "3"), 12.0); }
TEST(ExpressionsInBodies, ApplyFunctions) { EXPECT_EQ(value_in_a_body("sin(x)*cos(0)", "0.3"), std::sin(0.3)); }
TEST(ExpressionsInBodies, AreRefusedWhereTheyDivideByZeroEvenUncalled) {
  EXPECT_CONTAINS(refusal_of("OPENQASM 2.0; gate g(x) a { U(1/0,0,0) a; }"), "1:32: error: division by zero");
}
TEST(ExpressionsInBodies, AreRefusedWhereACallMakesThemDivideByZero) {
  EXPECT_CONTAINS(refusal_of("OPENQASM 2.0; qreg q[1]; gate g(x) a { U(1/x,0,0) a; } g(0) q[0];"),
                  "1:43: error: division by zero in a call of gate 'g'");
}
TEST(ExpressionsInBodies, KnowNoOtherNames) {
  EXPECT_CONTAINS(refusal_of("OPENQASM 2.0; gate g(x) a { U(y,0,0) a; }"), "'y' is no parameter of this gate");
}
TEST(ExpressionsInBodies, AreNoPlaceForQubits) {
  EXPECT_CONTAINS(refusal_of("OPENQASM 2.0; gate g(x) a { U(a,0,0) a; }"), "'a' is a qubit; expected a number");
}

}  // namespace
}  // namespace ketway::language_tests
