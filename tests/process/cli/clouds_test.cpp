// The command against the emulated clouds: a person without an account, and what secrets leave behind.
#include <gtest/gtest.h>

#include <memory>
#include <set>

#include "emulated_clouds.hpp"

namespace ketway::process_test {
namespace {

using words = std::vector<std::string>;

class Clouds : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { clouds = std::make_unique<emulated_clouds>(words{"--queue", "10ms", "--seed", "3"}); }
  static void TearDownTestSuite() { clouds.reset(); }
  static outcome call(words arguments, const emulated_clouds::variables& changed = {}) {
    return clouds->call(std::move(arguments), changed);
  }
  static void expect_no_secret(const outcome& r, const words& secrets) {
    for (const std::string& one : secrets) {
      EXPECT_EQ(r.out.find(one), std::string::npos) << one.size() << " bytes";
      EXPECT_EQ(r.err.find(one), std::string::npos) << one.size() << " bytes in:\n" << r.err.substr(0, 2000);
    }
  }
  inline static std::unique_ptr<emulated_clouds> clouds;
  const temporary_folder folder;
};

// h, x and cx on five qubits, measured into two registers: key 10001.
constexpr const char* asymmetric = R"(OPENQASM 2.0;
include "qelib1.inc";
qreg q[5];
creg a[2];
creg b[3];
h q[0]; z q[0]; h q[0];
x q[4];
measure q[0] -> a[0];
measure q[1] -> a[1];
measure q[2] -> b[0];
measure q[3] -> b[1];
measure q[4] -> b[2];
)";

TEST_F(Clouds, GiveTheSameBitsAsTheLocalSimulator) {
  const std::string file = folder.file("a.qasm", asymmetric);
  for (const char* name : {"local", "ionq:simulator", "ibm:ibm_fez"}) {
    const outcome r = call({"run", file, "--backend", name, "--shots", "200", "--json"});
    ASSERT_EQ(r.status, 0) << name << ": " << r.err;
    std::uint64_t sum = 0, most = 0;
    std::string key;
    const nlohmann::json document = r.json();
    for (const auto& [k, n] : document["counts"].items()) {
      sum += n.get<std::uint64_t>();
      if (n.get<std::uint64_t>() > most) most = n, key = k;
    }
    EXPECT_EQ(key, "10001") << name;
    EXPECT_EQ(sum, 200U) << name;
  }
}

TEST_F(Clouds, AreListedWithTheirDevices) {
  const outcome r = call({"backends", "--json"});
  ASSERT_EQ(r.status, 0) << r.err;
  const nlohmann::json document = r.json();
  std::set<std::string> names;
  for (const auto& row : document["backends"]) names.insert(row["name"]);
  for (const char* name : {"ibm", "ibm:ibm_torino", "ionq", "ionq:qpu.forte-1", "local"})
    EXPECT_TRUE(names.contains(name)) << name;
}

TEST_F(Clouds, AreComparedWithTheLocalSimulatorWhereNoneOfThemIsIdeal) {
  const outcome r = call({"compare", folder.file("bell.qasm", bell()), "--backends", "ionq:qpu.forte-1", "--json"});
  ASSERT_EQ(r.status, 0) << r.err;
  const nlohmann::json d = r.json();
  EXPECT_EQ(d["reference"]["kind"], "ideal") << r.out;
  EXPECT_EQ(d["reference"]["backend"], "local");
  EXPECT_LT(d["backends"][0]["versus_reference"]["hellinger_fidelity"], 1.0);
  EXPECT_EQ(d["backends"].size(), 1U);
}

TEST_F(Clouds, AreExaminedByTheDoctorOneByOne) {
  const outcome r = call({"doctor", "--backend", "ibm:ibm_fez", "--backend", "ionq:qpu.forte-1", "--json"});
  EXPECT_EQ(r.status, 0) << r.out;
  const nlohmann::json document = r.json();
  for (const char* name : {"backend ibm:ibm_fez", "backend ionq:qpu.forte-1"}) {
    std::string text;
    for (const auto& check : document["checks"])
      if (check["about"] == name)
        text += check["state"].get<std::string>() + ": " + check["text"].get<std::string>() + "\n";
    EXPECT_NE(text.find("a Bell pair would run"), std::string::npos) << text;
  }
  EXPECT_EQ(call({"doctor", "--backend", "ibm:ibm_fezz"}).status, 3);
}

TEST_F(Clouds, SayNothingOfTheirKeysWhateverIsAsked) {
  const std::string file = folder.file("a.qasm", asymmetric);
  const words secrets = {clouds->environment().at("QISKIT_IBM_TOKEN"), clouds->environment().at("IONQ_API_KEY"),
                         "Bearer", "apiKey ", "eyJ"};
  for (const words& line :
       {words{"run", file, "--backend", "ibm:ibm_fez", "--log-level", "trace"},
        words{"run", file, "--backend", "ionq:simulator", "--log-level", "trace", "--json"},
        words{"run", file, "--backend", "ibm:ibm_nowhere", "--log-level", "trace"},
        words{"run", file, "--backend", "ionq:qpu.harmony", "--log-level", "trace", "--json"},
        words{"run", file, "--backend", "ibm:ibm_fez", "--shots", "99999999", "--log-level", "trace"},
        words{"backends", "--json", "--log-level", "trace"}, words{"plugins", "list", "--json"},
        words{"plugins", "info", "ibm", "--json"}, words{"doctor", "--backend", "ibm:ibm_fez", "--json"}})
    expect_no_secret(call(line), secrets);
}

TEST_F(Clouds, SayNothingOfAWrongKey) {
  const std::string file = folder.file("a.qasm", asymmetric);
  const std::string wrong = "planted-wrong-key-4711";
  for (const char* name : {"ibm:ibm_fez", "ionq:simulator"}) {
    const outcome r = call({"run", file, "--backend", name, "--log-level", "trace"},
                           {{"IONQ_API_KEY", wrong}, {"QISKIT_IBM_TOKEN", wrong}});
    EXPECT_EQ(r.status, 1) << name << r.err;
    expect_no_secret(r, {wrong});
  }
}

}  // namespace
}  // namespace ketway::process_test
