// Results in both forms, parameter values, observables.
#include <zlib.h>

#include <map>

#include "emulator/identifiers.hpp"
#include "ibm/arrays.hpp"
#include "ibm_fixture.hpp"

namespace ketway::emulator::testing {
namespace {

class IbmResults : public ibm_contract {
 protected:
  static std::map<std::string, int> counts(const json& samples) {
    std::map<std::string, int> out;
    for (const json& s : samples) ++out[s.get<std::string>()];
    return out;
  }
  static std::string inflated(const std::string& text) {
    const auto bytes = from_base64(text).value();
    std::string out(1 << 20, '\0');
    uLongf size = out.size();
    EXPECT_EQ(uncompress(reinterpret_cast<Bytef*>(out.data()), &size, bytes.data(), bytes.size()), Z_OK);
    out.resize(size);
    return out;
  }
};

TEST_F(IbmResults, PlainSamplesAreHexWithTheirWidth) {
  const json r = results(one(bell()));
  EXPECT_EQ(r["metadata"]["version"], 2);
  const json data = r["results"][0]["data"]["meas"];
  EXPECT_EQ(data["num_bits"], 2);
  const auto n = counts(data["samples"]);
  EXPECT_EQ(data["samples"].size(), 1000U);
  EXPECT_NEAR(n.at("0x0"), 490, 80);
  EXPECT_NEAR(n.at("0x3"), 490, 80);
}

TEST_F(IbmResults, RegistersAreFieldsOfTheirOwnAndBitZeroIsLowest) {
  const json data = results(one(program(
      3,
      "creg a[3]; creg b[1]; x q[1]; measure q[0] -> a[0]; measure q[1] -> a[1]; measure q[1] -> b[0];")))["results"][0]
                                                                                                          ["data"];
  EXPECT_GT(counts(data["a"]["samples"])["0x2"], 900);
  EXPECT_GT(counts(data["b"]["samples"])["0x1"], 900);
}

TEST_F(IbmResults, WideRegistersKeepEveryBit) {
  std::string text = "creg c[54]; x q[0]; x q[53];";
  for (int q = 0; q < 54; ++q) text += "measure q[" + std::to_string(q) + "] -> c[" + std::to_string(q) + "];";
  const json data = results(one(program(54, text), 200))["results"][0]["data"]["c"];
  EXPECT_EQ(data["num_bits"], 54);
  EXPECT_GT(counts(data["samples"])["0x20000000000001"], 40);  // readout flips take some
}

TEST_F(IbmResults, TheEncodedFormHoldsTheSameShots) {
  json pubs = json::array({json::array({bell(), nullptr, 16})});
  const json r = results(sampler(pubs, true));
  EXPECT_EQ(r["__type__"], "PrimitiveResult");
  const json bin = r["__value__"]["pub_results"][0]["__value__"]["data"]["__value__"];
  EXPECT_EQ(bin["field_names"], json::array({"meas"}));
  const json bits = bin["fields"]["meas"]["__value__"];
  EXPECT_EQ(bits["num_bits"], 2);
  const std::string npy = inflated(bits["array"]["__value__"]);
  EXPECT_NE(npy.find("'descr': '|u1', 'fortran_order': False, 'shape': (16, 1), }"), std::string::npos);
  EXPECT_EQ(npy.size(), 128U + 16U);
}

TEST_F(IbmResults, ArraysAreTheBytesOfTheRecordedOnes) {
  const std::vector<std::uint8_t> small = {0, 3, 3, 1}, wide = {0, 1, 2, 0, 0, 1};
  EXPECT_EQ(inflated(ibm::encoded({4, 1}, small)["__value__"]),
            inflated("eJyb7BfqGxDJyFDGUK2eklqcXKRupaBeU2qorqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+"
                     "RomOgqGmjoKtQpkAy4GZmZGAOUiG78="));
  EXPECT_EQ(inflated(ibm::encoded({3, 2}, wide)["__value__"]),
            inflated("eJyb7BfqGxDJyFDGUK2eklqcXKRupaBeU2qorqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+"
                     "RrGOgpGmjoKtQpkAy4GRiYGBkYAHJwbvA=="));
}

TEST_F(IbmResults, RecordedParameterArraysAreRead) {
  const char* two =
      "eJyb7BfqGxDJyFDGUK2eklqcXKRupaBuk2ahrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RpGOpo6CrUKFAAu+"
      "dbXgTvkftpDaE4HAEnyIko=";
  const auto a = ibm::read_array({{"__type__", "ndarray"}, {"__value__", two}}).value();
  EXPECT_EQ(a.size, ibm::shape{2});
  EXPECT_EQ(a.values, (std::vector<double>{1.57, 3.14}));
  EXPECT_EQ(inflated(ibm::encoded(a)["__value__"]), inflated(two));
}

TEST_F(IbmResults, BrokenArraysAreRefused) {
  for (const json& bad :
       {json("text"), json::parse("[[1],[2,3]]"), json{{"__type__", "ndarray"}, {"__value__", "AAAA"}},
        json{{"__type__", "ndarray"}, {"__value__", "***"}}, json{{"__type__", "set"}}})
    EXPECT_FALSE(ibm::read_array(bad).has_value()) << bad;
}

TEST_F(IbmResults, AnEstimatorGivesValuesInTheShapeOfItsObservables) {
  const std::string state = program(2, "x q[0];");
  json body = {{"program_id", "estimator"}, {"backend", "ibm_fez"}};
  body["params"] = {{"version", 2},
                    {"resilience_level", 0},
                    {"pubs", json::array({json::array({state, "ZZ", nullptr, 0.02}),
                                          json::array({state, {{{"IZ", 1.0}, {"ZI", 0.5}}, "IX"}})})}};
  const json r = results(body)["results"];
  EXPECT_NEAR(r[0]["data"]["evs"].get<double>(), -1, 0.1);
  EXPECT_TRUE(r[0]["data"]["stds"].is_number());
  EXPECT_EQ(r[0]["metadata"]["target_precision"], 0.02);
  ASSERT_EQ(r[1]["data"]["evs"].size(), 2U);
  EXPECT_NEAR(r[1]["data"]["evs"][0].get<double>(), -0.5, 0.1);  // the rightmost letter is qubit 0
  EXPECT_NEAR(r[1]["data"]["evs"][1].get<double>(), 0, 0.1);
}

TEST_F(IbmResults, AnObservableOfTheWrongWidthIsRefused) {
  json body = {{"program_id", "estimator"}, {"backend", "ibm_fez"}};
  body["params"] = {{"version", 2}, {"pubs", json::array({json::array({program(2, "x q[0];"), "ZZZ"})})}};
  EXPECT_EQ(user.post("/api/v1/jobs", body).status(), 400U);
}

class IbmOpenQasm3 : public IbmResults {
 protected:
  void SetUp() override {
    if (!reads_openqasm3()) GTEST_SKIP() << "this build's read_circuit does not read OpenQASM 3";
  }
  static std::string turned() {
    return "OPENQASM 3.0;\ninclude \"stdgates.inc\";\ninput float[64] theta;\nbit[1] mid;\nbit[1] fin;\n"
           "rz(pi/2) $0; sx $0; rz(theta + pi) $0; sx $0; rz(pi/2) $0;\nmid[0] = measure $0;\n"
           "if (mid[0]) { x $1; }\nfin[0] = measure $1;\n";
  }
};

TEST_F(IbmOpenQasm3, FeedForwardFollowsTheMeasurement) {
  const json data =
      results(sampler(json::array({json::array({turned(), {1.5707963267948966}, 2000})})))["results"][0]["data"];
  int same = 0, ones = 0;
  for (int s = 0; s < 2000; ++s) {
    same += data["mid"]["samples"][s] == data["fin"]["samples"][s] ? 1 : 0;
    ones += data["mid"]["samples"][s] == "0x1" ? 1 : 0;
  }
  EXPECT_GT(same, 1850);
  EXPECT_NEAR(ones, 1000, 150);
}

TEST_F(IbmOpenQasm3, ASweepIsNestedAsItsValuesAre) {
  const json values = {{"theta", {0.0, 1.5707963267948966, 3.141592653589793}}};
  const json data =
      results(sampler(json::array({json::array({turned(), values, 400})})))["results"][0]["data"]["mid"]["samples"];
  ASSERT_EQ(data.size(), 3U);
  EXPECT_LT(counts(data[0])["0x1"], 40);
  EXPECT_NEAR(counts(data[1])["0x1"], 200, 60);
  EXPECT_GT(counts(data[2])["0x1"], 360);
}

TEST_F(IbmOpenQasm3, APositionalSweepHasItsParametersOnTheLastAxis) {
  const json data =
      results(sampler(json::array({json::array({turned(), json::parse("[[0.0],[3.141592653589793]]"), 300})}), true));
  const json bin = data["__value__"]["pub_results"][0]["__value__"]["data"]["__value__"];
  EXPECT_EQ(bin["shape"], json::array({2}));
  EXPECT_EQ(bin["field_names"], (json{"mid", "fin"}));
  EXPECT_NE(inflated(bin["fields"]["mid"]["__value__"]["array"]["__value__"]).find("'shape': (2, 300, 1)"),
            std::string::npos);
}

TEST_F(IbmOpenQasm3, RzzByItsDefinitionIsTheDevicesOwnGate) {
  const std::string text =
      "OPENQASM 3.0;\ninclude \"stdgates.inc\";\ngate rzz(p0) a,b { cx a,b; rz(p0) b; cx a,b; }\nqubit[2] q;\nbit[2] "
      "c;\n"
      "rz(pi/2) q[0]; sx q[0]; rz(pi/2) q[0]; rzz(0.4) q[0], q[1]; c = measure q;\n";
  const std::string id = submit(one(text));
  world.pass_ms(60'000);
  EXPECT_EQ(read(id)["state"]["status"], "Completed") << read(id);
}

TEST_F(IbmOpenQasm3, AParameterWithoutAValueIsRefused) {
  EXPECT_EQ(user.post("/api/v1/jobs", one(turned())).status(), 400U);
}

}  // namespace
}  // namespace ketway::emulator::testing
