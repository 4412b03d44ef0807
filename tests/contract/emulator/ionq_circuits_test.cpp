// Circuits whose outcomes are known: what separates a right reading of IonQ's conventions from a wrong one.
#include "ionq_fixture.hpp"

namespace ketway::emulator::testing {
namespace {

class IonqCircuits : public ionq_contract {
 protected:
  void expect(const json& got, const std::map<std::string, double>& wanted) {
    ASSERT_EQ(got.size(), wanted.size()) << got;
    for (const auto& [key, p] : wanted) EXPECT_NEAR(got.value(key, -1.0), p, 2e-6) << key << " of " << got;
  }
  json native(const char* gates) { return job(circuit(json::parse(gates), 2, "native")); }
};

TEST_F(IonqCircuits, ABellPairIsHalfZeroAndHalfThree) { expect(probabilities(job(bell())), {{"0", 0.5}, {"3", 0.5}}); }

TEST_F(IonqCircuits, QubitZeroIsTheLowestBitOfAKey) {
  expect(probabilities(job(circuit(json::parse(R"([{"gate":"x","target":0}])"), 3))), {{"1", 1}});
  expect(probabilities(job(circuit(json::parse(R"([{"gate":"not","target":2}])"), 3))), {{"4", 1}});
}

TEST_F(IonqCircuits, NativePhasesAndAnglesAreTurns) {
  expect(probabilities(native(R"([{"gate":"gpi2","target":0,"phase":0.1},{"gate":"gpi2","target":1,"phase":0.37},
    {"gate":"ms","targets":[0,1],"phases":[0.2,0.05],"angle":0.15},{"gate":"gpi2","target":1,"phase":0.3},
    {"gate":"gpi2","target":0,"phase":0.62}])")),
         {{"0", .040446}, {"1", .007141}, {"2", .809493}, {"3", .142921}});
}

TEST_F(IonqCircuits, NativeZzTakesItsAngleUnderBothNames) {
  for (const char* key : {"angle", "phase"}) {
    expect(probabilities(native((R"([{"gate":"gpi2","target":0,"phase":0},{"gate":"gpi2","target":1,"phase":0.1},
      {"gate":"zz","targets":[0,1],")" +
                                 std::string(key) + R"(":0.2},{"gate":"gpi2","target":0,"phase":0.2},
      {"gate":"gpi2","target":1,"phase":0.43}])")
                                    .c_str())),
           {{"0", .226127}, {"1", .348308}, {"2", .226127}, {"3", .199438}});
  }
}

TEST_F(IonqCircuits, QisRotationsAreRadians) {
  expect(probabilities(job(circuit(json::parse(R"([{"gate":"h","target":0},{"gate":"rx","target":1,"rotation":0.7},
    {"gate":"xx","targets":[0,1],"rotation":0.3},{"gate":"ry","target":2,"rotation":0.4},
    {"gate":"cnot","control":1,"target":2}])"),
                                   3))),
         {{"0", .369877},
          {"1", .369877},
          {"2", .004536},
          {"3", .004536},
          {"4", .015199},
          {"5", .015199},
          {"6", .110388},
          {"7", .110388}});
}

TEST_F(IonqCircuits, TheLastLetterOfAPauliTermActsOnTheFirstTarget) {
  expect(probabilities(job(circuit(json::parse(R"([{"gate":"rx","target":0,"rotation":0.7},{"gate":"h","target":1},
    {"gate":"pauliexp","targets":[0,1],"terms":["XZ"],"coefficients":[1],"time":0.5},
    {"gate":"ry","target":1,"rotation":0.3}])"),
                                   2))),
         {{"0", .310824}, {"1", .041416}, {"2", .571597}, {"3", .076163}});
}

TEST_F(IonqCircuits, TermsThatDoNotCommuteAreExponentiatedTogether) {
  // exp(-i t (X + Z)) on |0>: with w = sqrt 2, the chance of 1 is (sin(w t) / w)^2.
  const double w = std::sqrt(2.0), one = std::pow(std::sin(w * 0.4) / w, 2);
  expect(
      probabilities(job(circuit(
          json::parse(R"([{"gate":"pauliexp","targets":[0],"terms":["X","Z"],"coefficients":[1,1],"time":0.4}])"), 1))),
      {{"0", 1 - one}, {"1", one}});
}

TEST_F(IonqCircuits, EveryGateTakesControls) {
  expect(probabilities(job(circuit(json::parse(R"([{"gate":"x","target":0},{"gate":"x","target":1},
    {"gate":"x","controls":[0,1],"target":2},{"gate":"swap","controls":[2],"targets":[1,3]}])"),
                                   4))),
         {{"13", 1}});
}

TEST_F(IonqCircuits, TheCnotOfForteIsACnot) {
  const char* list = R"([{"gate":"gpi","target":0,"phase":0},
    {"gate":"gpi2","target":1,"phase":0},{"gate":"gpi","target":1,"phase":-0.125},{"gate":"gpi2","target":1,"phase":0.5},
    {"gate":"zz","targets":[0,1],"angle":0.25},{"gate":"gpi2","target":0,"phase":0.75},
    {"gate":"gpi","target":0,"phase":0.125},{"gate":"gpi2","target":0,"phase":0.5},
    {"gate":"gpi2","target":1,"phase":1.25},{"gate":"gpi","target":1,"phase":0.5},{"gate":"gpi2","target":1,"phase":0.5}])";
  expect(probabilities(native(list)), {{"3", 1}});
}

TEST_F(IonqCircuits, OpenQasmIsReadToo) {
  json body = {{"type", "ionq.qasm3.v1"}, {"backend", "simulator"}, {"shots", 100}};
  body["input"] = {{"data", "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[2];\nx q[1];\n"}};
  expect(probabilities(body), {{"2", 1}});
}

}  // namespace
}  // namespace ketway::emulator::testing
