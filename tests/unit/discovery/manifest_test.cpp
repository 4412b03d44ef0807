#include "ketway/discovery/manifest.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "folder.hpp"
#include "ketway/schema.hpp"

namespace {

using namespace std::chrono_literals;
using ketway::errc;
using ketway::discovery::manifest;
using ketway::test::folder;
using ketway::test::manifest_text;
using nlohmann::json;

const std::filesystem::path file = "/p/org.example.acme.ketway.json";

json smallest() { return json::parse(manifest_text("org.example.acme", "acme", "libacme.so")); }

/// Refused with one diagnostic that holds these words.
void expect_refused(const json& text, std::string_view words) {
  const auto read = manifest::parse(text.dump(), file);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code(), errc::invalid_argument);
  ASSERT_EQ(read.error().diagnostics().size(), 1u) << read.error().message();
  EXPECT_EQ(read.error().diagnostics().front().where.file, file.string());
  EXPECT_NE(read.error().message().find(words), std::string::npos) << read.error().message();
}

/// The example of the design's text, with the origins that it goes to.
json with_credential() {
  json m = smallest();
  m["permissions"] = {{"origins", {"https://*.cloud.ibm.com", "config:/base_url"}}, {"credentials", {"ibm"}}};
  m["credentials"]["ibm"] = json::parse(R"({"scheme": "exchange",
    "sources": [{"config": "token"}, {"env": "QISKIT_IBM_TOKEN"}, {"json": "~/.qiskit/qiskit-ibm.json", "at": "/default/token"}],
    "origins": ["https://*.cloud.ibm.com"],
    "request": {"url": "https://iam.cloud.ibm.com/identity/token", "form": {"apikey": "{secret}"}},
    "reply": {"token": "/access_token", "expires_in": "/expires_in"},
    "attach": {"Authorization": "Bearer {token}"}})");
  return m;
}

