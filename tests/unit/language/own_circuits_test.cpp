// The project's own small circuits: read, compared with known figures, written and read again.

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "language/round_trip.hpp"

namespace ketway::language_tests {
namespace {

std::filesystem::path folder() {
  const char* const data = std::getenv("KETWAY_TEST_DATA");
  return data == nullptr ? std::filesystem::path() : std::filesystem::path(data) / "circuits";
}

std::vector<std::string> names(const std::filesystem::path& where) {
  std::vector<std::string> out;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(where, ignored)) {
    const auto name = entry.path().filename().string();
    const auto kind = entry.path().extension();
    if ((kind == ".qasm" || kind == ".json") && name != "figures.json") out.push_back(name);
  }
  std::sort(out.begin(), out.end());
  return out;
}

class OwnCircuits : public testing::Test {
 protected:
  void SetUp() override {
    if (folder().empty()) GTEST_SKIP() << "KETWAY_TEST_DATA is not set";
  }
  static circuit read(const std::string& name) {
    auto got = read_circuit_file(folder() / name);
    if (!got) {
      ADD_FAILURE() << got.error().to_string();
      return circuit();
    }
    return std::move(got->circuit);
  }
};

TEST_F(OwnCircuits, HaveTheFiguresThatTheyMust) {
  const auto figures = nlohmann::json::parse(contents(folder() / "figures.json"));
  const auto all = names(folder());
  EXPECT_EQ(all.size(), figures.size());
  EXPECT_GE(all.size(), 20U);
  for (const auto& name : all) {
    SCOPED_TRACE(name);
    ASSERT_TRUE(figures.contains(name));
    const auto c = read(name);
    EXPECT_EQ(c.num_qubits(), figures[name]["qubits"]);
    EXPECT_EQ(c.num_bits(), figures[name]["bits"]);
    EXPECT_EQ(c.size(), figures[name]["records"]);
  }
}
TEST_F(OwnCircuits, SurviveTheJsonForm) {
  for (const auto& name : names(folder())) {
    SCOPED_TRACE(name);
    expect_survives_json(read(name));
  }
}
TEST_F(OwnCircuits, SurviveOpenQasm2WhereTheyCameFromIt) {
  for (const auto& name : names(folder())) {
    if (!name.ends_with(".qasm")) continue;
    SCOPED_TRACE(name);
    expect_survives_openqasm2(read(name));
  }
}
TEST_F(OwnCircuits, AreRefusedAtTheExpectedPlaces) {
  std::size_t expectations = 0;
  for (const auto& name : names(folder() / "refused")) {
    SCOPED_TRACE(name);
    const auto got = read_circuit_file(folder() / "refused" / name);
    ASSERT_FALSE(got);
    std::string found;
    for (const auto& d : got.error().diagnostics()) {
      found += std::to_string(d.where.line) + ":" + std::to_string(d.where.column) + ": " + d.message + "\n";
    }
    std::istringstream text(contents(folder() / "refused" / name));
    const std::string mark = "// expected ";
    for (std::string line; std::getline(text, line);) {
      if (!line.starts_with(mark)) continue;
      EXPECT_CONTAINS(found, line.substr(mark.size()));
      ++expectations;
    }
  }
  EXPECT_GE(expectations, 9U);
}

}  // namespace
}  // namespace ketway::language_tests
