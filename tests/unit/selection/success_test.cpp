#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <complex>

#include "devices.hpp"
#include "ketway/fidelity.hpp"

namespace ketway::tests {
namespace {

success_estimate of(const circuit& c, const device& d = calibrated_device()) { return success_of(c, d).value(); }

TEST(Success, IsTheProductOfWhatEachGateAndMeasurementLeaves) {
  circuit c(3, 3);
  c.gate(KW_OP_SX, {0}).gate(KW_OP_SX, {1}).rz(0.3, 2).cz(0, 1).cz(2, 1).measure(0, 0).measure(2, 2);
  device d = calibrated_device();
  const std::string text = d.detail;
  const success_estimate s = of(c, d);
  ASSERT_TRUE(s.probability);
  EXPECT_NEAR(s.gates, (1 - 0.0005) * (1 - 0.001) * (1 - 0.005) * (1 - 0.008), 1e-15);
  EXPECT_NEAR(s.readout, (1 - 0.01) * (1 - 0.03), 1e-15);
  EXPECT_NEAR(*s.probability, s.gates * s.readout * s.idle, 1e-15);
  EXPECT_EQ(s.two_qubit_gates, 2U);
  EXPECT_EQ(s.calibration, "cal-1");
}

// The mean over the six states of a 2-design of what amplitude damping and dephasing leave of them, matrix by matrix.
double left_of(double t, double t1, double t2) {
  using c = std::complex<double>;
  const double root = std::sqrt(0.5);
  const std::array<std::array<c, 2>, 6> states{
      {{1, 0}, {0, 1}, {root, root}, {root, -root}, {root, c(0, root)}, {root, c(0, -root)}}};
  double sum = 0;
  for (const auto& v : states) {
    const double excited = std::norm(v[1]) * std::exp(-t / t1);
    const c coherence = v[0] * std::conj(v[1]) * std::exp(-t / t2);
    sum +=
        std::norm(v[0]) * (1 - excited) + std::norm(v[1]) * excited + 2 * (std::conj(v[0]) * coherence * v[1]).real();
  }
  return sum / 6;
}

TEST(Success, AWaitLeavesTheAverageFidelityOfDampingAndDephasing) {
  circuit c(1, 1);
  const std::uint32_t q = 0;
  c.gate(KW_OP_SX, {0}).delay(2e-5, std::span(&q, 1)).gate(KW_OP_SX, {0}).measure(0, 0);
  EXPECT_NEAR(of(c).idle, left_of(2e-5, 1e-4, 8e-5), 1e-12);
}

TEST(Success, T2IsNeverBeyondTwiceT1) {
  circuit c(2, 1);
  const std::uint32_t q = 1;  // T2 is given as 2.5 T1
  c.gate(KW_OP_SX, {1}).delay(2e-5, std::span(&q, 1)).gate(KW_OP_SX, {1}).measure(1, 0);
  EXPECT_NEAR(of(c).idle, left_of(2e-5, 2e-4, 4e-4), 1e-12);
}

TEST(Success, AQubitWaitsForTheOtherOfAPair) {
  circuit c(2, 0);
  c.gate(KW_OP_SX, {1}).cz(0, 1);
  for (int i = 0; i < 10; ++i) c.gate(KW_OP_SX, {0});
  c.cz(0, 1);
  EXPECT_NEAR(of(c).idle, left_of(3e-7, 2e-4, 4e-4), 1e-12);
}

TEST(Success, NothingWaitsBeforeItsFirstGateOrBehindItsLast) {
  circuit c(2, 0);
  const std::uint32_t q = 0;
  c.delay(1e-3, std::span(&q, 1)).gate(KW_OP_SX, {0}).delay(1e-3, std::span(&q, 1));
  EXPECT_EQ(of(c).idle, 1.0);
}

TEST(Success, TheRunLastsAsLongAsItsLongestPath) {
  circuit c(2, 2);
  c.gate(KW_OP_SX, {0}).cz(0, 1).measure(0, 0).measure(1, 1);
  EXPECT_EQ(of(c).duration, std::chrono::nanoseconds(30 + 70 + 1000));
}

TEST(Success, MissingErrorsAreSaidAndNotGuessed) {
  circuit c(3, 1);
  c.gate(KW_OP_ECR, {0, 1}).measure(0, 0);
  const success_estimate s = of(c);
  EXPECT_FALSE(s.probability);
  EXPECT_EQ(s.missing, std::vector<std::string>{"the error of ecr on 0,1"});
  EXPECT_NEAR(s.readout, 0.99, 1e-15);  // what is known stays known
}

TEST(Success, ADurationThatIsMissingLeavesOutTheWaiting) {
  device d = calibrated_device();
  d.detail = R"({"schema": "kw.device/1", "gates": [{"name": "sx", "typical": {"error": 0.1}}]})";
  circuit c(1, 0);
  c.gate(KW_OP_SX, {0}).gate(KW_OP_SX, {0});
  const success_estimate s = of(c, d);
  EXPECT_NEAR(*s.probability, 0.81, 1e-15);
  EXPECT_FALSE(s.duration);
  EXPECT_EQ(s.not_counted, std::vector<std::string>{"waiting, as it is not known how long sx on 0 takes"});
}

TEST(Success, ProcessInfidelitiesAreMadeAverageOnes) {
  device d = calibrated_device();
  d.detail = R"({"schema": "kw.device/1", "gates": [
    {"name": "cz", "error_kind": "pauli", "typical": {"error": 0.1}}]})";
  circuit c(2, 0);
  c.cz(0, 1);
  EXPECT_NEAR(*of(c, d).probability, 1 - 0.1 * 4 / 5, 1e-15);
}

