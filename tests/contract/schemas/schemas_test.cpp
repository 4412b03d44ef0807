// The schemas that plugin authors are given, against this project's own checker and the examples beside them.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>

#include "ketway/schema.hpp"

namespace {

using nlohmann::json;

std::string text_of(const std::string& name) {
  std::ifstream in(std::filesystem::path(KETWAY_SCHEMAS) / name);
  std::ostringstream all;
  all << in.rdbuf();
  return all.str();
}

ketway::schema schema_of(const std::string& name) { return ketway::schema::compile(text_of(name), name).value(); }

/// What is wrong with a document, one finding a line.
std::string findings(const ketway::schema& s, const json& document) {
  std::string all;
  for (const auto& v : s.violations(document)) all += v.pointer + ": " + v.message + "\n";
  return all;
}

json device_example() { return json::parse(text_of("examples/device.json")); }
json credentials_example() { return json::parse(text_of("examples/credentials.json")); }

TEST(DeviceSchema, AcceptsItsExample) { EXPECT_EQ(findings(schema_of("kw.device-1.json"), device_example()), ""); }

TEST(DeviceSchema, AsksForNothingButItsName) {
  EXPECT_EQ(findings(schema_of("kw.device-1.json"), {{"schema", "kw.device/1"}}), "");
  EXPECT_NE(findings(schema_of("kw.device-1.json"), json::object()), "");
}

TEST(DeviceSchema, RefusesAnErrorRateOverOne) {
  auto device = device_example();
  device["qubits"][0]["readout"]["error"] = 1.5;
  EXPECT_NE(findings(schema_of("kw.device-1.json"), device).find("/qubits/0/readout/error"), std::string::npos);
}

TEST(DeviceSchema, RefusesADateWithoutItsZone) {
  auto device = device_example();
  device["calibration"]["at"] = "2026-05-01T06:00:00";
  EXPECT_NE(findings(schema_of("kw.device-1.json"), device).find("/calibration/at"), std::string::npos);
}

TEST(DeviceSchema, RefusesAKeyItDoesNotKnow) {
  auto device = device_example();
  device["qubits"][0]["T1"] = 2.1e-4;
  EXPECT_NE(findings(schema_of("kw.device-1.json"), device).find("/qubits/0/T1"), std::string::npos);
}

TEST(CredentialsSchema, AcceptsItsExampleWithEveryScheme) {
  const json example = credentials_example();
  EXPECT_EQ(findings(schema_of("credentials-1.json"), example), "");
  std::set<std::string> used;
  for (const auto& entry : example) used.insert(entry.at("scheme"));
  EXPECT_EQ(used,
            (std::set<std::string>{"header", "basic", "exchange", "jwt_bearer", "refresh", "sigv4", "provider_chain"}));
}

TEST(CredentialsSchema, SaysTheSameAsTheSchemaOfManifests) {
  const json alone = json::parse(text_of("credentials-1.json"));
  const json manifest = json::parse(text_of("manifest-1.json"));
  for (const auto& [name, definition] : alone.at("definitions").items())
    EXPECT_EQ(manifest.at("definitions").at(name), definition) << name;
}

TEST(CredentialsSchema, RefusesPlainHttpBeyondLoopback) {
  auto credentials = credentials_example();
  credentials["acme"]["origins"] = {"http://127.0.0.1:8080"};
  EXPECT_EQ(findings(schema_of("credentials-1.json"), credentials), "");
  credentials["acme"]["origins"] = {"http://api.acme.example"};
  EXPECT_NE(findings(schema_of("credentials-1.json"), credentials), "");
}

TEST(CredentialsSchema, RefusesACredentialThatMayGoAnywhere) {
  for (const std::string name : {"acme", "acme-account", "acme-cloud"}) {
    auto credentials = credentials_example();
    credentials[name].erase("origins");
    EXPECT_NE(findings(schema_of("credentials-1.json"), credentials), "") << name;
    credentials[name]["origins"] = {"*"};
    EXPECT_NE(findings(schema_of("credentials-1.json"), credentials), "") << name;
  }
}

TEST(CredentialsSchema, RefusesASchemeThatDoesNotExist) {
  auto credentials = credentials_example();
  credentials["acme"]["scheme"] = "digest";
  EXPECT_NE(findings(schema_of("credentials-1.json"), credentials), "");
}

}  // namespace
