#include <cmath>

#include "reference.hpp"

namespace ketway {
namespace {

using reference::pi;
using reference::thrown_by;
using values = std::map<std::string, double, std::less<>>;

parameter parsed(const std::string& text) { return parameter::parse(text).value(); }
double value(const std::string& text, const values& v = {}) { return parsed(text).evaluate(v).value(); }
std::string printed(const std::string& text) { return parsed(text).to_string(); }

TEST(Expression, FollowsTheUsualPrecedence) {
  EXPECT_EQ(value("1+2*3"), 7);
  EXPECT_EQ(value("(1+2)*3"), 9);
  EXPECT_EQ(value("8/4/2"), 1);
  EXPECT_EQ(value("8-4-2"), 2);
  EXPECT_EQ(value("2*3^2"), 18);
  EXPECT_EQ(value("2-3*-4"), 14);
  EXPECT_EQ(value("--3"), 3);
  EXPECT_EQ(value("+3"), 3);
  EXPECT_EQ(value("6/3*2"), 4);
}

TEST(Expression, RaisesFromTheRightAndBeforeTheMinusSign) {
  EXPECT_EQ(value("2^3^2"), 512);
  EXPECT_EQ(value("-2^2"), -4);
  EXPECT_EQ(value("(-2)^2"), 4);
  EXPECT_EQ(value("2^-1"), 0.5);
  EXPECT_EQ(value("2^-x^2", {{"x", 1.0}}), 0.5);
  EXPECT_EQ(value("-x^2", {{"x", 3.0}}), -9);
}

TEST(Expression, ReadsNumbersAsPeopleWriteThem) {
  EXPECT_EQ(value(".5"), 0.5);
  EXPECT_EQ(value("5."), 5);
  EXPECT_EQ(value("1e3"), 1000);
  EXPECT_EQ(value("1.5E-3"), 0.0015);
  EXPECT_EQ(value(" 1 +\t2\n"), 3);
  EXPECT_EQ(value("0.1"), 0.1);
  EXPECT_EQ(value("1e+2"), 100);
}

TEST(Expression, KnowsPiAndTheNineFunctions) {
  const double x = 0.37;
  const values v = {{"x", x}};
  EXPECT_EQ(value("pi"), pi);
  EXPECT_EQ(value("sin(x)", v), std::sin(x));
  EXPECT_EQ(value("cos(x)", v), std::cos(x));
  EXPECT_EQ(value("tan(x)", v), std::tan(x));
  EXPECT_EQ(value("exp(x)", v), std::exp(x));
  EXPECT_EQ(value("ln(x)", v), std::log(x));
  EXPECT_EQ(value("sqrt(x)", v), std::sqrt(x));
  EXPECT_EQ(value("asin(x)", v), std::asin(x));
  EXPECT_EQ(value("acos(x)", v), std::acos(x));
  EXPECT_EQ(value("atan(x)", v), std::atan(x));
  EXPECT_EQ(value("pi/2"), pi / 2);
  EXPECT_EQ(value("3*pi/4"), 3 * pi / 4);
}

TEST(Expression, StaysAffineAndExact) {
  const double x = 0.1234567890123456789;
  const values v = {{"x", x}};
  EXPECT_EQ(value("x/3", v), x / 3);
  EXPECT_EQ(value("0.3*x+0.7", v), 0.3 * x + 0.7);
  EXPECT_EQ(value("2*(x+1)-x", v), x + 2);
  EXPECT_EQ(printed("2*(x+1)-x"), "x+2");
  EXPECT_EQ(printed("x/2+x/3"), "5*x/6");
  EXPECT_EQ(printed("(x+1)*3/2-1/2"), "3*x/2+1");
  EXPECT_EQ(printed("x-x"), "0");
  EXPECT_EQ(printed("-(x-y)"), "-x+y");
  EXPECT_EQ(printed("1-x"), "-x+1");
  EXPECT_EQ(printed("pi/2-theta/4"), "pi/2-theta/4");
}

TEST(Expression, PrintsProductsPowersAndQuotients) {
  EXPECT_EQ(printed("x*y"), "x*y");
  EXPECT_EQ(printed("2*x*3*y"), "6*x*y");
  EXPECT_EQ(printed("1/x"), "1/x");
  EXPECT_EQ(printed("-1/x"), "-1/x");
  EXPECT_EQ(printed("x/(y*z)"), "x/y/z");
  EXPECT_EQ(printed("x/(y/z)"), "x/y*z");
  EXPECT_EQ(printed("(x+1)*(y-2)"), "(x+1)*(y-2)");
  EXPECT_EQ(printed("(x+1)^(y+2)"), "(x+1)^(y+2)");
  EXPECT_EQ(printed("x^y^z"), "x^y^z");
  EXPECT_EQ(printed("(x^y)^z"), "(x^y)^z");
  EXPECT_EQ(printed("x^-y"), "x^(-y)");
  EXPECT_EQ(printed("(-x)^2"), "(-x)^2");
  EXPECT_EQ(printed("2^x"), "2^x");
  EXPECT_EQ(printed("sin(x)^2+cos(x)^2"), "sin(x)^2+cos(x)^2");
}

TEST(Expression, NamesAreListedSortedAndOnce) {
  EXPECT_EQ(parsed("b*a+sin(c)/b^pi").names(), (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_TRUE(parsed("pi/2").names().empty());
}

TEST(Expression, ArithmeticOfValuesBuildsTheSameAsReading) {
  const parameter a("a"), b("b");
  EXPECT_EQ((a + b * 2.0 - 1.0).to_string(), "a+2*b-1");
  EXPECT_EQ((1.0 - a).to_string(), "-a+1");
  EXPECT_EQ((1.0 + a).to_string(), "a+1");
  EXPECT_EQ((2.0 * a / 4.0).to_string(), "a/2");
  EXPECT_EQ((1.0 / a).to_string(), "1/a");
  EXPECT_EQ((-(a - b)).to_string(), "-a+b");
  EXPECT_EQ((a / b).to_string(), "a/b");
  EXPECT_EQ(pow(a + 1.0, b).to_string(), "(a+1)^b");
  EXPECT_EQ(apply("sqrt", a * b).to_string(), "sqrt(a*b)");
}

TEST(Expression, SubstitutesSomeNames) {
  const parameter p = parsed("2*a+b*c-1");
  EXPECT_EQ(p.substitute({{"b", 3.0}}).to_string(), "2*a+3*c-1");
  EXPECT_EQ(p.substitute({{"a", 0.5}, {"b", 2.0}, {"c", 0.25}}).constant_value(), 0.5);
  EXPECT_EQ(p.substitute({{"unused", 1.0}}).to_string(), "2*a+b*c-1");
  EXPECT_EQ(p.to_string(), "2*a+b*c-1");
  EXPECT_EQ(thrown_by([] {
              static_cast<void>(parsed("1/a").substitute({{"a", 0.0}}));
            }).code(),
            errc::invalid_argument);
}

TEST(Expression, HasAConstantValueOnlyWithoutNames) {
  EXPECT_EQ(parsed("pi/2").constant_value(), pi / 2);
  EXPECT_EQ(parameter::constant(0.1).constant_value(), 0.1);
  EXPECT_EQ(parsed("a").constant_value(), std::nullopt);
  EXPECT_EQ(parsed("a-a+2").constant_value(), 2.0);
  EXPECT_EQ(parsed("sqrt(-1)").constant_value(), std::nullopt);
  EXPECT_EQ(parsed("ln(0)").constant_value(), std::nullopt);
}

TEST(Expression, EvaluationNamesEveryMissingValue) {
  const auto result = parsed("b+a*c").evaluate({{"c", 1.0}});
  EXPECT_EQ(result.error().code(), errc::failed_precondition);
  EXPECT_EQ(result.error().message(), "no value for a, b");
}

TEST(Expression, EvaluationRefusesWhatIsNotFinite) {
  EXPECT_EQ(parsed("1/a").evaluate({{"a", 0.0}}).error().code(), errc::invalid_argument);
  EXPECT_EQ(parsed("exp(a)").evaluate({{"a", 1e6}}).error().code(), errc::invalid_argument);
  EXPECT_EQ(parsed("asin(a)").evaluate({{"a", 2.0}}).error().message(), "the value of `asin(a)` is not finite");
}

struct bad {
  const char* text;
  std::uint32_t column;
  const char* message;
};

class BadExpression : public testing::TestWithParam<bad> {};

TEST_P(BadExpression, IsRefusedAtItsPlace) {
  const auto result = parameter::parse(GetParam().text);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code(), errc::invalid_argument);
  ASSERT_EQ(result.error().diagnostics().size(), 1U);
  EXPECT_EQ(result.error().diagnostics()[0].message, GetParam().message);
  EXPECT_EQ(result.error().diagnostics()[0].where.column, GetParam().column);
}

INSTANTIATE_TEST_SUITE_P(
    Texts, BadExpression,
    testing::Values(
        bad{"", 1, "expected a number, a name, a function or `(`, found the end"},
        bad{"1+", 3, "expected a number, a name, a function or `(`, found the end"},
        bad{"(a", 3, "expected `)`, found the end"}, bad{"a)", 2, "expected an operator or the end, found `)`"},
        bad{"a b", 3, "expected an operator or the end, found `b`"},
        bad{"2a", 2, "expected an operator after a number, found `a`"},
        bad{"1.2.3", 4, "expected an operator or the end, found `.`"},
        bad{".", 2, "expected a digit beside `.`, found the end"}, bad{"log(2)", 1, "there is no function `log`"},
        bad{"pi(2)", 1, "there is no function `pi`"}, bad{"sin", 4, "expected `(`, found the end"},
        bad{"sin x", 5, "expected `(`, found `x`"}, bad{"1+1e999", 3, "a number is out of the range of a double"},
        bad{"1e308*10", 9, "a number is too large"}, bad{"a/0", 4, "division by zero"},
        bad{"a/(1-1)", 8, "division by zero"}, bad{"0^-1", 5, "a number is too large"},
        bad{"a\xCE\xB8", 2, "expected an operator or the end, found a byte that is no part of an expression"},
        bad{"a**2", 3, "expected a number, a name, a function or `(`, found `*`"}));

TEST(Expression, RefusesANulByte) {
  EXPECT_FALSE(parameter::parse(std::string_view("a\0b", 3)));
  EXPECT_FALSE(parameter::parse(std::string_view("\0", 1)));
  EXPECT_FALSE(parameter::parse(std::string_view("a+\0", 3)));
}

TEST(Expression, RefusesReservedAndMalformedNames) {
  for (const char* name : {"", "pi", "sin", "sqrt", "2a", "a b", "a-b", "th\xC3\xA9ta"})
    EXPECT_EQ(thrown_by([&] { parameter p(name); }).code(), errc::invalid_argument) << name;
  EXPECT_NO_THROW(parameter("_a1"));
  EXPECT_NO_THROW(parameter("Sin"));
  EXPECT_EQ(thrown_by([] { static_cast<void>(apply("log", parameter("a"))); }).code(), errc::invalid_argument);
}

TEST(Expression, RefusesConstantsThatAreNotFinite) {
  for (const double x : {std::nan(""), HUGE_VAL, -HUGE_VAL})
    EXPECT_EQ(thrown_by([&] { static_cast<void>(parameter::constant(x)); }).code(), errc::invalid_argument);
  EXPECT_EQ(thrown_by([] { static_cast<void>(parameter("a") / 0.0); }).message(), "division by zero");
}

std::string nested(std::size_t depth) { return std::string(depth, '(') + "a" + std::string(depth, ')'); }

TEST(Expression, LimitsDepthAndLength) {
  EXPECT_TRUE(parameter::parse(nested(200)));
  EXPECT_FALSE(parameter::parse(nested(201)));
  EXPECT_FALSE(parameter::parse(std::string(60000, '(')));
  std::string functions = "a", tower = "a";
  for (int i = 0; i < 199; ++i) functions = "sin(" + functions + ")", tower += "^a";
  EXPECT_EQ(printed(functions), functions);
  EXPECT_EQ(printed(tower), tower);
  EXPECT_FALSE(parameter::parse("sin(" + functions + ")"));
  EXPECT_FALSE(parameter::parse(tower + "^a"));
  EXPECT_TRUE(parameter::parse(std::string(64 * 1024, 'a')));
  EXPECT_FALSE(parameter::parse(std::string(64 * 1024 + 1, 'a')));
  EXPECT_TRUE(parameter::parse(std::string(64 * 1024 - 1, '-') + "a"));
}

TEST(Expression, ReadsALongSumAndALongProductInTheirOrder) {
  std::string sum = "a0", product = "a0";
  for (int i = 1; i < 8000; ++i) sum += "+a" + std::to_string(i), product += "*a" + std::to_string(i);
  EXPECT_EQ(printed(sum), sum);
  EXPECT_EQ(printed(product), product);
}

TEST(Expression, RefusesToGrowWithoutBoundWhenSharedPartsMultiply) {
  parameter p("a");
  const error e = thrown_by([&] {
    for (int i = 0; i < 200; ++i) p = apply("sin", p) * apply("cos", p);
  });
  EXPECT_EQ(e.code(), errc::invalid_argument);
  EXPECT_EQ(e.message(), "the expression is longer than 64 KiB");
}

TEST(Expression, MayAddUpForLongWithoutGrowing) {
  parameter total = parameter::constant(0);
  for (int i = 0; i < 100000; ++i) total = total + parameter("a") / 2.0;
  EXPECT_EQ(total.to_string(), "50000*a");
}

// A random tree of the grammar as text, with its value computed on the way by plain arithmetic.
struct random_tree {
  std::mt19937_64 random;
  values v;

  std::pair<std::string, double> make(int depth) {
    const auto pick = [&](int n) { return std::uniform_int_distribution<int>(0, n - 1)(random); };
    if (depth == 0 || pick(8) == 0) {
      if (pick(3) == 0) return {"pi", pi};
      if (pick(2) == 0) {
        const auto at = std::next(v.begin(), pick(static_cast<int>(v.size())));
        return {at->first, at->second};
      }
      const double x = pick(2) == 0 ? pick(9) + 1 : std::uniform_real_distribution<double>(0.1, 3)(random);
      return {angle(x).to_string(), x};
    }
    const auto a = make(depth - 1), b = make(depth - 1);
    switch (pick(8)) {
      case 0: return {"(" + a.first + ")+(" + b.first + ")", a.second + b.second};
      case 1: return {"(" + a.first + ")-(" + b.first + ")", a.second - b.second};
      case 2: return {"(" + a.first + ")*(" + b.first + ")", a.second * b.second};
      case 3: return {"(" + a.first + ")/(2+sin(" + b.first + "))", a.second / (2 + std::sin(b.second))};
      case 4: return {"-(" + a.first + ")", -a.second};
      case 5: return {"(2+cos(" + a.first + "))^(1/2)", std::pow(2 + std::cos(a.second), 0.5)};
      case 6: return {"(" + a.first + ")/4", a.second / 4};
      default: return {"atan(" + a.first + ")", std::atan(a.second)};
    }
  }
};

TEST(Expression, PrintsWhatReadsBackTheSameAndKeepsItsValue) {
  random_tree tree{std::mt19937_64(11), {{"a", 0.3}, {"b", -1.7}, {"theta_1", 2.9}}};
  for (int turn = 0; turn < 3000; ++turn) {
    const auto [text, plain] = tree.make(5);
    const parameter p = parsed(text);
    const std::string once = p.to_string();
    const auto again = parameter::parse(once);
    ASSERT_TRUE(again) << text << " -> " << once;
    EXPECT_EQ(again->to_string(), once) << text;
    const double x = p.evaluate(tree.v).value();
    EXPECT_EQ(again->evaluate(tree.v).value(), x) << once;
    EXPECT_NEAR(x, plain, 1e-9 * (1 + std::abs(plain))) << text;
  }
}

TEST(Angle, PrintsTheShortestNumberThatReadsBack) {
  EXPECT_EQ(angle(0.1).to_string(), "0.1");
  EXPECT_EQ(angle(pi).to_string(), "3.141592653589793");
  EXPECT_EQ(angle(1e-300).to_string(), "1e-300");
  EXPECT_EQ(angle(-2).to_string(), "-2");
  EXPECT_EQ(angle(parameter("a") * 2.0).to_string(), "2*a");
  EXPECT_TRUE(angle(parameter("a")).symbolic());
  EXPECT_FALSE(angle(1.0).symbolic());
}

}  // namespace
}  // namespace ketway