TEST(Success, AGateOfTheSameNameWithOtherAnglesHasItsOwnError) {
  device d = calibrated_device();
  d.detail = R"({"schema": "kw.device/1", "gates": [
    {"name": "rx", "parameters": [{"values": [1.5707963267948966, -1.5707963267948966]}], "typical": {"error": 0.1}},
    {"name": "rx", "parameters": [{"values": [3.141592653589793]}], "typical": {"error": 0.3}}]})";
  circuit c(1, 0);
  c.rx(3.141592653589793, 0);
  EXPECT_NEAR(*of(c, d).probability, 0.7, 1e-15);
}

TEST(Success, AnIdealSimulatorMakesNoError) {
  device d;
  d.num_qubits = 4, d.simulator = true, d.free = true;
  circuit c(3, 3);
  c.h(0).cx(0, 1).ccx(0, 1, 2).measure(0, 0);
  EXPECT_EQ(of(c, d).probability, 1.0);
}

TEST(Success, HardwareWithoutFiguresIsNotKnown) {
  device d;
  d.num_qubits = 4;
  circuit c(2, 2);
  c.h(0).cx(0, 1).measure(0, 0);
  EXPECT_FALSE(of(c, d).probability);
}

TEST(Success, ALoopHasNoProbability) {
  circuit c(1, 1);
  c.measure(0, 0).begin_while(condition(0, true)).gate(KW_OP_SX, {0}).measure(0, 0).end();
  const success_estimate s = of(c);
  EXPECT_FALSE(s.probability);
  EXPECT_EQ(s.missing, std::vector<std::string>{"how often a loop runs"});
}

TEST(Success, ABlockCountsAsIfItRan) {
  circuit c(2, 1);
  c.measure(0, 0).begin_if(condition(0, true)).gate(KW_OP_SX, {1}).end();
  EXPECT_NEAR(of(c).gates, 1 - 0.001, 1e-15);
}

TEST(Success, OfACircuitThatIsNotLoweredIsThatOfTheLoweredOne) {
  circuit c(2, 2);
  c.h(0).cx(0, 1).measure(0, 0).measure(1, 1);
  const auto done = estimate_success(c, calibrated_device());
  ASSERT_TRUE(done) << done.error().to_string();
  ASSERT_TRUE(done->success.probability);
  EXPECT_EQ(done->success.two_qubit_gates, 1U);
  const success_estimate again = of(done->lowered);
  EXPECT_EQ(done->success.probability, again.probability);
  EXPECT_LT(*done->success.probability, 0.97);
  EXPECT_GT(*done->success.probability, 0.95);
}

TEST(Success, ADeviceThatCompilesItselfIsEstimatedInItsOwnGates) {
  device d;
  d.id = "trap", d.num_qubits = 5, d.basis = {"h", "cx", "rz"};
  d.detail = R"({"schema": "kw.device/1", "qubit_defaults": {"readout": {"error": 0.01}}, "gates": [
    {"name": "gpi", "typical": {"error": 0.0002}}, {"name": "gpi2", "typical": {"error": 0.0002}},
    {"name": "ms", "symmetric": true, "typical": {"error": 0.004}}]})";
  circuit c(2, 2);
  c.h(0).cx(0, 1).measure(0, 0).measure(1, 1);
  const auto done = estimate_success(c, d);
  ASSERT_TRUE(done) << done.error().to_string();
  ASSERT_TRUE(done->success.probability);
  EXPECT_LT(*done->success.probability, (1 - 0.004) * 0.99 * 0.99);
  EXPECT_GT(*done->success.probability, 0.97);
  EXPECT_NE(done->success.not_counted.back().find("gpi, gpi2, ms"), std::string::npos);
}

TEST(Success, ACircuitThatDoesNotFitIsRefusedWithTheReasons) {
  circuit c(9, 0);
  c.h(0);
  const auto none = estimate_success(c, calibrated_device());
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().diagnostics().front().message, "needs 9 qubits, has 3");
}

TEST(Success, ADescriptionThatDoesNotReadIsAnError) {
  device d = calibrated_device();
  d.detail = R"({"schema": "kw.device/2"})";
  EXPECT_EQ(success_of(circuit(1), d).error().code(), errc::invalid_argument);
}

TEST(Success, MoreErrorNeverSucceedsMoreOften) {
  std::mt19937_64 random(5);
  for (int trial = 0; trial < 200; ++trial) {
    circuit c(3, 3);
    for (int i = 0; i < 12; ++i) {
      const auto q = static_cast<std::uint32_t>(random() % 3);
      if (random() % 2 == 0)
        c.gate(KW_OP_SX, {q});
      else
        c.cz(q == 2 ? 2 : q, q == 2 ? 1 : q + 1);
    }
    const double before = *of(c).probability;
    device worse = calibrated_device();
    const std::size_t at = worse.detail.find("0.005");
    worse.detail.replace(at, 5, "0.050");
    ASSERT_LE(*of(c, worse).probability, before) << trial;
  }
}

}  // namespace
}  // namespace ketway::tests
