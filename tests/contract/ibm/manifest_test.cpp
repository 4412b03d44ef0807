#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "ketway/schema.hpp"

namespace ketway::ibm::tests {
namespace {

using nlohmann::json;

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::ostringstream all;
  all << in.rdbuf();
  return all.str();
}
json manifest() { return json::parse(text_of(KETWAY_IBM_MANIFEST)); }

TEST(Manifest, HasTheFormOfManifests) {
  const auto checked = check_schema(text_of(std::filesystem::path(KETWAY_SCHEMAS) / "manifest-1.json"),
                                    text_of(KETWAY_IBM_MANIFEST), "manifest");
  EXPECT_TRUE(checked.has_value()) << (checked ? "" : checked.error().message());
}

TEST(Manifest, LetsACredentialGoOnlyWhereThePluginMay) {
  const json m = manifest();
  const auto& allowed = m["permissions"]["origins"];
  for (const auto& [name, c] : m["credentials"].items())
    for (const auto& origin : c["origins"])
      EXPECT_NE(std::find(allowed.begin(), allowed.end(), origin), allowed.end()) << name << " " << origin;
}

TEST(Manifest, LooksForTheKeyInTheDocumentedOrder) {
  const auto sources = manifest()["credentials"]["ibm"]["sources"];
  EXPECT_EQ(sources[0], json::parse(R"({"config": "token"})"));
  EXPECT_EQ(sources[1], json::parse(R"({"env": "QISKIT_IBM_TOKEN"})"));
  EXPECT_EQ(sources[3]["where"], json::parse(R"({"/is_default_account": true, "/channel": "ibm_quantum_platform"})"));
  for (const auto& s : sources) EXPECT_EQ(s.dump().find("\"ibm_quantum\""), std::string::npos) << "the retired channel";
}

TEST(Manifest, ReadsNoSecretsItself) { EXPECT_FALSE(manifest()["permissions"].value("raw_secret", false)); }

TEST(Manifest, DiffersBetweenItsCredentialsInTheTokenServerOnly) {
  json all = manifest()["credentials"];
  EXPECT_EQ(all["ibm"]["request"]["url"], "https://iam.cloud.ibm.com/identity/token");
  EXPECT_EQ(all["ibm-iam"]["request"]["url"], "config:/iam_url");
  all["ibm-iam"]["request"]["url"] = all["ibm"]["request"]["url"];
  EXPECT_EQ(all["ibm"], all["ibm-iam"]);
}

}  // namespace
}  // namespace ketway::ibm::tests
