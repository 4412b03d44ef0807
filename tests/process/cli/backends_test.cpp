#include <gtest/gtest.h>

#include "child.hpp"

namespace ketway::process_test {
namespace {

nlohmann::json entry(const nlohmann::json& list, const std::string& name) {
  for (const nlohmann::json& one : list["backends"]) {
    if (one["name"] == name) return one;
  }
  return {};
}

TEST(Backends, TheListNamesTheDefaultDeviceByItsPlugin) {
  const outcome r = run({"backends", "--json"});
  ASSERT_EQ(r.status, 0) << r.err;
  const nlohmann::json local = entry(r.json(), "local");
  ASSERT_TRUE(local.is_object()) << r.out;
  EXPECT_EQ(local["device"], "statevector");
  EXPECT_EQ(local["status"], "online");
  EXPECT_EQ(local["free"], true);
  EXPECT_EQ(local["default"], true);
  EXPECT_GE(local["qubits"].get<int>(), 20);
}

TEST(Backends, TheTableHasAHeadAndARow) {
  const outcome r = run({"backends"});
  ASSERT_EQ(r.status, 0) << r.err;
  for (const char* word : {"name", "status", "queue", "qubits", "gates", "price", "local", "free"}) {
    EXPECT_NE(r.out.find(word), std::string::npos) << word;
  }
}

TEST(Backends, OneIsShownInFull) {
  const outcome r = run({"backends", "local", "--json"});
  ASSERT_EQ(r.status, 0) << r.err;
  const nlohmann::json document = r.json();
  for (const char* key : {"name", "device", "status", "queue", "qubits", "gates", "price", "abilities", "formats",
                          "max_shots", "plugin", "detail"}) {
    EXPECT_TRUE(document.contains(key)) << key;
  }
  EXPECT_EQ(document["abilities"]["exact_probabilities"], true);
}

TEST(Backends, AnUnknownOneIsInvalid) {
  const outcome r = run({"backends", "nonsense", "--json"});
  EXPECT_EQ(r.status, 3);
  EXPECT_EQ(r.json()["error"]["code"], "not_found");
}

TEST(Backends, AnAliasIsListedWithItsDevice) {
  const temporary_folder folder;
  const std::string file =
      folder.file("config.json", R"({"backends": {"mine": {"plugin": "local", "device": "statevector"}}})");
  const outcome r = run({"backends", "--config", file, "--json"});
  ASSERT_EQ(r.status, 0) << r.err;
  EXPECT_EQ(entry(r.json(), "mine")["device"], "statevector");
  EXPECT_EQ(entry(r.json(), "mine")["configured"], true);
  EXPECT_EQ(entry(r.json(), "local")["configured"], false);
}

TEST(Backends, OneFailureIsARowOfItsOwn) {
  const temporary_folder folder;
  const std::string file =
      folder.file("config.json", R"({"backends": {"mine": {"plugin": "local", "device": "no_such_device"}}})");
  const outcome r = run({"backends", "--config", file, "--json"});
  EXPECT_EQ(r.status, 0) << r.err;
  EXPECT_EQ(entry(r.json(), "mine")["error"]["code"], "not_found");
  EXPECT_TRUE(entry(r.json(), "local")["error"].is_null());
}

TEST(Demo, ComputesWhatItShows) {
  const outcome r = run({"demo", "--json"});
  ASSERT_EQ(r.status, 0) << r.err;
  const nlohmann::json document = r.json();
  EXPECT_EQ(document["as_expected"], true) << document.dump(1);
  EXPECT_GE(document["steps"].size(), 8U);
  for (const nlohmann::json& step : document["steps"]) EXPECT_EQ(step["as_expected"], true) << step["title"];
}

TEST(Demo, SaysInWordsWhatWasCalledAndWhatCameOut) {
  const outcome r = run({"demo"});
  ASSERT_EQ(r.status, 0) << r.err;
  for (const char* words : {"Bell", "co_await local.execute", "Teleportation", "bell.qasm:6:", "60 qubits"}) {
    EXPECT_NE(r.out.find(words), std::string::npos) << words;
  }
}

}  // namespace
}  // namespace ketway::process_test
