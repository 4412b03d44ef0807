// What cannot be done is refused with every reason.
#include "targets.hpp"

namespace ketway::tests {
namespace {

const names ibm{"cx", "rz", "sx", "x"};

std::vector<std::string> reasons(const expected<compiled>& out) {
  std::vector<std::string> all;
  if (out) return all;
  for (const diagnostic& d : out.error().diagnostics()) all.push_back(d.message);
  return all;
}

TEST(Hostile, EveryReasonIsNamedAtOnce) {
  circuit c(5, 2);
  const std::uint32_t two[] = {0, 1};
  c.opaque("magic", two).measure(0, 0).h(0).begin_if(condition(0, true)).x(1).end();
  target t = machine_of(3, ibm);
  t.conditions(false).mid_circuit(false).name("toy");
  const auto out = compile(c, t);
  ASSERT_FALSE(out);
  EXPECT_EQ(reasons(out).size(), 4U) << out.error().message();
  for (const char* part : {"toy", "needs 5 qubits, has 3", "magic", "after a measurement", "condition"})
    EXPECT_NE(out.error().message().find(part), std::string::npos) << out.error().message();
}

TEST(Hostile, ADeviceInTwoPartsIsRefusedWhereOneIsTooSmall) {
  circuit c(4);
  c.cx(0, 1).cx(1, 2).cx(2, 3);
  const auto out = compile(c, machine_of(6, ibm, both_ways({{0, 1}, {1, 2}, {3, 4}, {4, 5}})));
  ASSERT_FALSE(out);
  EXPECT_NE(out.error().message().find("needs 4 connected qubits"), std::string::npos) << out.error().message();
}

TEST(Hostile, ADeviceWithoutAnyUsableEdgeIsRefused) {
  native_gate cx("cx");
  cx.site({0, 1}, 1.0, false);
  const auto out = compile(circuit(2).cx(0, 1), machine_of(2, {"rz", "sx", "x"}).gate(cx).coupling({{0, 1}}));
  EXPECT_FALSE(out);
}

TEST(Hostile, ABasisThatCannotMakeAGateIsRefusedWithTheGate) {
  for (const names& basis :
       {names{"h", "t", "cx"}, names{"rz", "cx"}, names{"rz", "sx"}, names{"swap", "u"}, names{"nonsense"}}) {
    const auto out = compile(circuit(2).rx(0.3, 0).cx(0, 1), machine_of(2, basis));
    ASSERT_FALSE(out) << basis.front();
    EXPECT_EQ(out.error().code(), errc::invalid_argument);
    EXPECT_FALSE(out.error().diagnostics().empty());
  }
  const auto both = compile(circuit(2).rx(0.3, 0).cx(0, 1), machine_of(2, {"rz"}));
  EXPECT_EQ(reasons(both).size(), 2U) << both.error().message();
}

TEST(Hostile, WhatABasisWithoutRotationsHasIsLeftAlone) {
  lower(circuit(2).h(0).t(1).cx(0, 1).h(1), machine_of(2, {"h", "t", "cx"}));
}

TEST(Hostile, ATargetThatContradictsItselfIsRefused) {
  EXPECT_FALSE(compile(circuit(1), machine_of(2, ibm, {{0, 5}})));
  EXPECT_FALSE(compile(circuit(1), machine_of(2, ibm, {{1, 1}})));
  EXPECT_FALSE(compile(circuit(1), machine_of(2, ibm).without(7)));
  EXPECT_FALSE(compile(circuit(1), target(UINT32_MAX)));
  native_gate far("cx");
  far.site({0, 9});
  EXPECT_FALSE(compile(circuit(1), target(2).gate(far)));
}

TEST(Hostile, AnOpenBlockIsRefused) {
  circuit c(1, 1);
  c.begin_if(condition(0, true)).x(0);
  EXPECT_EQ(compile(c, machine_of(1, ibm)).error().code(), errc::invalid_argument);
}

TEST(Hostile, NothingIsCompiledToNothing) {
  EXPECT_EQ(compile(circuit(), target(0)).value().circuit.size(), 0U);
  EXPECT_EQ(compile(circuit(3), machine_of(3, ibm, line(3))).value().circuit.size(), 0U);
}

TEST(Hostile, NamesOfRegistersDoNotMeet) {
  circuit c(1);
  c.add_bits("b", 1);
  circuit d;
  d.add_qubits("x", 1);
  d.add_bits("q", 1);
  d.measure(0, 0);
  const auto out = compile(d, machine_of(2, ibm));
  ASSERT_TRUE(out);
  EXPECT_EQ(out->circuit.qubit_registers()[0].name, "q1");
  EXPECT_EQ(out->circuit.bit_registers()[0].name, "q");
}

TEST(Hostile, AngleThatAreHugeOrTinyStayRight) {
  circuit c(2);
  c.rz(1e5, 0).rx(1e-12, 0).ry(-1e4, 1).rzz(12345.678, 0, 1).u(1e3, -1e3, 1e-9, 1).cp(1e-10, 0, 1);
  lower(c, machine_of(2, ibm));
  lower(c, machine_of(2, ibm), compile_options().optimization(0));
}

TEST(Hostile, ALongCircuitOnAWideDeviceTakesLittleTime) {
  random_circuit r(5);
  circuit c(30);
  for (int i = 0; i < 3000; ++i) r.add_gate(c, 2);
  const auto out = compile(c, machine_of(156, ibm, both_ways(grid(12, 13))));
  ASSERT_TRUE(out) << out.error().to_string();
  EXPECT_GT(out->swaps, 0U);
}

}  // namespace
}  // namespace ketway::tests
