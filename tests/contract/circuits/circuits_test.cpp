// Whole circuits from their text, through the plugin, against a second simulator of plain matrix algebra: the project's
// own files, and the collection of public ones where it is present.
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <set>

#include "ketway/discovery/discover.hpp"
#include "ketway/language.hpp"
#include "reference.hpp"

namespace ketway::tests {
namespace {

namespace fs = std::filesystem;
namespace asio = boost::asio;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::uint32_t widest = 16;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr std::uint32_t widest = 16;  // a sanitizer makes 24 qubits a matter of minutes a file
#else
constexpr std::uint32_t widest = 24;
#endif
#else
constexpr std::uint32_t widest = 24;
#endif

/// The reference multiplies matrices entry by entry.
constexpr std::uint32_t widest_reference = 10;
constexpr std::size_t longest_reference = 2500;

std::set<fs::path> files_in(const fs::path& folder) {
  std::set<fs::path> all;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().extension() == ".qasm") all.insert(entry.path());
  return all;
}

local::testing::draft draft_of(const circuit& c) {
  const kw_circuit& from = c.columns();
  local::testing::draft d(from.num_qubits, from.num_bits);
  d.gates.assign(from.gates, from.gates + from.num_gates);
  d.operands.assign(from.operands, from.operands + from.num_operands);
  d.params.assign(from.params, from.params + from.num_params);
  d.symbols.assign(from.symbols, from.symbols + from.num_symbols);
  return d;
}

bool has_opaque(const circuit& c) {
  const kw_circuit& k = c.columns();
  for (std::uint64_t i = 0; i < k.num_gates; ++i)
    if (k.gates[i].op == KW_OP_OPAQUE) return true;
  return false;
}

class Circuits : public ::testing::Test {
 protected:
  Circuits() : fleet_(discover(rt_, discovery_options().plugin_path(KETWAY_LOCAL_PLUGIN_DIR))) {
    local_ = asio::co_spawn(rt_.get_executor(), fleet_.backend("local"), asio::use_future).get();
  }
  expected<result> run(const circuit& c, std::uint64_t shots) {
    execute_options o;
    o.shots(shots).seed(11);
    return asio::co_spawn(rt_.get_executor(), local_.try_execute(c, o), asio::use_future).get();
  }
  /// True where it was small enough to be compared.
  bool compare(const fs::path& file) {
    auto read = read_circuit_file(file);
    if (!read) return false;  // which files are refused, and why, is another test's matter
    circuit c = read->circuit;
    if (has_opaque(c) || c.num_qubits() == 0) return false;
    if (!c.has_measurements()) c.measure_all();
    if (c.num_qubits() > widest_reference || c.size() > longest_reference) return false;
    const auto exact = run(c, 0);
    if (!exact) {
      ADD_FAILURE() << file << ": " << exact.error().to_string();
      return false;
    }
    auto expected = local::testing::distribution(draft_of(c));
    auto got = exact->probabilities();
    for (const auto& [key, p] : expected) {
      EXPECT_NEAR(got[key], p, 1e-9) << file << " outcome " << key;
      got.erase(key);
    }
    for (const auto& [key, p] : got) EXPECT_NEAR(p, 0, 1e-9) << file << " outcome " << key;
    return true;
  }
  std::optional<fs::path> shared() const {
    const char* data = std::getenv("KETWAY_SHARED_DATA");
    if (!data || !fs::exists(fs::path(data) / "circuits/qasm2")) return std::nullopt;
    return fs::path(data) / "circuits/qasm2";
  }

  runtime rt_;
  fleet fleet_;
  backend local_;
};

TEST_F(Circuits, OfTheProjectGiveTheDistributionOfPlainMatrixAlgebra) {
  const char* data = std::getenv("KETWAY_TEST_DATA");
  ASSERT_TRUE(data) << "KETWAY_TEST_DATA is not set";
  std::size_t compared = 0;
  for (const auto& file : files_in(fs::path(data) / "circuits")) compared += compare(file) ? 1 : 0;
  EXPECT_GE(compared, 8U);
}

TEST_F(Circuits, OfThePublicCollectionGiveTheDistributionOfPlainMatrixAlgebra) {
  const auto folder = shared();
  if (!folder) GTEST_SKIP() << "the public collection of circuits is not here (KETWAY_SHARED_DATA)";
  std::size_t compared = 0;
  for (const auto& file : files_in(*folder)) compared += compare(file) ? 1 : 0;
  RecordProperty("compared", static_cast<int>(compared));
  std::cout << compared << " circuits were compared\n";
  EXPECT_GE(compared, 30U);
}

TEST_F(Circuits, OfThePublicCollectionAllRunUpToTheLimit) {
  const auto folder = shared();
  if (!folder) GTEST_SKIP() << "the public collection of circuits is not here (KETWAY_SHARED_DATA)";
  std::size_t ran = 0;
  for (const auto& file : files_in(*folder)) {
    const auto read = read_circuit_file(file);
    if (!read || read->circuit.num_qubits() > widest || read->circuit.num_qubits() == 0 || has_opaque(read->circuit))
      continue;
    const auto r = run(read->circuit, 100);
    if (!r) {
      ADD_FAILURE() << file << ": " << r.error().to_string();
      continue;
    }
    std::uint64_t sum = 0;
    for (const auto& [key, n] : r->counts()) sum += n;
    EXPECT_EQ(sum, 100U) << file;
    ++ran;
  }
  std::cout << ran << " circuits of up to " << widest << " qubits ran\n";
  EXPECT_GE(ran, 100U);
}

}  // namespace
}  // namespace ketway::tests
