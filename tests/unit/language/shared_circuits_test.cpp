// The collection of public OpenQASM 2 files, if it is there: each is accepted or refused as its index says, has the
// figures that a reference tool found, and survives being written and read again.

#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>

#include "language/round_trip.hpp"

namespace ketway::language_tests {
namespace {

enum class verdict : std::uint8_t { accepted, refused_when_strict, refused };

/// The rows of the index's table of OpenQASM 2 files.
std::map<std::string, verdict> read_index(const std::filesystem::path& file) {
  std::map<std::string, verdict> out;
  std::istringstream text(contents(file));
  bool inside = false;
  for (std::string line; std::getline(text, line);) {
    if (line.starts_with("## ")) inside = line == "## qasm2";
    if (!inside || !line.starts_with("| ") || line.find(".qasm |") == std::string::npos) continue;
    std::vector<std::string> cells;
    std::istringstream row(line.substr(1));
    for (std::string cell; std::getline(row, cell, '|');) {
      const auto first = cell.find_first_not_of(' '), last = cell.find_last_not_of(' ');
      cells.push_back(first == std::string::npos ? "" : cell.substr(first, last - first + 1));
    }
    const auto& what = cells.at(3);
    verdict v = verdict::accepted;
    if (what.starts_with("ERROR") || what.starts_with("EXTENSION")) v = verdict::refused;
    if (what.starts_with("ERROR in strict mode")) v = verdict::refused_when_strict;
    out.emplace(cells.at(0), v);
  }
  return out;
}

class SharedCircuits : public testing::Test {
 protected:
  void SetUp() override {
    const char* const data = std::getenv("KETWAY_SHARED_DATA");
    if (data == nullptr) GTEST_SKIP() << "KETWAY_SHARED_DATA is not set";
    folder_ = std::filesystem::path(data) / "circuits";
    if (!std::filesystem::exists(folder_ / "README.md"))
      GTEST_SKIP() << "there is no folder circuits in KETWAY_SHARED_DATA";
    index_ = read_index(folder_ / "README.md");
  }
  expected<reading> read(const std::string& name, const read_options& options = {}) const {
    return read_circuit_file(folder_ / "qasm2" / name, options);
  }
  circuit must(const std::string& name) const {
    auto got = read(name);
    if (!got) {
      ADD_FAILURE() << got.error().to_string();
      return circuit();
    }
    return std::move(got->circuit);
  }
  std::filesystem::path folder_;
  std::map<std::string, verdict> index_;
};

TEST_F(SharedCircuits, AreAllInTheIndex) {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_ / "qasm2")) {
    if (entry.path().extension() != ".qasm") continue;
    ++files;
    EXPECT_TRUE(index_.contains(std::filesystem::relative(entry.path(), folder_ / "qasm2").string())) << entry.path();
  }
  EXPECT_EQ(files, index_.size());
}
TEST_F(SharedCircuits, AreAcceptedOrRefusedAsTheIndexSays) {
  for (const auto& [name, wanted] : index_) {
    const auto got = read(name);
    EXPECT_EQ(got.has_value(), wanted != verdict::refused) << name << (got ? "" : ": " + got.error().to_string());
    if (!got && got.error().code() != errc::unimplemented) {
      EXPECT_EQ(got.error().code(), errc::invalid_argument) << name;
    }
    if (!got) {
      ASSERT_FALSE(got.error().diagnostics().empty()) << name;
      EXPECT_NE(got.error().diagnostics()[0].where.line, 0U) << name;
    }
  }
}
TEST_F(SharedCircuits, AreRefusedInStrictModeWhereTheIndexSaysSo) {
  for (const auto& [name, wanted] : index_) {
    if (wanted == verdict::accepted) continue;
    EXPECT_FALSE(read(name, strictly()).has_value()) << name;
  }
}

class figures {
 public:
  explicit figures(const circuit& c) {
    const kw_circuit& columns = c.columns();
    bool inside = false;
    for (std::uint64_t i = 0; i < columns.num_gates; ++i) {
      const kw_gate& g = columns.gates[i];
      if (g.op == KW_OP_IF || g.op == KW_OP_END) {
        inside = g.op == KW_OP_IF;
      } else if (g.op != KW_OP_BARRIER) {
        ++size;
        if (inside) ++conditioned;
        if (g.op >= KW_OP_FIRST_GATE && g.num_operands >= 2) ++multi;
      }
    }
  }
  std::uint64_t size = 0, conditioned = 0, multi = 0;
};

TEST_F(SharedCircuits, HaveTheFiguresOfTheReference) {
  const auto known = nlohmann::json::parse(contents(folder_ / "qasm2" / "expected_counts.json"));
  std::size_t compared = 0;
  for (const auto& [key, wanted] : known.items()) {
    SCOPED_TRACE(key);
    const std::string name = key.substr(std::string("qasm2/").size());
    const auto c = must(name);
    EXPECT_EQ(c.num_qubits(), wanted["qubits"]);
    EXPECT_EQ(c.num_bits(), wanted["clbits"]);
    // There, a gate that the file defines counts as one; here it is written out.
    const auto text = contents(folder_ / "qasm2" / name);
    if (text.starts_with("gate ") || text.find("\ngate ") != std::string::npos) continue;
    const figures found(c);
    EXPECT_EQ(found.size, wanted["size"]);
    EXPECT_EQ(found.conditioned, wanted["cond"]);
    EXPECT_EQ(found.multi, wanted["multi"]);
    ++compared;
  }
  EXPECT_GT(compared, 130U);
}
TEST_F(SharedCircuits, SurviveTheJsonForm) {
  for (const auto& [name, wanted] : index_) {
    if (wanted == verdict::refused) continue;
    SCOPED_TRACE(name);
    expect_survives_json(must(name));
  }
}
TEST_F(SharedCircuits, SurviveOpenQasm2) {
  for (const auto& [name, wanted] : index_) {
    if (wanted == verdict::refused) continue;
    SCOPED_TRACE(name);
    expect_survives_openqasm2(must(name));
  }
}

}  // namespace
}  // namespace ketway::language_tests
