// Texts that mean harm: each must be refused, or read within the limits.

#include <random>

#include "language/reading.hpp"

namespace ketway::language_tests {
namespace {

TEST(HostileQasm2, RegistersOfAbsurdSizeAreRefused) {
  EXPECT_CONTAINS(
      refusal_of("OPENQASM 2.0; qreg q[99999999999999999999];"),
      "1:22: error: register 'q' of 99999999999999999999 is too large; a circuit has at most 1048576 qubits");
}
TEST(HostileQasm2, ManyRegistersThatAreTooLargeTogetherAreRefused) {
  EXPECT_CONTAINS(refusal_of("OPENQASM 2.0; creg a[1000000]; creg b[1000000];"),
                  "register 'b' of 1000000 is too large");
}
TEST(HostileQasm2, TheLargestRegisterIsRead) {
  EXPECT_EQ(must_read("OPENQASM 2.0; qreg q[1048576];").num_qubits(), 1048576U);
}
TEST(HostileQasm2, AnIndexThatWrapsAroundIsRefused) {
  EXPECT_CONTAINS(refusal_of("OPENQASM 2.0; qreg q[2]; U(0,0,0) q[4294967296];"), "index 4294967296 is out of range");
}
TEST(HostileQasm2, AnExponentialNestOfGatesIsRefusedAtOnce) {
  std::string text = "OPENQASM 2.0; qreg q[1]; gate g0 a { U(0,0,0) a; }";
  for (int i = 1; i < 100; ++i) {
    const auto inner = "g" + std::to_string(i - 1) + " a;";
    text += "gate g" + std::to_string(i) + " a {" + inner + inner + "}";
  }
  EXPECT_CONTAINS(refusal_of(text + "g99 q[0];"), "the circuit grows too large here; at most 20000000 operations");
}
TEST(HostileQasm2, AnExponentialNestOfIdentitiesIsFree) {
  std::string text = "OPENQASM 2.0; qreg q[1]; gate g0 a { }";
  for (int i = 1; i < 100; ++i) {
    const auto inner = "g" + std::to_string(i - 1) + " a;";
    text += "gate g" + std::to_string(i) + " a {" + inner + inner + "}";
  }
  EXPECT_EQ(listing_of(text + "g99 q[0];"), "");
}
TEST(HostileQasm2, ADeepChainOfGatesIsRefused) {
  std::string text = "OPENQASM 2.0; qreg q[1]; gate g0 a { U(0,0,0) a; }";
  for (int i = 1; i < 600; ++i) text += "gate g" + std::to_string(i) + " a { g" + std::to_string(i - 1) + " a; }";
  EXPECT_CONTAINS(refusal_of(text), "gate definitions are nested more than 500 deep");
}
TEST(HostileQasm2, TheWorkOfDeepChainsIsLimitedToo) {
  std::string text = "OPENQASM 2.0; qreg q[1]; gate g0 a { U(0,0,0) a; }";
  for (int i = 1; i < 400; ++i) text += "gate g" + std::to_string(i) + " a { g" + std::to_string(i - 1) + " a; }";
  for (int i = 0; i < 20; ++i) text += "g399 q[0];";
  EXPECT_CONTAINS(refusal_of(text, read_options().max_operations(1000)), "the circuit grows too large here");
}
TEST(HostileQasm2, BroadcastsAreLimited) {
  std::string text = "OPENQASM 2.0; qreg q[1000];";
  for (int i = 0; i < 20; ++i) text += "U(0,0,0) q;";
  EXPECT_CONTAINS(refusal_of(text, read_options().max_operations(10000)), "at most 10000 operations");
  EXPECT_EQ(must_read(text, read_options().max_operations(20000)).size(), 20000U);
}
TEST(HostileQasm2, OperandsOfBarriersAreLimited) {
  std::string text = "OPENQASM 2.0; qreg q[60000];";
  for (int i = 0; i < 100; ++i) text += "barrier q;";
  EXPECT_CONTAINS(refusal_of(text, read_options().max_operations(1000000)), "the circuit grows too large here");
}
TEST(HostileQasm2, ABarrierThatNoRecordCanHoldIsRefused) {
  EXPECT_CONTAINS(refusal_of("OPENQASM 2.0; qreg q[65536]; barrier q;"), "a barrier acts on at most 65535 qubits");
}
TEST(HostileQasm2, AConditionThatNoRecordCanHoldIsRefused) {
  EXPECT_CONTAINS(refusal_of("OPENQASM 2.0; qreg q[1]; creg c[65536]; if(c==1) U(0,0,0) q[0];"),
                  "a condition can look at 65535 bits at most");
}
TEST(HostileQasm2, ALongIntegerInAConditionCostsNoTime) {
  EXPECT_EQ(listing_of("OPENQASM 2.0; qreg q[1]; creg c[3]; if(c==" + std::string(5'000'000, '9') + ") U(0,0,0) q[0];"),
            "");
}
TEST(HostileQasm2, DeepParenthesesAreRefused) {
  const std::string deep(100'000, '(');
  EXPECT_CONTAINS(refusal_of("OPENQASM 2.0; qreg q[1]; U(" + deep),
                  "the expression is nested too deeply; at most 200 levels");
}
TEST(HostileQasm2, ManySignsAreRefused) {
  EXPECT_CONTAINS(refusal_of("OPENQASM 2.0; qreg q[1]; U(" + std::string(100'000, '-') + "1,0,0) q[0];"),
                  "nested too deeply");
}
TEST(HostileQasm2, ATowerOfPowersIsRefused) {
  std::string tower = "1";
  for (int i = 0; i < 10'000; ++i) tower += "^1";
  EXPECT_CONTAINS(refusal_of("OPENQASM 2.0; qreg q[1]; U(" + tower + ",0,0) q[0];"), "nested too deeply");
}
TEST(HostileQasm2, NestedFunctionsInABodyAreRefused) {
  std::string deep;
  for (int i = 0; i < 10'000; ++i) deep += "sin(";
  EXPECT_CONTAINS(refusal_of("OPENQASM 2.0; gate g(t) a { U(" + deep + "t"), "nested too deeply");
}
TEST(HostileQasm2, ALongSumIsRead) {
  std::string sum = "1";
  for (int i = 1; i < 100'000; ++i) sum += "+1";
  EXPECT_EQ(listing_of("OPENQASM 2.0; qreg q[1]; U(" + sum + ",0,0) q[0];"), "u(100000,0,0) 0;");
}
TEST(HostileQasm2, AGateWithManyQubitsIsCheckedInTime) {
  std::string text = "OPENQASM 2.0; include \"qelib1.inc\"; qreg q[40000]; mcx q[0]";
  for (int i = 1; i < 40'000; ++i) text += ",q[" + std::to_string(i) + "]";
  EXPECT_EQ(must_read(text + ";").size(), 1U);
  EXPECT_CONTAINS(refusal_of(text + ",q[7];"), "found 'q[7]' twice");
}
TEST(HostileQasm2, ManyNamesAreKeptApart) {
  std::string text = "OPENQASM 2.0;";
  for (int i = 0; i < 100'000; ++i) text += "qreg register" + std::to_string(i) + "[1];";
  EXPECT_EQ(listing_of(text + "CX register99999[0],register7[0];"), "cx 99999 7;");
}
TEST(HostileQasm2, ATextAboveTheLimitIsRefused) {
  EXPECT_CONTAINS(refusal_of(header, read_options().max_text_bytes(10)),
                  "the text is larger than the limit of 10 bytes");
}
TEST(HostileQasm2, ATextOfFiftyMegabytesIsRead) {
  std::string text = header;
  const std::string line = "rz(pi*0.125) q[1];\ncx q[0],q[2];\n";
  const std::size_t times = 50'000'000 / line.size();
  text.reserve(text.size() + times * line.size());
  for (std::size_t i = 0; i < times; ++i) text += line;
  EXPECT_EQ(must_read(text).size(), 2 * times);
}
TEST(HostileQasm2, NulBytesAreRefusedWhereverTheyStand) {
  const std::string good = header + "gate g(t) a { rx(t/2) a; } g(pi) q[0]; if(c==1) measure q -> c;";
  for (std::size_t i = 0; i < good.size(); ++i) {
    auto bad = good;
    bad[i] = '\0';
    EXPECT_FALSE(read_circuit(bad).has_value()) << "at " << i;
  }
}
TEST(HostileQasm2, TextsCutOffAnywhereDoNoHarm) {
  const std::string good =
      header + "gate g(t) a { rx(sin(t)/2) a; } opaque o(a) b; g(pi) q[0]; if(c==1) measure q -> c; barrier q;";
  const std::size_t whole = must_read(good).size();
  for (std::size_t i = 0; i < good.size(); ++i) {
    const auto read = read_circuit(std::string_view(good).substr(0, i));
    if (read) {
      EXPECT_LT(read->circuit.size(), whole) << "at " << i;
    }
  }
}
TEST(HostileQasm2, RandomBytesInsideATextDoNoHarm) {
  const std::string good =
      header + "gate g(t) a { rx(sin(t)/2) a; } g(pi) q[0]; if(c==1) measure q -> c; barrier q; cx q[0],q[1];";
  std::mt19937 random(3);
  for (int i = 0; i < 3000; ++i) {
    auto text = good;
    for (int k = 0; k < 3; ++k) text[random() % text.size()] = static_cast<char>(random());
    const auto read = read_circuit(text);
    if (!read) {
      EXPECT_FALSE(read.error().diagnostics().empty()) << text;
    }
  }
}

}  // namespace
}  // namespace ketway::language_tests
