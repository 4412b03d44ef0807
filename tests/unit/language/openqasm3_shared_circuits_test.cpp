// The collection of public OpenQASM 3 files, if it is there: those within the subset are read and survive being
// written; all others are refused with a place. The public OpenQASM 2 files survive being written in OpenQASM 3.

#include <cstdlib>
#include <iostream>
#include <set>

#include "language/openqasm3_round_trip.hpp"

namespace ketway::language_tests {
namespace {

class SharedCircuits3 : public testing::Test {
 protected:
  void SetUp() override {
    const char* const data = std::getenv("KETWAY_SHARED_DATA");
    if (data == nullptr) GTEST_SKIP() << "KETWAY_SHARED_DATA is not set";
    folder_ = std::filesystem::path(data) / "circuits";
    if (!std::filesystem::exists(folder_ / "qasm3"))
      GTEST_SKIP() << "there is no folder circuits/qasm3 in KETWAY_SHARED_DATA";
  }
  std::vector<std::string> names(const std::string& part) const {
    std::vector<std::string> out;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_ / part)) {
      if (entry.path().extension() == ".qasm")
        out.push_back(std::filesystem::relative(entry.path(), folder_ / part).string());
    }
    std::sort(out.begin(), out.end());
    return out;
  }
  std::filesystem::path folder_;
};

/// Of the collection, what its index describes in terms of the subset.
const std::set<std::string> within{"braket/noncontiguous_physical.qasm",
                                   "openqasm-spec/inverseqft1.qasm",
                                   "openqasm-spec/qft.qasm",
                                   "openqasm-spec/rb.qasm",
                                   "openqasm-spec/teleport.qasm",
                                   "openqasm3_parser/comments.qasm",
                                   "qcec/dk27_225.qasm",
                                   "qdk-includes/included.qasm",
                                   "qdk/Teleportation.qasm",
                                   "qdk/broadcast.qasm",
                                   "qirtoqasm/nested_cond_on_mcm.qasm",
                                   "qirtoqasm/while_loop_on_mcm.qasm"};

TEST_F(SharedCircuits3, AreReadWhereTheyAreWithinTheSubset) {
  std::size_t accepted = 0, all = 0;
  for (const auto& name : names("qasm3")) {
    const auto read = read_circuit_file(folder_ / "qasm3" / name);
    ++all;
    EXPECT_EQ(read.has_value(), within.contains(name)) << name << (read ? "" : ": " + read.error().to_string());
    if (read) {
      ++accepted;
      continue;
    }
    ASSERT_FALSE(read.error().diagnostics().empty()) << name;
    const auto& first = read.error().diagnostics().front();
    EXPECT_NE(first.where.line, 0U) << name;
    std::cout << "  refused: " << name << ":" << first.where.line << ": " << first.message << "\n";
  }
  std::cout << "  accepted: " << accepted << " of " << all << "\n";
  EXPECT_EQ(accepted, within.size());
}
TEST_F(SharedCircuits3, SurviveWriting) {
  for (const auto& name : within) {
    SCOPED_TRACE(name);
    const auto read = read_circuit_file(folder_ / "qasm3" / name);
    ASSERT_TRUE(read) << read.error().to_string();
    expect_survives_openqasm3(read->circuit);
  }
}
TEST_F(SharedCircuits3, OfVersion2SurviveVersion3) {
  std::size_t written = 0;
  for (const auto& name : names("qasm2")) {
    const auto read = read_circuit_file(folder_ / "qasm2" / name);
    if (!read || !write_openqasm3(read->circuit)) continue;
    SCOPED_TRACE(name);
    expect_survives_openqasm3(read->circuit);
    ++written;
  }
  EXPECT_GT(written, 160U);
}

}  // namespace
}  // namespace ketway::language_tests
