// Machines by rule, and real snapshots where the collection is there.
#include "ibm/devices.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "emulator/ionq.hpp"
#include "ibm/topology.hpp"

namespace ketway::emulator {
namespace {

constexpr std::uint64_t now_ns = 1'789'207'200'000'000'000;

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::filesystem::path shared(const char* name) {
  const char* folder = std::getenv("KETWAY_SHARED_DATA");
  return folder ? std::filesystem::path(folder) / "devices" / name : std::filesystem::path();
}

TEST(Topology, NoQubitOfAHeavyHexHasMoreThanThreeNeighbours) {
  for (const ibm::lattice& l :
       {ibm::heavy_hex(8, 16, false), ibm::heavy_hex(7, 15, true), ibm::heavy_hex(3, 8, false)}) {
    std::vector<int> neighbours(l.qubits);
    for (const auto& [a, b] : l.edges) ++neighbours[a], ++neighbours[b];
    for (const int n : neighbours) {
      EXPECT_GE(n, 1);
      EXPECT_LE(n, 3);
    }
    EXPECT_EQ(l.places.size(), l.qubits);
  }
}

TEST(Topology, HeavyHexesAreTheMachinesOwn) {
  for (const auto& [name, made] : {std::pair("fez", ibm::heavy_hex(8, 16, false)),
                                   {"torino", ibm::heavy_hex(7, 15, true)},
                                   {"nighthawk", ibm::square(12, 10)}}) {
    const auto file = shared("ibm") / ("conf_" + std::string(name) + ".json");
    if (!std::filesystem::exists(file)) GTEST_SKIP() << "the collection of device snapshots is not there";
    const auto conf = nlohmann::json::parse(text_of(file));
    std::set<std::pair<std::uint32_t, std::uint32_t>> real;
    for (const auto& pair : conf["coupling_map"]) {
      const std::uint32_t a = pair[0], b = pair[1];
      real.emplace(std::min(a, b), std::max(a, b));
    }
    EXPECT_EQ((std::set<std::pair<std::uint32_t, std::uint32_t>>(made.edges.begin(), made.edges.end())), real) << name;
  }
}

TEST(Devices, ASeedDecidesTheFigures) {
  ibm_options a, b;
  a.rules = b.rules = {ibm_device_rule("ibm_small", ibm_device_rule::lattice::line, 1, 5)};
  b.seed = 2;
  const auto one = ibm::make_devices(a, now_ns).value(), same = ibm::make_devices(a, now_ns).value();
  const auto other = ibm::make_devices(b, now_ns).value();
  EXPECT_EQ(one[0].properties, same[0].properties);
  EXPECT_NE(one[0].properties, other[0].properties);
  EXPECT_EQ(one[0].qubits, 5U);
}

TEST(Devices, AGateGoesOnlyWhereThereIsACoupler) {
  ibm_options o;
  o.rules = {ibm_device_rule("ibm_small", ibm_device_rule::lattice::line, 1, 5)};
  const auto d = ibm::make_devices(o, now_ns).value()[0];
  EXPECT_TRUE(d.can("cz", {1, 0}));
  EXPECT_FALSE(d.can("cz", {0, 2}));
  EXPECT_FALSE(d.can("cx", {0, 1}));
  EXPECT_FALSE(d.can("sx", {5}));
}

TEST(Devices, EverySnapshotOfIbmIsRead) {
  if (!std::filesystem::exists(shared("ibm"))) GTEST_SKIP() << "the collection of device snapshots is not there";
  for (const char* name :
       {"manila", "fractional", "guadalupe", "toronto", "sherbrooke", "torino", "fez", "nighthawk"}) {
    ibm_options o;
    o.rules.clear();
    o.snapshots.emplace_back(text_of(shared("ibm") / ("conf_" + std::string(name) + ".json")),
                             text_of(shared("ibm") / ("props_" + std::string(name) + ".json")));
    const auto all = ibm::make_devices(o, now_ns);
    ASSERT_TRUE(all.has_value()) << name << all.error().message();
    EXPECT_GE((*all)[0].qubits, 5U);
    EXPECT_FALSE((*all)[0].errors().none());
  }
}

TEST(Devices, AnEcrGoesOneWayOnly) {
  if (!std::filesystem::exists(shared("ibm"))) GTEST_SKIP() << "the collection of device snapshots is not there";
  ibm_options o;
  o.rules.clear();
  o.snapshots.emplace_back(text_of(shared("ibm") / "conf_sherbrooke.json"),
                           text_of(shared("ibm") / "props_sherbrooke.json"));
  const auto d = ibm::make_devices(o, now_ns).value()[0];
  const auto pair = d.configuration["coupling_map"][0].get<std::vector<std::uint32_t>>();
  EXPECT_TRUE(d.can("ecr", pair));
  EXPECT_FALSE(d.can("ecr", {pair[1], pair[0]}));
}

TEST(Devices, ASnapshotThatDoesNotReadIsAnError) {
  for (const char* text : {"", "[]", "{}", R"({"backend_name":"x","n_qubits":"five"})"}) {
    ibm_options o;
    o.snapshots.emplace_back(text, "");
    EXPECT_FALSE(ibm::make_devices(o, now_ns).has_value()) << text;
  }
}

}  // namespace
}  // namespace ketway::emulator
