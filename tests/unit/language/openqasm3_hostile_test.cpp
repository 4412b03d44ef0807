// Texts that mean harm: each must be refused, or read within the limits.

#include <random>

#include "language/openqasm3_round_trip.hpp"

namespace ketway::language_tests {
namespace {

const std::string good =
    header3 +
    "input float w; gate g(x1) b { rx(sin(x1)/2) b; ctrl @ gphase(x1) b; } g(w) q[0]; if (c == 1) { c = measure q; } "
    "else if (!d) x a; delay[1us] q; pow(2) @ inv @ g(pi) q[1:2]; /* a */ while (c[0] && d) d = measure a;";

TEST(HostileQasm3, RegistersOfAbsurdSizeAreRefused) {
  EXPECT_CONTAINS(refusal_of("OPENQASM 3.0; qubit[99999999999999999999] q;"),
                  "1:21: error: the register is too large; a circuit has at most 1048576 qubits");
  EXPECT_CONTAINS(refusal_of("OPENQASM 3.0; qubit[10*1000*1000] q;"), "the register is too large");
  EXPECT_CONTAINS(refusal_of("OPENQASM 3.0; bit[1000000] a; bit[1000000] b;"), "the register is too large");
}
TEST(HostileQasm3, PhysicalQubitsOfAbsurdNumberAreRefused) {
  EXPECT_CONTAINS(refusal_of("OPENQASM 3.0; U(0.1,0.2,0.3) $4294967296;"), "is out of range");
  EXPECT_EQ(must_read("OPENQASM 3.0; U(0.1,0.2,0.3) $1048575;").num_qubits(), 1048576U);
}
TEST(HostileQasm3, AnExponentialNestOfGatesIsRefusedAtOnce) {
  std::string text = "OPENQASM 3.0; qubit q; gate g0 a { U(0.0,0.0,0.0) a; }";
  for (int i = 1; i < 100; ++i) {
    const auto inner = "g" + std::to_string(i - 1) + " a;";
    text += "gate g" + std::to_string(i) + " a {" + inner + inner + "}";
  }
  EXPECT_CONTAINS(refusal_of(text + "g99 q;"), "the circuit grows too large here; at most 20000000 operations");
}
TEST(HostileQasm3, PowersOfPowersAreRefusedAtOnce) {
  const std::string head = "OPENQASM 3.0; qubit q; gate g a { pow(1000000000) @ U(0.1,0.0,0.0) a; }";
  EXPECT_CONTAINS(refusal_of(head + "pow(1000000000) @ g q;"), "the circuit grows too large here");
  EXPECT_CONTAINS(refusal_of(head + "pow(100000000) @ pow(10000000) @ U(0.1,0.0,0.0) q;"),
                  "the circuit grows too large");
}
TEST(HostileQasm3, PowersOfNothingAreFree) {
  EXPECT_EQ(listing_of("OPENQASM 3.0; qubit q; gate g a { } pow(1000000) @ g q;"), "");
}
TEST(HostileQasm3, ADeepChainOfGatesIsRefused) {
  std::string text = "OPENQASM 3.0; qubit q; gate g0 a { U(0.0,0.0,0.0) a; }";
  for (int i = 1; i < 600; ++i) text += "gate g" + std::to_string(i) + " a { inv @ g" + std::to_string(i - 1) + " a; }";
  EXPECT_CONTAINS(refusal_of(text), "gate definitions are nested more than 500 deep");
}
TEST(HostileQasm3, ManyModifiersOnOneGateAreRead) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "inv @ ";
  EXPECT_EQ(listing_of("OPENQASM 3.0; include \"stdgates.inc\"; qubit q; " + text + "s q;"), "s 0;");
}
TEST(HostileQasm3, BroadcastsAreLimited) {
  std::string text = "OPENQASM 3.0; qubit[1000] q;";
  for (int i = 0; i < 20; ++i) text += "U(0.0,0.0,0.0) q;";
  EXPECT_CONTAINS(refusal_of(text, read_options().max_operations(10000)), "at most 10000 operations");
  EXPECT_EQ(must_read(text, read_options().max_operations(20000)).size(), 20000U);
}
TEST(HostileQasm3, OperandsOfBarriersAreLimited) {
  std::string list = "barrier q";
  for (int i = 0; i < 100'000; ++i) list += ",q";
  EXPECT_CONTAINS(refusal_of("OPENQASM 3.0; qubit[60000] q;" + list + ";"), "a barrier acts on at most 65535 qubits");
}
TEST(HostileQasm3, DeepParenthesesAreRefused) {
  EXPECT_CONTAINS(refusal_of("OPENQASM 3.0; qubit q; U(" + std::string(100'000, '(')), "nested too deeply");
  EXPECT_CONTAINS(refusal_of("OPENQASM 3.0; qubit q; U(" + std::string(100'000, '-')), "nested too deeply");
  EXPECT_CONTAINS(refusal_of("OPENQASM 3.0; bit c; if (" + std::string(100'000, '(')), "nested too deeply");
  EXPECT_CONTAINS(refusal_of("OPENQASM 3.0; bit c; if (" + std::string(100'000, '!')), "nested too deeply");
  std::string tower = "2";
  for (int i = 0; i < 10'000; ++i) tower += "**2";
  EXPECT_CONTAINS(refusal_of("OPENQASM 3.0; qubit q; U(" + tower), "nested too deeply");
}
TEST(HostileQasm3, DeepBlocksAreRefused) {
  EXPECT_CONTAINS(refusal_of("OPENQASM 3.0; " + std::string(100'000, '{')), "blocks are nested too deeply");
  std::string ifs = "OPENQASM 3.0; bit c; ";
  for (int i = 0; i < 100'000; ++i) ifs += "if (c) ";
  EXPECT_CONTAINS(refusal_of(ifs), "nested too deep");
  std::string chain = "OPENQASM 3.0; bit c; if (c) {}";
  for (int i = 0; i < 100'000; ++i) chain += " else if (c) {}";
  EXPECT_CONTAINS(refusal_of(chain), "nested too deep");
}
TEST(HostileQasm3, SmallTextsCannotMakeLargeExpressions) {
  std::string text = "OPENQASM 3.0; include \"stdgates.inc\"; input float w; qubit q; gate g0(x1) a { rx(x1) a; }";
  for (int i = 1; i < 60; ++i) {
    text += "gate g" + std::to_string(i) + "(x1) a { g" + std::to_string(i - 1) + "(sin(x1)*x1 + cos(x1)) a; }";
  }
  EXPECT_CONTAINS(refusal_of(text + "g59(w) q;"), "cannot be written out: the expression is");
  std::string many = "OPENQASM 3.0; include \"stdgates.inc\"; input float w; qubit q; gate g(x1) a {";
  for (int i = 0; i < 3000; ++i) many += "rx(x1) a;";
  many += "} g(w";
  for (int i = 0; i < 6000; ++i) many += "+sin(w*" + std::to_string(i) + ".5)";
  EXPECT_CONTAINS(refusal_of(many + ") q;"), "the symbolic expressions of this text are too long");
}
TEST(HostileQasm3, ALongIntegerInAConditionCostsNoTime) {
  EXPECT_EQ(
      listing_of("OPENQASM 3.0; bit[3] c; qubit q; if (c == " + std::string(5'000'000, '9') + ") U(0.0,0.0,0.0) q;"),
      "");
}
TEST(HostileQasm3, AnUnendedCommentIsReported) {
  EXPECT_CONTAINS(refusal_of("OPENQASM 3.0; qubit q; /* never"),
                  "1:24: error: expected '*/' at the end of the comment");
}
TEST(HostileQasm3, BytesThatAreNoUtf8AreRefused) {
  for (const std::string bad : {"\xff", "\xc0\x80", "\xed\xa0\x80"}) {
    EXPECT_FALSE(read_circuit("OPENQASM 3.0; qubit " + bad + ";")) << bad;
    EXPECT_FALSE(read_circuit("OPENQASM 3.0; // " + bad)) << bad;
    EXPECT_FALSE(read_circuit("OPENQASM 3.0; /* " + bad + "*/")) << bad;
    EXPECT_FALSE(read_circuit("OPENQASM 3.0; pragma " + bad)) << bad;
  }
}
TEST(HostileQasm3, NulBytesAreRefusedWhereverTheyStand) {
  const std::string text =
      header3 + "gate g(t1) b { rx(t1/2) b; } g(pi) q[0]; if (c == 1) { c = measure q; } else x a;";
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto bad = text;
    bad[i] = '\0';
    EXPECT_FALSE(read_circuit(bad).has_value()) << "at " << i;
  }
}
TEST(HostileQasm3, TextsCutOffAnywhereDoNoHarm) {
  for (std::size_t i = 0; i < good.size(); ++i) {
    const auto read = read_circuit(std::string_view(good).substr(0, i));
    if (read) {
      EXPECT_TRUE(read->circuit.validate().has_value()) << "at " << i;
    } else {
      EXPECT_FALSE(read.error().diagnostics().empty()) << "at " << i;
    }
  }
}
TEST(HostileQasm3, RandomBytesInsideATextDoNoHarm) {
  std::mt19937 random(3);
  for (int i = 0; i < 5000; ++i) {
    auto text = good;
    for (int k = 0; k < 3; ++k) text[random() % text.size()] = static_cast<char>(random());
    const auto read = read_openqasm3(text);
    if (read) {
      EXPECT_TRUE(read->circuit.validate().has_value()) << text;
    } else {
      EXPECT_FALSE(read.error().diagnostics().empty()) << text;
    }
  }
}
TEST(HostileQasm3, ATextOfTwentyMegabytesIsRead) {
  std::string text = header3;
  const std::string line = "rz(pi*0.125) q[1];\ncx q[0],q[2];\n";
  const std::size_t times = 20'000'000 / line.size();
  text.reserve(text.size() + times * line.size());
  for (std::size_t i = 0; i < times; ++i) text += line;
  EXPECT_EQ(must_read(text).size(), 2 * times);
}

}  // namespace
}  // namespace ketway::language_tests
