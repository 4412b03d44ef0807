// A target out of a device and its kw.device/1 document.
#include "targets.hpp"

namespace ketway::tests {
namespace {

device five_qubits() {
  device d;
  d.id = "example";
  d.num_qubits = 5;
  d.mid_circuit = d.conditions = true;
  d.basis = {"cz", "rz", "sx", "x", "rzz"};
  d.coupling = both_ways(line(5));
  return d;
}

TEST(Device, GivesBasisCouplingAndAbilities) {
  device d = five_qubits();
  d.conditions = false;
  const target t = target::of(d).value();
  EXPECT_EQ(t.num_qubits(), 5U);
  EXPECT_EQ(t.gates().size(), 5U);
  EXPECT_EQ(t.coupling().size(), 8U);
  EXPECT_TRUE(t.mid_circuit());
  EXPECT_FALSE(t.conditions());
  EXPECT_EQ(t.name(), "example");
}

TEST(Device, DetailSaysWhereGatesWorkAndWhatIsNotToBeUsed) {
  device d = five_qubits();
  d.detail = R"({"schema": "kw.device/1",
    "qubits": [{"qubit": 0, "usable": false}, {"qubit": 1, "readout": {"error": 0.01}}],
    "gates": [{"name": "cz", "symmetric": true, "sites": [{"qubits": [1, 2], "error": {"value": 0.01}},
                {"qubits": [2, 3], "usable": false}, {"qubits": [3, 4], "error": 0.001}]},
              {"name": "rzz", "parameters": [{"name": "theta", "min": 0, "max": 1.5707963267948966}],
               "sites": [{"qubits": [1, 2], "usable": false}]},
              {"name": "sx", "native_name": "sx"}, {"native_name": "measure_2"}]})";
  const target t = target::of(d).value();
  circuit c(2);
  c.h(0).cx(0, 1);
  const compiled out = lower(c, t);
  EXPECT_EQ((std::set<std::uint32_t>(out.initial_layout.begin(), out.initial_layout.end())),
            (std::set<std::uint32_t>{3, 4}));
  circuit wide(3);
  wide.cx(0, 1).cx(1, 2);
  const auto refused = compile(wide, t);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message().find("largest connected part has 2"), std::string::npos)
      << refused.error().message();
}

TEST(Device, AngleLimitsOfABasisGateHold) {
  device d = five_qubits();
  d.basis = {"rz", "sx", "x", "rzz"};
  d.detail =
      R"({"schema": "kw.device/1", "gates": [{"name": "rzz", "parameters": [{"min": 0, "max": 1.5707963267948966}]}]})";
  circuit c(3);
  c.rzz(-0.4, 0, 1).rzz(2.5, 1, 2).cx(0, 1).swap(1, 2);
  lower(c, target::of(d).value());
}

TEST(Device, ADocumentAloneIsATarget) {
  const auto t = target::read(R"({"schema": "kw.device/1", "processor": "toy", "gates": [{"name": "rz"}, {"name": "sx"},
    {"name": "ecr", "directed": true, "sites": [{"qubits": [1, 0]}, {"qubits": [1, 2]}]}]})");
  ASSERT_TRUE(t) << t.error().to_string();
  EXPECT_EQ(t->num_qubits(), 3U);
  circuit c(3);
  c.h(0).cx(0, 1).cx(1, 2).cx(0, 2);
  const auto out = compile(c, *t);
  ASSERT_TRUE(out) << out.error().to_string();
  EXPECT_TRUE(verify(c, *out).value().same);
}

TEST(Device, WhatIsNoSuchDocumentIsRefused) {
  for (const char* text :
       {"", "{", "[]", "{}", R"({"schema": "kw.device/2"})", R"({"schema": "kw.device/1", "qubits": 3})",
        R"({"schema": "kw.device/1", "qubits": [{"usable": true}]})",
        R"({"schema": "kw.device/1", "qubits": [{"qubit": -1}]})",
        R"({"schema": "kw.device/1", "qubits": [{"qubit": 4294967296}]})",
        R"({"schema": "kw.device/1", "gates": [{"name": 3}]})",
        R"({"schema": "kw.device/1", "gates": [{"name": "cx", "sites": [{}]}]})",
        R"({"schema": "kw.device/1", "gates": [{"name": "cx", "sites": [{"qubits": ["a"]}]}]})",
        R"({"schema": "kw.device/1", "gates": [{"name": "rz", "parameters": [{"values": [null]}]}]})"}) {
    const auto t = target::read(text);
    ASSERT_FALSE(t) << text;
    EXPECT_EQ(t.error().code(), errc::invalid_argument);
    device d = five_qubits();
    d.detail = text;
    EXPECT_TRUE(*text == '\0' || !target::of(d)) << text;
  }
}

}  // namespace
}  // namespace ketway::tests
