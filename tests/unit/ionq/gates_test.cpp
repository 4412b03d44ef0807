#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "../local/reference.hpp"
#include "circuit.hpp"
#include "gate_list_reading.hpp"

namespace ketway::ionq::tests {
namespace {

using local::testing::draft;
using local::testing::table_row;

constexpr double pi = std::numbers::pi;

native_gates both() {
  native_gates n;
  n.known = n.ms = n.zz = true;
  return n;
}

/// How much of the reference's state the written gates give: 1 is all, up to a phase of everything.
double overlap(const draft& d, gate_set wanted) {
  const auto columns = d.columns();
  const auto e = encode(columns, wanted, both());
  for (const auto& why : e.reasons) ADD_FAILURE() << why;
  if (!e.reasons.empty()) return 0;
  const auto written = run_gate_list(nlohmann::json::parse(e.gates), e.native, d.num_qubits);
  const auto reference = local::testing::final_state(d);
  std::complex<double> sum = 0;
  for (std::size_t k = 0; k < written.size(); ++k)
    sum += std::conj(written[k]) * reference(static_cast<Eigen::Index>(k));
  return std::abs(sum);
}

class angles {
 public:
  double next() { return turn_(engine_); }

 private:
  std::mt19937_64 engine_{20260501};
  std::uniform_real_distribution<double> turn_{-7, 7};
};

/// A product state without symmetry.
void prepare(draft& d, angles& a) {
  for (std::uint32_t q = 0; q < d.num_qubits; ++q) d.add(KW_OP_RY, {q}, {a.next()}), d.add(KW_OP_RZ, {q}, {a.next()});
}

bool is_listed(const std::string& name) {
  const auto& all = gate_names();
  return std::find(all.begin(), all.end(), name) != all.end();
}

TEST(Gates, ThatAreListedMeanWhatTheirNamesMean) {
  angles a;
  int seen = 0;
  for (const table_row& row : local::testing::gate_table()) {
    if (!is_listed(row.name)) continue;
    ++seen;
    std::vector<std::uint32_t> on;
    for (unsigned q = 0; q < row.operands; ++q) on.push_back((q * 2 + 1) % 5);
    std::vector<double> values;
    for (unsigned k = 0; k < row.params; ++k) values.push_back(a.next());
    draft d(5);
    prepare(d, a);
    d.add(row.op, on, values);
    EXPECT_NEAR(overlap(d, gate_set::chosen), 1, 1e-12) << row.name;
  }
  EXPECT_EQ(seen, 39);
}

TEST(Gates, KeepTheirMeaningUnderFurtherControls) {
  angles a;
  for (const auto op : {KW_OP_X, KW_OP_H, KW_OP_SX, KW_OP_TDG, KW_OP_RY, KW_OP_RZ, KW_OP_SWAP, KW_OP_RXX, KW_OP_CZ}) {
    draft d(5);
    prepare(d, a);
    const bool pair = op == KW_OP_SWAP || op == KW_OP_RXX || op == KW_OP_CZ;
    const bool turned = op == KW_OP_RY || op == KW_OP_RZ || op == KW_OP_RXX;
    const std::vector<std::uint32_t> on =
        pair ? std::vector<std::uint32_t>{3, 0, 4, 1} : std::vector<std::uint32_t>{3, 0, 4};
    const std::vector<double> values = turned ? std::vector<double>{a.next()} : std::vector<double>{};
    d.add(static_cast<std::uint16_t>(op), on, values);
    EXPECT_NEAR(overlap(d, gate_set::qis), 1, 1e-12) << op;
  }
}

TEST(Gates, OfTheDeviceMeanTheSameInBothGateSets) {
  angles a;
  for (int round = 0; round < 200; ++round) {
    draft d(2);
    for (std::uint32_t q : {0U, 1U}) d.add(KW_OP_GPI2, {q}, {a.next()});
    d.add(KW_OP_MS, {0, 1}, {a.next(), a.next(), a.next()}).add(KW_OP_GPI, {1}, {a.next()});
    d.add(KW_OP_RZZ, {1, 0}, {a.next()}).add(KW_OP_GPI2, {0}, {a.next()});
    EXPECT_NEAR(overlap(d, gate_set::native), 1, 1e-12);
    EXPECT_NEAR(overlap(d, gate_set::qis), 1, 1e-12);
  }
}

TEST(Gates, WriteTheMolmerSorensenGateWithinAQuarterTurn) {
  angles a;
  for (int round = 0; round < 100; ++round) {
    draft d(2);
    d.add(KW_OP_MS, {0, 1}, {0, 0, a.next()});
    const auto columns = d.columns();
    const auto e = encode(columns, gate_set::native, both());
    for (const auto& gate : nlohmann::json::parse(e.gates))
      if (gate["gate"] == "ms") {
        EXPECT_GE(gate["angle"], 0);
        EXPECT_LE(gate["angle"], 0.25);
      }
  }
}

TEST(Gates, AreInTurnsAndInTheOrderOfTheProvidersVectors) {
  draft d(2);
  d.add(KW_OP_GPI2, {0}, {2 * pi * .1}).add(KW_OP_GPI2, {1}, {2 * pi * .37});
  d.add(KW_OP_MS, {0, 1}, {2 * pi * .2, 2 * pi * .05, 2 * pi * .15});
  d.add(KW_OP_GPI2, {1}, {2 * pi * .3}).add(KW_OP_GPI2, {0}, {2 * pi * .62});
  const auto columns = d.columns();
  const auto e = encode(columns, gate_set::native, both());
  const auto p = probabilities(run_gate_list(nlohmann::json::parse(e.gates), true, 2));
  const std::vector<double> expected{.040446, .007141, .809493, .142921};
  for (std::size_t k = 0; k < 4; ++k) EXPECT_NEAR(p[k], expected[k], 1e-6);
}

TEST(Gates, OfTheSecondNativePairAgreeWithTheProvidersVector) {
  draft d(2);
  d.add(KW_OP_GPI2, {0}, {0}).add(KW_OP_GPI2, {1}, {2 * pi * .1}).add(KW_OP_RZZ, {0, 1}, {2 * pi * .2});
  d.add(KW_OP_GPI2, {0}, {2 * pi * .2}).add(KW_OP_GPI2, {1}, {2 * pi * .43});
  const auto columns = d.columns();
  const auto e = encode(columns, gate_set::native, both());
  const auto p = probabilities(run_gate_list(nlohmann::json::parse(e.gates), true, 2));
  const std::vector<double> expected{.226127, .348308, .226127, .199438};
  for (std::size_t k = 0; k < 4; ++k) EXPECT_NEAR(p[k], expected[k], 1e-6);
}

TEST(Gates, OfTheOtherSetAgreeWithTheProvidersVector) {
  draft d(3);
  d.h(0).add(KW_OP_RX, {1}, {.7}).add(KW_OP_RXX, {0, 1}, {.3}).add(KW_OP_RY, {2}, {.4}).cx(1, 2);
  const auto columns = d.columns();
  const auto e = encode(columns, gate_set::chosen, both());
  const auto p = probabilities(run_gate_list(nlohmann::json::parse(e.gates), e.native, 3));
  const std::vector<double> expected{.369877, .369877, .004536, .004536, .015199, .015199, .110388, .110388};
  for (std::size_t k = 0; k < 8; ++k) EXPECT_NEAR(p[k], expected[k], 1e-6);
}

TEST(Gates, BothSetsInOneCircuitAreWrittenInOne) {
  draft d(2);
  d.h(0).add(KW_OP_GPI2, {1}, {0.3}).cx(0, 1);
  const auto columns = d.columns();
  EXPECT_FALSE(encode(columns, gate_set::chosen, both()).native);
  EXPECT_NEAR(overlap(d, gate_set::chosen), 1, 1e-12);
}

TEST(Circuits, LeaveOutWhatDoesNothing) {
  draft d(3, 1);
  d.add(KW_OP_ID, {2}).add(KW_OP_BARRIER, {0, 1, 2}).add(KW_OP_GPHASE, {}, {0.5}).x(0).measure(0, 0);
  const auto columns = d.columns();
  const auto e = encode(columns, gate_set::chosen, native_gates());
  EXPECT_EQ(e.gates, R"([{"gate":"x","target":0}])");
  EXPECT_EQ(e.qubits, 1U);
}

TEST(Circuits, AreAsWideAsTheHighestQubitInUse) {
  draft d(9, 1);
  d.x(2).measure(4, 0);
  const auto columns = d.columns();
  EXPECT_EQ(encode(columns, gate_set::chosen, native_gates()).qubits, 5U);
}

TEST(Circuits, WithColumnsThatLieAreRefusedWithoutHarm) {
  const auto reasons = [](auto change) {
    draft d(2, 1);
    d.add(KW_OP_RX, {0}, {0.5}).cx(0, 1).measure(1, 0);
    auto columns = d.columns();
    change(d, columns);
    return encode(columns, gate_set::chosen, native_gates()).reasons.size();
  };
  EXPECT_EQ(reasons([](draft&, kw_circuit&) {}), 0U);
  EXPECT_GT(reasons([](draft& d, kw_circuit&) { d.gates[1].operand = 0xFFFFFFF0; }), 0U);
  EXPECT_GT(reasons([](draft& d, kw_circuit&) { d.gates[1].num_operands = 0; }), 0U);
  EXPECT_GT(reasons([](draft& d, kw_circuit&) { d.gates[0].param = 7; }), 0U);
  EXPECT_GT(reasons([](draft& d, kw_circuit&) { d.gates[0].symbol = 1; }), 0U);
  EXPECT_GT(reasons([](draft& d, kw_circuit&) { d.params[0] = HUGE_VAL; }), 0U);
  EXPECT_GT(reasons([](draft& d, kw_circuit&) { d.operands[1] = 9; }), 0U);
  EXPECT_GT(reasons([](draft& d, kw_circuit&) { d.operands[1] = d.operands[2]; }), 0U);
  EXPECT_GT(reasons([](draft& d, kw_circuit&) { d.gates[0].op = 4000; }), 0U);
  EXPECT_GT(reasons([](draft&, kw_circuit& c) { c.num_bits = 0; }), 0U);
  EXPECT_GT(reasons([](draft&, kw_circuit& c) { c.num_qubits = UINT32_MAX; }), 0U);
}

}  // namespace
}  // namespace ketway::ionq::tests