TEST(Manifest, OfTheSmallestFormIsRead) {
  const auto m = manifest::parse(smallest().dump(), file);
  ASSERT_TRUE(m) << m.error().message();
  EXPECT_EQ(m->id, "org.example.acme");
  EXPECT_EQ(m->name, "acme");
  EXPECT_EQ(m->version, "1.0.0");
  EXPECT_EQ(m->abi_major, 1u);
  EXPECT_EQ(m->abi_min_minor, 0u);
  EXPECT_TRUE(m->runs_inline && m->runs_in_process);
  EXPECT_FALSE(m->permissions.raw_secret);
  EXPECT_TRUE(m->sha256.empty());
}
TEST(Manifest, PutsTheLibraryBesideItself) {
  EXPECT_EQ(manifest::parse(smallest().dump(), file)->library, "/p/libacme.so");
}
TEST(Manifest, OfTheWholeFormIsRead) {
  json more = with_credential();
  more["description"] = "Acme's machines";
  more["devices"] = {"one", "two"};
  more["config_schema"] = {{"type", "object"}};
  more["permissions"]["streams"] = {"unix:/run/acme"};
  more["permissions"]["raw_secret"] = true;
  more["isolation"] = {{"inline", true}, {"process", false}};
  more["limits"]["ibm.submit"] = {{"count", 5}, {"per", "60s"}};
  more["sha256"] = std::string(64, 'a');
  const auto m = manifest::parse(more.dump(), file);
  ASSERT_TRUE(m) << m.error().message();
  EXPECT_EQ(m->devices, (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(m->config_schema, R"({"type":"object"})");
  EXPECT_EQ(m->permissions.streams, (std::vector<std::string>{"unix:/run/acme"}));
  EXPECT_TRUE(m->permissions.raw_secret);
  EXPECT_FALSE(m->runs_in_process);
  ASSERT_EQ(m->limits.size(), 1u);
  EXPECT_EQ(m->limits[0].bucket, "ibm.submit");
  EXPECT_EQ(m->limits[0].count, 5u);
  EXPECT_EQ(m->limits[0].per, 60s);
  EXPECT_EQ(m->sha256, std::string(64, 'a'));
}
TEST(Manifest, KnowsWhichConfigurationKeysACredentialReads) {
  const auto m = manifest::parse(with_credential().dump(), file);
  ASSERT_TRUE(m) << m.error().message();
  ASSERT_EQ(m->credentials.size(), 1u);
  EXPECT_EQ(m->credentials[0].name, "ibm");
  EXPECT_EQ(m->credentials[0].scheme, "exchange");
  EXPECT_EQ(m->credentials[0].config_keys, (std::vector<std::string>{"token"}));
  EXPECT_EQ(json::parse(m->credentials[0].definition), with_credential()["credentials"]["ibm"]);
}
TEST(Manifest, NamesLineAndColumnOfAFault) {
  std::string text = smallest().dump(1, ' ');
  text.replace(text.find("\"version\""), 9, "\"versoin\"");
  const auto read = manifest::parse(text, file);
  ASSERT_FALSE(read);
  const auto& found = read.error().diagnostics();
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].message, "the key \"version\" is missing");
  EXPECT_EQ(found[1].where.line, 10u);
  EXPECT_EQ(found[1].where.column, 2u);
  EXPECT_EQ(found[1].message, "/versoin: unknown key \"versoin\"; did you mean \"version\"?");
}
TEST(Manifest, ThatIsNoJsonIsRefused) {
  EXPECT_EQ(manifest::parse("library = x", file).error().code(), errc::invalid_argument);
}
TEST(Manifest, OfAnotherVersionIsRefused) {
  json m = smallest();
  m["manifest"] = 2;
  expect_refused(m, "/manifest: expected 1");
}
TEST(Manifest, WithoutARequiredKeyIsRefused) {
  for (const char* key : {"manifest", "id", "name", "library", "abi", "version"}) {
    json m = smallest();
    m.erase(key);
    expect_refused(m, std::string("the key \"") + key + "\" is missing");
  }
}
TEST(Manifest, WithAnIdThatIsNoReverseDnsIsRefused) {
  json m = smallest();
  m["id"] = "acme";
  expect_refused(m, "/id: expected a reverse-DNS id");
}
TEST(Manifest, WhoseFileIsCalledOtherwiseIsRefused) {
  const auto read = manifest::parse(smallest().dump(), "/p/acme.ketway.json");
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message().find("org.example.acme.ketway.json"), std::string::npos);
}
TEST(Manifest, WithANameThatCannotBeTypedIsRefused) {
  for (const char* name : {"", "Acme", "a:b", "a b", "-a", "../a"}) {
    json m = smallest();
    m["name"] = name;
    expect_refused(m, "/name: expected a short lower-case word");
  }
}
TEST(Manifest, WithALibraryOutsideItsFolderIsRefused) {
  for (const char* library : {"../libacme.so", "/lib/libacme.so", "sub/libacme.so", "..", ".", "", "~x", "a\\b"}) {
    json m = smallest();
    m["library"] = library;
    expect_refused(m, "/library: expected the name of a file in the manifest's own folder");
  }
}
TEST(Manifest, WithANulByteInTheLibraryIsRefused) {
  json m = smallest();
  m["library"] = std::string("lib\0.so", 7);
  expect_refused(m, "/library: expected the name of a file");
}
TEST(Manifest, WithAMalformedAbiIsRefused) {
  json m = smallest();
  m["abi"]["min_minor"] = -1;
  expect_refused(m, "/abi/min_minor: expected a number of at least 0");
}
TEST(Manifest, WithAnUnusableConfigSchemaIsRefused) {
  json m = smallest();
  m["config_schema"] = {{"properties", {{"a", {{"format", "uri"}}}}}};
  expect_refused(m, "/config_schema: /properties/a/format: the keyword \"format\" is not known here");
}
TEST(Manifest, ThatCanRunNowhereIsRefused) {
  json m = smallest();
  m["isolation"] = {{"inline", false}, {"process", false}};
  expect_refused(m, "/isolation: expected at least one of inline and process");
}
TEST(Manifest, WithAMalformedDigestIsRefused) {
  json m = smallest();
  m["sha256"] = std::string(64, 'A');
  expect_refused(m, "/sha256: expected 64 lower-case hexadecimal digits");
}
TEST(Manifest, WithAMalformedLimitIsRefused) {
  json m = smallest();
  m["limits"]["a"] = {{"count", 0}, {"per", "1s"}};
  expect_refused(m, "/limits/a/count: expected a number of at least 1");
  m["limits"]["a"] = {{"count", 1}, {"per", "soon"}};
  expect_refused(m, "/limits/a/per: expected a duration");
  m["limits"]["a"] = {{"count", 1}, {"per", "0s"}};
  expect_refused(m, "/limits/a/per: expected a duration above zero");
}
TEST(Manifest, AllowsPlainHttpToLoopbackOnly) {
  for (const char* origin : {"http://localhost:8080", "http://127.0.0.1", "http://[::1]:1", "https://api.acme.example",
                             "https://*.quantum.azure.com:443", "config:/base_url"}) {
    json m = smallest();
    m["permissions"]["origins"] = {origin};
    EXPECT_TRUE(manifest::parse(m.dump(), file)) << origin;
  }
  for (const char* origin :
       {"http://api.acme.example", "https://*", "https://*.com", "https://a.*.com.*", "https://a.b/path",
        "https://user@a.b", "ftp://a.b", "https://a.b:x", "config:base", "http://localhost.evil.example"}) {
    json m = smallest();
    m["permissions"]["origins"] = {origin};
    expect_refused(m, "/permissions/origins/0: expected an origin");
  }
}
TEST(Manifest, WithAnUndeclaredCredentialIsRefused) {
  json m = smallest();
  m["permissions"]["credentials"] = {"ibm"};
  expect_refused(m, "/permissions/credentials/0: expected the name of one of this manifest's credentials");
}
TEST(Manifest, WithACredentialForAnOriginThatItMayNotReachIsRefused) {
  json m = with_credential();
  m["credentials"]["ibm"]["origins"] = {"https://collector.example"};
  expect_refused(m, "/credentials/ibm/origins/0: expected an origin that permissions.origins lists too");
}
TEST(Manifest, WithAnUnknownSchemeListsTheSchemes) {
  json m = with_credential();
  m["credentials"]["ibm"]["scheme"] = "exchnage";
  expect_refused(m,
                 R"(/credentials/ibm/scheme: expected one of "header", "basic", "exchange", "jwt_bearer", "refresh", )"
                 R"("sigv4", "provider_chain"; did you mean "exchange"?)");
}
TEST(Manifest, WithAMalformedSchemeSpeaksOfThatScheme) {
  json m = with_credential();
  m["credentials"]["ibm"]["reply"].erase("token");
  expect_refused(m, "/credentials/ibm/reply: the key \"token\" is missing");
}
TEST(Manifest, WithACommandAsASourceIsRefused) {
  json m = with_credential();
  m["credentials"]["ibm"]["sources"] = json::parse(R"([{"command": ["cat", "/etc/shadow"]}])");
  EXPECT_FALSE(manifest::parse(m.dump(), file));
}
TEST(Manifest, ThatSendsASecretOverPlainHttpIsRefused) {
  json m = with_credential();
  m["credentials"]["ibm"]["request"]["url"] = "http://iam.example/token";
  expect_refused(m, "/credentials/ibm/request/url: expected a URL");
}
TEST(Manifest, WithALineBreakInAHeaderIsRefused) {
  json m = with_credential();
  m["credentials"]["ibm"]["attach"]["Authorization"] = "Bearer {token}\r\nX: y";
  expect_refused(m, "/credentials/ibm/attach/Authorization: expected a header's value");
}
TEST(Manifest, TakesEveryScheme) {
  for (
      const char* entry :
      {R"({"scheme": "header", "sources": [{"env": "K"}], "origins": [], "attach": {"Authorization": "apiKey {secret}"}})",
       R"({"scheme": "basic", "user": [{"config": "user"}], "sources": [{"file": "~/.acme"}], "origins": []})",
       R"({"scheme": "jwt_bearer", "sources": [{"file": "~/key.json"}], "origins": [], "claims": {"aud": "x"},
            "attach": {"Authorization": "Bearer {token}"}})",
       R"({"scheme": "refresh", "sources": [{"toml": "~/.qcs/secrets.toml", "at": "/refresh_token"}], "origins": [],
            "request": {"url": "https://auth.example/token", "form": {"refresh_token": "{secret}"}},
            "reply": {"token": "/access_token", "refresh_token": "/refresh_token"}, "write_back": true,
            "attach": {"Authorization": "Bearer {token}"}})",
       R"({"scheme": "sigv4", "service": "braket", "region": "config:/region", "origins": []})",
       R"({"scheme": "provider_chain", "provider": "azure", "scope": "https://quantum.microsoft.com/.default", "origins": []})"}) {
    json m = smallest();
    m["credentials"]["one"] = json::parse(entry);
    const auto read = manifest::parse(m.dump(), file);
    EXPECT_TRUE(read) << read.error().message();
  }
}
TEST(Manifest, WithHalfAnExchangeIsRefused) {
  json m = smallest();
  m["credentials"]["one"] =
      json::parse(R"({"scheme": "jwt_bearer", "sources": [{"file": "k"}], "origins": [], "claims": {},
    "request": {"url": "https://auth.example/token"}, "attach": {"Authorization": "Bearer {token}"}})");
  expect_refused(m, "/credentials/one: expected \"request\" and \"reply\" together");
}
TEST(Manifest, CutAnywhereIsRefused) {
  const std::string text = with_credential().dump();
  for (std::size_t size = 0; size < text.size(); ++size)
    ASSERT_FALSE(manifest::parse(text.substr(0, size), file)) << size;
}
TEST(Manifest, ThatIsNotThereIsNotFound) {
  EXPECT_EQ(manifest::read("/nowhere/org.example.acme.ketway.json").error().code(), errc::not_found);
}
TEST(Manifest, LargerThanAMebibyteIsRefused) {
  const folder f;
  const auto read = manifest::read(f.write("org.example.acme.ketway.json", std::string((1u << 20u) + 1, ' ')));
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message().find("expected at most 1048576 bytes"), std::string::npos) << read.error().message();
}
TEST(Manifest, SchemaIsOneThatThisProgramUnderstands) {
  const auto compiled = ketway::schema::compile(ketway::discovery::manifest_schema(), "kw.manifest/1");
  EXPECT_TRUE(compiled) << compiled.error().message();
}

}  // namespace
