// The configuration, as the schema and as the plugin read it.
#include "cloud.hpp"
#include "ketway/schema.hpp"

namespace ketway::ibm::tests {
namespace {

std::string refusal(const std::string& config) {
  conform::fake_host host;
  char why[512] = {};
  kw_backend* b = kw_plugin_v1(KW_ABI_MINOR)->open(&host, plugin::str(config), why, sizeof why);
  if (b) b->vt->destroy(b);
  return b ? "" : why;
}
bool schema_takes(const json& config) {
  return check_schema(plugin::view(kw_plugin_v1(0)->config_schema), config.dump(), "configuration").has_value();
}

TEST(Settings, TakeWhatTheSchemaTakes) {
  const json all =
      json::parse(R"({"instance": "auto", "plan": "flex", "price_per_second": 1, "use_fractional_gates": true,
      "tags": ["a"], "private_endpoint": false, "base_url": "https://x.example.org", "iam_url": "https://y.example.org/token",
      "resource_url": "https://z.example.org", "result_form": "encoded", "sweep_pubs": "each", "api_version": "2026-04-15",
      "sampler_program": "sampler", "estimator_program": "estimator"})");
  EXPECT_TRUE(schema_takes(all));
  EXPECT_EQ(refusal(all.dump()), "");
  EXPECT_EQ(refusal(""), "");
}

TEST(Settings, AreRefusedAlikeByTheSchemaAndThePlugin) {
  for (const json& one :
       {json{{"instanc", "x"}}, json{{"plan", "gold"}}, json{{"price_per_second", -1}}, json{{"tags", "a"}},
        json{{"base_url", "quantum.cloud.ibm.com"}}, json{{"use_fractional_gates", 1}}, json::array()}) {
    EXPECT_FALSE(schema_takes(one)) << one;
    EXPECT_NE(refusal(one.dump()), "") << one;
  }
}

TEST(Settings, RefuseABrokenCrnWithoutQuotingIt) {
  const std::string why = refusal(R"({"instance": "crn:v1:bluemix:secret"})");
  EXPECT_NE(why.find("CRN"), std::string::npos);
  EXPECT_EQ(why.find("secret"), std::string::npos);
  EXPECT_NE(refusal(json{{"instance", "crn:v1:staging:public:quantum-computing:us-east:a/0:1::"}}.dump()), "");
}

TEST(Settings, ChooseTheCredentialOfAnotherTokenServer) {
  cloud ibm({{"instance", test_crn}, {"iam_url", "http://127.0.0.1:9/identity/token"}});
  ibm.expect("GET", "/jobs/cq1?exclude_params=true", 404, "");
  ibm.poll("cq1");
  EXPECT_EQ(ibm.requests.at(0).auth, "ibm-iam");
}

TEST(OptionsSchema, TakesIbmsOptionsAndNoOthers) {
  const auto takes = [](const json& o) {
    return check_schema(plugin::view(kw_plugin_v1(0)->options_schema), o.dump(), "options").has_value();
  };
  EXPECT_TRUE(takes(
      json::parse(R"({"max_execution_time": 300, "dynamical_decoupling": {"enable": true, "sequence_type": "XpXm"},
      "twirling": {"num_randomizations": "auto", "shots_per_randomization": 8}, "resilience": {"zne": {"noise_factors": [1, 3]}},
      "execution": {"rep_delay": 0.00025, "init_qubits": true}, "resilience_level": 2, "seed_estimator": 7})")));
  EXPECT_FALSE(takes({{"max_execution_time", 10801}}));
  EXPECT_FALSE(takes({{"start_session", true}}));
  EXPECT_FALSE(takes({{"execution", {{"meas_type", "kerneled"}}}}));
  EXPECT_FALSE(takes({{"dynamical_decoupling", {{"sequence", "XX"}}}}));
}

}  // namespace
}  // namespace ketway::ibm::tests
