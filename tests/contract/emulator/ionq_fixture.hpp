#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "emulator/ionq.hpp"
#include "virtual_world.hpp"

namespace ketway::emulator::testing {

class ionq_contract : public ::testing::Test {
 protected:
  explicit ionq_contract(const ionq_options& options = {})
      : service(make_ionq(world, options).value()), user(*service) {
    user.headers = {{"Authorization", "apiKey emulated-ionq-key"}, {"Content-Type", "application/json"}};
  }

  static json circuit(json gates, std::uint32_t qubits, const char* gateset = "qis") {
    return {{"qubits", qubits}, {"gateset", gateset}, {"circuit", std::move(gates)}};
  }
  static json bell() {
    return circuit(json::parse(R"([{"gate":"h","target":0},{"gate":"cnot","control":0,"target":1}])"), 2);
  }
  static json job(json input, const char* backend = "simulator", int shots = 1000) {
    return {{"type", "ionq.circuit.v1"}, {"backend", backend}, {"shots", shots}, {"input", std::move(input)}};
  }
  /// The id of a job that was accepted.
  std::string submit(const json& body) {
    const answer a = user.post("/v0.4/jobs", body);
    EXPECT_EQ(a.status(), 201U) << a.raw.body;
    return a.body.value("id", "");
  }
  json read(const std::string& id) { return user.get("/v0.4/jobs/" + id).body; }
  /// Submits, lets the time pass and answers the probabilities.
  json probabilities(const json& body) {
    const std::string id = submit(body);
    world.pass_ms(60'000);
    return user.get("/v0.4/jobs/" + id + "/results/probabilities").body;
  }

  virtual_world world;
  std::unique_ptr<cloud> service;
  client user;
};

}  // namespace ketway::emulator::testing
