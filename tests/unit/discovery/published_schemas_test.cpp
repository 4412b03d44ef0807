// The schemas in plugin_api/schema are read by people and tools too: they must agree with each other and be usable.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "folder.hpp"
#include "ketway/discovery/manifest.hpp"
#include "ketway/schema.hpp"

namespace {

using nlohmann::json;

std::string text_of(const std::string& name) {
  const char* schemas = std::getenv("KETWAY_SCHEMAS");
  EXPECT_NE(schemas, nullptr) << "KETWAY_SCHEMAS is not set";
  std::ifstream file(std::string(schemas == nullptr ? "" : schemas) + "/" + name);
  EXPECT_TRUE(file) << name;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}
void expect_conforming(const std::string& schema, const std::string& document) {
  const auto checked = ketway::check_schema(text_of(schema), text_of(document), document);
  EXPECT_TRUE(checked) << checked.error().message();
}

TEST(PublishedSchemas, HoldTheManifestsThatTheProgramUses) {
  EXPECT_EQ(text_of("manifest-1.json"), ketway::discovery::manifest_schema());
}
TEST(PublishedSchemas, DescribeCredentialsInOneWay) {
  const json credentials = json::parse(text_of("credentials-1.json"))["definitions"];
  const json manifest = json::parse(text_of("manifest-1.json"))["definitions"];
  for (const auto& [name, definition] : credentials.items())
    EXPECT_EQ(definition, manifest.value(name, json())) << name;
}
TEST(PublishedSchemas, FitTheirExamples) {
  expect_conforming("credentials-1.json", "examples/credentials.json");
  expect_conforming("kw.device-1.json", "examples/device.json");
}
TEST(PublishedSchemas, TakeTheExampleCredentialsAsPartOfAManifest) {
  json manifest = json::parse(ketway::test::manifest_text("org.example.acme", "acme", "libacme.so"));
  manifest["credentials"] = json::parse(text_of("examples/credentials.json"));
  std::set<std::string> origins;
  for (const auto& entry : manifest["credentials"])
    for (const auto& origin : entry["origins"]) origins.insert(origin.get<std::string>());
  manifest["permissions"]["origins"] = origins;
  const auto read = ketway::discovery::manifest::parse(manifest.dump(), "/p/org.example.acme.ketway.json");
  EXPECT_TRUE(read) << read.error().message();
}

}  // namespace
