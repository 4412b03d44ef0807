#include "ketway/discovery/configuration.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace ketway::discovery {
namespace {

expected<configuration> read(const std::string& text) {
  const auto file =
      std::filesystem::temp_directory_path() / ("ketway_selection_" + std::to_string(::getpid()) + ".json");
  std::ofstream(file) << text;
  ::chmod(file.c_str(), 0600);
  auto answer = configuration::read(file, [](const std::string&) { return std::optional<std::string>(); });
  std::filesystem::remove(file);
  return answer;
}

TEST(TaskTypes, ThreeAreThereWithoutAConfiguration) {
  const configuration none;
  const auto& all = none.task_types();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all.at("simulation").needs.kind(), device_kind::simulator);
  EXPECT_EQ(all.at("hardware").needs.kind(), device_kind::hardware);
  EXPECT_EQ(all.at("hardware").objective.to_string(), "faithful");
  EXPECT_EQ(all.at("ml").needs.max_queue(), std::chrono::minutes(1));
}

TEST(TaskTypes, OneOfTheConfigurationComesInThePlaceOfAStandardOne) {
  const auto c =
      read(R"({"task_types": {"ml": {"kind": "simulator", "weights": {"speed": 2, "cost": 1}, "max_time": "90s",
    "max_cost": 2.5, "currency": "EUR", "qubits": 4, "gates": ["cx"], "providers": ["ibm"], "not_providers": ["ionq"],
    "regions": ["eu"], "min_fidelity": 0.5, "max_swaps": 3, "all_to_all": true, "noise_model": "aria-1"},
    "mine": {"objective": "cheapest"}}})");
  ASSERT_TRUE(c) << c.error().to_string();
  const task_type& ml = c->task_types().at("ml");
  EXPECT_EQ(ml.needs.kind(), device_kind::simulator);
  EXPECT_FALSE(ml.needs.max_queue());
  EXPECT_EQ(ml.needs.max_time(), std::chrono::seconds(90));
  EXPECT_EQ(ml.needs.max_cost(), 2.5);
  EXPECT_EQ(ml.needs.currency(), "EUR");
  EXPECT_EQ(ml.needs.qubits(), 4U);
  EXPECT_EQ(ml.needs.gates(), std::vector<std::string>{"cx"});
  EXPECT_EQ(ml.needs.providers(), std::vector<std::string>{"ibm"});
  EXPECT_EQ(ml.needs.not_providers(), std::vector<std::string>{"ionq"});
  EXPECT_EQ(ml.needs.regions(), std::vector<std::string>{"eu"});
  EXPECT_EQ(ml.needs.min_fidelity(), 0.5);
  EXPECT_EQ(ml.needs.max_swaps(), 3U);
  EXPECT_TRUE(ml.needs.all_to_all());
  EXPECT_EQ(ml.needs.noise_model(), "aria-1");
  EXPECT_EQ(ml.objective.to_string(), "speed=2,cost=1,fidelity=0");
  EXPECT_EQ(c->task_types().at("mine").objective.to_string(), "cheapest");
  EXPECT_TRUE(c->task_types().contains("simulation"));
}

TEST(TaskTypes, WhatIsWrongIsNamedWithItsPlace) {
  const auto c = read(R"({"task_types": {"a": {"max_queue": "soon"}, "b": {"gates": ["nonsense"]},
    "c": {"weights": {"speed": 0}}, "d": {"objective": "fastest", "weights": {"cost": 1}}, "e": {"currency": "EUR"}}})");
  ASSERT_FALSE(c);
  std::string all;
  for (const diagnostic& d : c.error().diagnostics()) {
    all += d.message + "\n";
    EXPECT_GT(d.where.line, 0U) << d.message;
  }
  for (const char* place : {"/task_types/a/max_queue", "/task_types/b/gates", "/task_types/c/weights",
                            "/task_types/d/weights", "/task_types/e/currency"})
    EXPECT_NE(all.find(place), std::string::npos) << all;
}

TEST(TaskTypes, AnUnknownKeyIsRefused) {
  const auto c = read(R"({"task_types": {"a": {"max_que": "5s"}}})");
  ASSERT_FALSE(c);
  EXPECT_NE(c.error().message().find("did you mean \"max_queue\""), std::string::npos) << c.error().message();
}

TEST(Rates, AreReadAsWritten) {
  const auto c = read(R"({"rates": {"credits": {"USD": 0.01}, "EUR": {"USD": 1.1}}})");
  ASSERT_TRUE(c) << c.error().to_string();
  EXPECT_EQ(c->rates().find("credits", "USD"), 0.01);
  EXPECT_EQ(c->rates().find("USD", "EUR"), 1 / 1.1);
  EXPECT_FALSE(c->rates().find("credits", "EUR"));
}

TEST(Rates, BothWaysRoundAreRefused) {
  const auto c = read(R"({"rates": {"EUR": {"USD": 1.1}, "USD": {"EUR": 1.1}}})");
  ASSERT_FALSE(c);
  EXPECT_NE(c.error().message().find("the other way round"), std::string::npos) << c.error().message();
}

TEST(Rates, NothingIsWorthNothing) { EXPECT_FALSE(read(R"({"rates": {"EUR": {"USD": 0}}})")); }

}  // namespace
}  // namespace ketway::discovery
