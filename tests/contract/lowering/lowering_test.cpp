// Public circuits on the snapshots of real devices: every one that fits is lowered, made of the device's own gates, and
// verified by simulation where it is small enough.
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <set>

#include "ibm_snapshot.hpp"
#include "ketway/language.hpp"
#include "targets.hpp"

namespace ketway::tests {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t num_circuits = 60;
constexpr std::uint64_t verify_work = 1ULL << 27;

class subject {
 public:
  subject(std::string n, circuit c) : name(std::move(n)), what(std::move(c)) {}
  std::string name;
  circuit what;
};

bool holds(const circuit& c, std::uint16_t first, std::uint16_t last) {
  const kw_circuit& k = c.columns();
  for (std::uint64_t i = 0; i < k.num_gates; ++i)
    if (k.gates[i].op >= first && k.gates[i].op <= last) return true;
  return false;
}

std::vector<subject> readable(const fs::path& folder) {
  std::set<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().extension() == ".qasm") files.insert(entry.path());
  std::vector<subject> all;
  for (const fs::path& file : files) {
    const auto read = read_circuit_file(file);  // which files are refused is another test's matter
    if (read && read->circuit.num_qubits() > 0 && !holds(read->circuit, KW_OP_OPAQUE, KW_OP_OPAQUE))
      all.emplace_back(file.lexically_relative(folder), read->circuit);
  }
  return all;
}

class Lowering : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* data = std::getenv("KETWAY_SHARED_DATA");
    if (data == nullptr || !fs::exists(fs::path(data) / "circuits/qasm2") ||
        !fs::exists(fs::path(data) / "devices/ibm"))
      GTEST_SKIP() << "the public circuits and snapshots of devices are not here (KETWAY_SHARED_DATA)";
    devices_ = fs::path(data) / "devices/ibm";
    circuits_ = readable(fs::path(data) / "circuits/qasm2");
  }

  fs::path devices_;
  std::vector<subject> circuits_;
};

// A sanitizer makes this ten times slower: there every eighth circuit stands for all.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool sampled = true;
#else
constexpr bool sampled = false;
#endif
#else
constexpr bool sampled = false;
#endif

TEST_F(Lowering, SixtyPublicCircuitsAndMoreRunOnEachSnapshotThatCanHoldThem) {
  std::stable_sort(circuits_.begin(), circuits_.end(), [](const subject& a, const subject& b) {
    return std::pair(a.what.num_qubits(), a.what.size()) < std::pair(b.what.num_qubits(), b.what.size());
  });
  std::erase_if(circuits_, [](const subject& s) { return s.what.size() > 1500 || s.what.num_qubits() > 16; });
  if (sampled) {
    std::size_t n = 0;
    std::erase_if(circuits_, [&n](const subject&) { return n++ % 8 != 0; });
  }
  for (const std::string& name : snapshots_in(devices_)) {
    const target device = ibm_snapshot(devices_, name);
    std::size_t lowered = 0, verified = 0, refused = 0;
    for (const subject& s : circuits_) {
      if (s.what.num_qubits() > device.num_qubits()) continue;
      SCOPED_TRACE(s.name + " on " + name);
      const expected<compiled> out = compile(s.what, device);
      if (!device.conditions() && holds(s.what, KW_OP_IF, KW_OP_END)) {
        ASSERT_FALSE(out);
        EXPECT_NE(out.error().message().find("condition"), std::string::npos) << out.error().message();
        ++refused;
        continue;
      }
      ASSERT_TRUE(out) << out.error().to_string();
      EXPECT_TRUE(fits(out->circuit, device));
      ++lowered;
      const expected<verification> v = verify(s.what, *out, 1e-8, verify_work);
      ASSERT_TRUE(v) << v.error().to_string();
      EXPECT_TRUE(v->same) << v->text;
      verified += v->how == verification::method::none ? 0 : 1;
    }
    std::cout << name << ": " << lowered << " lowered, " << verified << " of them verified, " << refused
              << " refused for their conditions\n";
    EXPECT_GE(verified * 10, lowered * 8);
    if (!sampled && device.num_qubits() >= 16) {
      EXPECT_GE(lowered, num_circuits);
      EXPECT_GE(verified, num_circuits);
    }
  }
}

TEST_F(Lowering, WideCircuitsBecomeTheGatesOfWideDevices) {
  std::erase_if(circuits_, [](const subject& s) { return s.what.num_qubits() < 20 || s.what.size() > 6000; });
  if (sampled) {
    std::size_t n = 0;
    std::erase_if(circuits_, [&n](const subject&) { return n++ % 3 != 0; });
  }
  ASSERT_FALSE(circuits_.empty());
  for (const char* name : {"sherbrooke", "torino"}) {
    const target device = ibm_snapshot(devices_, name);
    std::size_t lowered = 0;
    std::uint64_t swaps = 0;
    for (const subject& s : circuits_) {
      // Some qubits of a device are not to be used: not every circuit of its width fits.
      if (s.what.num_qubits() > 100) continue;
      SCOPED_TRACE(s.name + " on " + name);
      const expected<compiled> out = compile(s.what, device);
      ASSERT_TRUE(out) << out.error().to_string();
      EXPECT_TRUE(fits(out->circuit, device));
      ++lowered, swaps += out->swaps;
    }
    std::cout << name << ": " << lowered << " circuits of 20 qubits and more, " << swaps << " swaps\n";
    EXPECT_GE(lowered, 10U);
  }
}

}  // namespace
}  // namespace ketway::tests
