// What the reader of OpenQASM 3 says about texts that are wrong or outside the subset.

#include "language/openqasm3_round_trip.hpp"

namespace ketway::language_tests {
namespace {

std::string refused(const std::string& text) { return refusal_of(header3 + text); }

TEST(Qasm3Diagnostics, NameEveryConstructOutsideTheSubset) {
  const std::vector<std::pair<std::string, std::string>> all{
      {"def f(qubit b) { h b; }", "'def' is not read: subroutines"},
      {"extern f(int) -> bit;", "'extern' is not read: external functions"},
      {"return 1;", "'return' is not read: subroutines"},
      {"for int i in [0:2] { h q[i]; }", "'for' is not read: 'for' loops"},
      {"break;", "'break' is not read: ways out of a loop"},
      {"continue;", "'continue' is not read: ways out of a loop"},
      {"end;", "'end' is not read: early ends of the program"},
      {"switch (c) { case 0 { h a; } default { } }", "'switch' is not read: 'switch' statements"},
      {"box { h a; }", "'box' is not read: boxes"},
      {"cal { x; }", "'cal' is not read: calibrations"},
      {"defcal g $0 { x; }", "'defcal' is not read: calibrations"},
      {"defcalgrammar \"openpulse\";", "'defcalgrammar' is not read: calibrations"},
      {"let b = q;", "'let' is not read: aliases"},
      {"bool b = true;", "'bool' is not read: classical variables"},
      {"int b = 1;", "'int' is not read: classical variables"},
      {"uint[4] b = 1;", "'uint' is not read: classical variables"},
      {"float b = 1.0;", "'float' is not read: classical variables"},
      {"angle b = 1.0;", "'angle' is not read: classical variables"},
      {"complex b = 1.0;", "'complex' is not read: classical variables"},
      {"array[int, 2] b = {1, 2};", "'array' is not read: arrays"},
      {"duration b = 1ns;", "'duration' is not read: variables of time"},
      {"stretch b;", "'stretch' is not read: variables of time"},
      {"opaque g b;", "'opaque' is not read: opaque gates"},
  };
  for (const auto& [text, message] : all) {
    EXPECT_EQ(refused(text + "\nx a;"), "7:1: error: " + message + " are outside the subset of OpenQASM 3\n") << text;
  }
}
TEST(Qasm3Diagnostics, AreSeveralInOneText) {
  EXPECT_EQ(refused("x b;\nh q[7];\nif (d) { foo a; }\ncx a;\n"),
            "7:3: error: 'b' is not declared\n"
            "8:5: error: the index is out of range; 'q' has 3 elements\n"
            "9:10: error: gate 'foo' is not defined\n"
            "10:1: error: gate 'cx' takes 2 qubits, found 1\n");
}
TEST(Qasm3Diagnostics, StopAtTwenty) {
  std::string text;
  for (int i = 0; i < 50; ++i) text += "h q[9];\n";
  const auto read = read_circuit(header3 + text);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().diagnostics().size(), 20U);
}
TEST(Qasm3Diagnostics, ABrokenIfDoesNotMakeItsElseAnError) {
  EXPECT_EQ(refused("if (c < 2) { x a; } else { y a; }\nfoo a;"),
            "7:5: error: expected '==' and a value; only a single bit is a condition of its own\n"
            "8:1: error: gate 'foo' is not defined\n");
  EXPECT_EQ(
      refused("if (c[0] || d) x a; else y a;"),
      "7:10: error: expected '&&' or ')', found '|'; a condition is made of bits and of registers compared with a "
      "constant\n");
}
TEST(Qasm3Diagnostics, Conditions) {
  EXPECT_CONTAINS(refused("if (c) x a;"),
                  "7:5: error: expected '==' and a value; only a single bit is a condition of its own");
  EXPECT_CONTAINS(refused("if (q[0]) x a;"), "7:5: error: expected a classical bit, found qubit register 'q'");
  EXPECT_CONTAINS(refused("if (e == 1) x a;"), "7:5: error: 'e' is not declared");
  EXPECT_CONTAINS(refused("if (c == -1) x a;"),
                  "7:10: error: expected a whole number that is not negative, or a string of bits");
  EXPECT_CONTAINS(refused("if (c == 0x9z) x a;"), "expected a digit of that base");
  EXPECT_CONTAINS(refused("if (c == \"01x\") x a;"), "7:13: error: expected 0 or 1, found 'x'");
  EXPECT_CONTAINS(refused("if (c != 2) x a; else y a;"),
                  "7:18: error: 'else' behind '!=' on a register is not read; swap the branches and compare with '=='");
  EXPECT_CONTAINS(refused("while (c != 2) x a;"),
                  "7:1: error: a loop that runs while a register differs from a value is not read");
  EXPECT_CONTAINS(refused("if (d && c != 2) x a;"),
                  "7:10: error: a register that differs from a value cannot be combined");
  EXPECT_CONTAINS(refused("else x a;"), "7:1: error: 'else' without an 'if' before it");
  EXPECT_CONTAINS(refused("if (d) {\nx a;"), "7:8: error: expected '}' at the end of the block that begins here");
  EXPECT_CONTAINS(refused("if (d)"), "expected a statement or '{', found the end of the file");
  EXPECT_CONTAINS(refused("if d x a;"), "expected '(' and a condition, found 'd'");
}
TEST(Qasm3Diagnostics, Declarations) {
  EXPECT_CONTAINS(refused("qubit[2] q;"), "7:10: error: 'q' is declared already, as a register");
  EXPECT_CONTAINS(refused("input float q;"), "'q' is declared already, as a register");
  EXPECT_CONTAINS(refused("input float w; bit w;"), "'w' is declared already, as a number");
  EXPECT_CONTAINS(refused("gate g b { } bit g;"), "'g' is declared already, as a gate");
  EXPECT_CONTAINS(refused("qubit if;"), "7:7: error: expected a name for the register, found the reserved word 'if'");
  EXPECT_CONTAINS(refused("qubit U;"), "found the reserved word 'U'");
  EXPECT_CONTAINS(refused("input int n;"),
                  "7:7: error: expected 'float' or 'angle' after 'input'; no other inputs are read");
  EXPECT_CONTAINS(refused("output float n;"), "expected 'bit' after 'output', found 'float'");
  EXPECT_CONTAINS(refused("const bool b = true;"), "expected 'int', 'uint', 'float' or 'angle' after 'const'");
  EXPECT_CONTAINS(refused("const int n = 1.5;"), "7:15: error: expected a whole number");
  EXPECT_CONTAINS(refused("qubit[1.5] r1;"), "7:7: error: expected a whole number");
  EXPECT_CONTAINS(refused("qubit[-1] r1;"), "expected a size that is not negative");
  EXPECT_CONTAINS(refused("bit b = measure foo;"), "'foo' is not declared");
}
TEST(Qasm3Diagnostics, Gates) {
  EXPECT_CONTAINS(refused("rx a;"), "7:1: error: gate 'rx' takes 1 parameter, found 0");
  EXPECT_CONTAINS(refused("ctrl(2) @ x q[0], q[1];"), "7:11: error: gate 'x' takes 3 qubits, found 2");
  EXPECT_CONTAINS(refused("ctrl(0) @ x a;"), "7:5: error: expected a whole number of controls, from 1 to 65535");
  EXPECT_CONTAINS(refused("ctrl(1.5) @ x a;"), "expected a whole number of controls");
  EXPECT_CONTAINS(refused("inv x a;"), "7:5: error: expected '@' after the modifier, found 'x'");
  EXPECT_CONTAINS(refused("pow @ x a;"), "expected '(' and an exponent, found '@'");
  EXPECT_CONTAINS(refused("input float w; pow(w) @ x a;"), "expected a constant, found an input");
  EXPECT_CONTAINS(refused("pow(0.5) @ swap q[0], q[1];"),
                  "a power that is no whole number is read for gates on one qubit");
  EXPECT_CONTAINS(refused("swop q[0], q[1];"), "7:1: error: gate 'swop' is not defined; did you mean 'swap'?");
  EXPECT_CONTAINS(refused("gate g b { g b; }"), "gate 'g' cannot call itself");
  EXPECT_CONTAINS(refused("gate g b, e { cx b, b; }"), "a qubit is used twice in 'cx'");
  EXPECT_CONTAINS(refused("gate g b { h e; }"), "'e' is no qubit of this gate");
  EXPECT_CONTAINS(refused("gate g(w) b { h w; }"), "'w' is a parameter; expected a qubit of the gate");
  EXPECT_CONTAINS(refused("gate g b { h b[0]; }"), "a qubit of a gate has no index");
  EXPECT_CONTAINS(refused("gate g b { h b;"), "expected '}' at the end of gate 'g'");
  EXPECT_CONTAINS(refused("gate g b { for int i in [0:1] { h b; } h b; }"), "'for' is not read");
  EXPECT_CONTAINS(refused("gate h b { }"), "'h' is declared already, as a gate of stdgates.inc");
  EXPECT_CONTAINS(refused("gate g(w) b { rx(1.0/w) b; } g(0.0) a;"), "division by zero in a call of gate 'g'");
  EXPECT_CONTAINS(refused("qubit[2] r1; cx q, r1;"),
                  "'cx' is applied to registers of different sizes: 'q' has 3, 'r1' has 2");
  EXPECT_CONTAINS(refused("h c[0];"), "7:3: error: expected a qubit, found classical register 'c'");
  EXPECT_CONTAINS(refused("h[20ns] a;"), "only 'delay' takes a duration in brackets");
}
TEST(Qasm3Diagnostics, Expressions) {
  EXPECT_CONTAINS(refused("rx(1.0/0) a;"), "7:7: error: division by zero");
  EXPECT_CONTAINS(refused("rx(sqrt(-1.0)) a;"), "sqrt needs a number that is not negative");
  EXPECT_CONTAINS(refused("rx(100ns) a;"), "expected an operator after '100', found 'ns'");
  EXPECT_CONTAINS(refused("rx(mod(1.0)) a;"), "expected ',' and a second argument, found ')'");
  EXPECT_CONTAINS(refused("rx(q) a;"), "7:4: error: expected a number, found 'q'");
  EXPECT_CONTAINS(refused("rx(thet) a;"), "'thet' is not declared");
  EXPECT_CONTAINS(refused("input float w; rx(w % 2) a;"),
                  "a symbolic parameter cannot be in '%', mod, floor or ceiling");
  EXPECT_CONTAINS(refused("rx(1.0 a;"), "expected an operator, ',' or ')', found 'a'");
}
TEST(Qasm3Diagnostics, Statements) {
  EXPECT_CONTAINS(refused("q[0];"), "7:1: error: expected a statement, found 'q', which is no gate");
  EXPECT_CONTAINS(refused("c = 1;"),
                  "7:5: error: expected 'measure', found '1': a bit gets its value from a measurement only");
  EXPECT_CONTAINS(refused("c + 1;"), "expected '=' and a measurement, found '+'");
  EXPECT_CONTAINS(refused("h a"), "expected ';' after the gate, found the end of the file");
  EXPECT_CONTAINS(refused("OPENQASM 3.0;"), "the version must be the first statement");
  EXPECT_CONTAINS(refused("#define x"), "7:1: error: expected 'pragma' behind '#'");
  EXPECT_CONTAINS(refused(")"), "7:1: error: expected a statement, found ')'");
  EXPECT_CONTAINS(refused("include stdgates;"), "expected a file name in double quotes");
  EXPECT_CONTAINS(refused("include \"other.inc\";"), "this text comes from no folder; only \"stdgates.inc\" is there");
}
TEST(Qasm3Diagnostics, RecoverBehindBracesInExpressions) {
  EXPECT_EQ(refused("let b = q[{0,1}];\nduration t1 = durationof({x a;});\nfoo a;"),
            "7:1: error: 'let' is not read: aliases are outside the subset of OpenQASM 3\n"
            "8:1: error: 'duration' is not read: variables of time are outside the subset of OpenQASM 3\n"
            "9:1: error: gate 'foo' is not defined\n");
}

}  // namespace
}  // namespace ketway::language_tests
