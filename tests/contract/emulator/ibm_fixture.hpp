#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "emulator/ibm.hpp"
#include "ketway/language.hpp"
#include "virtual_world.hpp"

namespace ketway::emulator::testing {

class ibm_contract : public ::testing::Test {
 protected:
  explicit ibm_contract(const ibm_options& options = {})
      : crn(options.crn), service(make_ibm(world, options).value()), user(*service) {
    sign_in();
  }

  answer ask_token(const std::string& form) {
    client c(*service);
    c.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    return c.send("POST", "/identity/token", form);
  }
  void sign_in() {
    const answer a = ask_token("grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3Aapikey&apikey=emulated-ibm-key");
    ASSERT_EQ(a.status(), 200U) << a.raw.body;
    user.headers = {{"Authorization", "Bearer " + a.body["access_token"].get<std::string>()},
                    {"Service-CRN", crn},
                    {"IBM-API-Version", "2026-04-15"},
                    {"Content-Type", "application/json"}};
  }

  /// A Bell pair in the gates of a Heron, on qubits 0 and 1; h is rz sx rz.
  static std::string bell() {
    return program(2, R"(creg meas[2];
      rz(pi/2) q[0]; sx q[0]; rz(pi/2) q[0]; rz(pi/2) q[1]; sx q[1]; rz(pi/2) q[1]; cz q[0],q[1];
      rz(pi/2) q[1]; sx q[1]; rz(pi/2) q[1]; measure q[0] -> meas[0]; measure q[1] -> meas[1];)");
  }
  static std::string program(int qubits, const std::string& rest) {
    return "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[" + std::to_string(qubits) + "];\n" + rest + "\n";
  }
  static json sampler(json pubs, bool encoded = false, const char* backend = "ibm_fez") {
    return {{"program_id", "sampler"},
            {"backend", backend},
            {"params", {{"version", 2}, {"support_qiskit", encoded}, {"pubs", std::move(pubs)}}}};
  }
  static json one(const std::string& text, int shots = 1000) {
    return sampler(json::array({json::array({text, nullptr, shots})}));
  }
  std::string submit(const json& body) {
    const answer a = user.post("/api/v1/jobs", body);
    EXPECT_EQ(a.status(), 200U) << a.raw.body;
    return a.body.value("id", "");
  }
  json read(const std::string& id) { return user.get("/api/v1/jobs/" + id + "?exclude_params=true").body; }
  /// Submits, lets the time pass and answers the results.
  json results(const json& body) {
    const std::string id = submit(body);
    world.pass_ms(60'000);
    const answer a = user.get("/api/v1/jobs/" + id + "/results");
    EXPECT_EQ(a.status(), 200U) << read(id);
    return a.body;
  }
  static bool reads_openqasm3() { return read_circuit("OPENQASM 3.0;\nqubit[1] q;\n").has_value(); }

  virtual_world world;
  std::string crn;
  std::unique_ptr<ibm_cloud> service;
  client user;
};

}  // namespace ketway::emulator::testing
