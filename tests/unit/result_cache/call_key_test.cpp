// By what a result is known.
#include "cache/call_key.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <set>

namespace ketway::tests {
namespace {

circuit rotated(angle a) {
  circuit c(2);
  c.h(0).rx(std::move(a), 1).measure_all();
  return c;
}

cacheable_call usual() {
  cacheable_call call;
  call.origin = "org.example/1", call.device.id = "sim", call.circuits = {rotated(0.5)};
  call.options = execute_options().shots(100).seed(7);
  return call;
}

TEST(CallKey, IsTheSameForTheSameCall) {
  EXPECT_EQ(key_of(usual()).value(), key_of(usual()).value());
  EXPECT_EQ(key_of(usual())->size(), 64U);
}

TEST(CallKey, DependsOnEverythingThatChangesAResult) {
  const std::vector<std::function<void(cacheable_call&)>> changes{
      [](auto&) {},
      [](auto& c) { c.origin = "org.example/2"; },
      [](auto& c) { c.device.id = "sim2"; },
      [](auto& c) { c.device.snapshot = "today"; },
      [](auto& c) { c.circuits = {rotated(0.5000000001)}; },
      [](auto& c) { c.circuits = {rotated(parameter("a"))}; },
      [](auto& c) { c.circuits.push_back(rotated(0.5)); },
      [](auto& c) { c.batch = true; },
      [](auto& c) { c.options.shots(101); },
      [](auto& c) { c.options.seed(8); },
      [](auto& c) { c.options.memory(); },
      [](auto& c) { c.options.parameter("a", 1); },
      [](auto& c) { c.options.parameter("a", 2); },
      [](auto& c) { c.options.option("a", "1"); },
      [](auto& c) { c.options.option("a", "\"1\""); },
      [](auto& c) { c.table.emplace(std::vector<std::string>{"a"}).row({1}); },
      [](auto& c) { c.table.emplace(std::vector<std::string>{"a"}).row({2}); },
      [](auto& c) { c.table.emplace(std::vector<std::string>{"b"}).row({1}); },
      [](auto& c) { c.options = execute_options().shots(0); },
  };
  std::set<std::string> keys;
  for (const auto& change : changes) {
    cacheable_call call = usual();
    change(call);
    keys.insert(key_of(call).value());
  }
  EXPECT_EQ(keys.size(), changes.size());
}

TEST(CallKey, DoesNotDependOnWhatNoResultShows) {
  cacheable_call call = usual();
  call.circuits[0].name("another name");
  call.options.deadline(std::chrono::seconds(5)).when_abandoned(on_abandon::detach);
  call.device.as_of_ns = 5, call.device.queue_length = 3;
  EXPECT_EQ(key_of(call).value(), key_of(usual()).value());
}

TEST(Repetition, IsWhatAFreeSimulatorDoesWithASeedOrExactly) {
  device d;
  d.simulator = d.free = true;
  EXPECT_TRUE(repeats_itself(d, execute_options().seed(1)));
  EXPECT_TRUE(repeats_itself(d, execute_options().shots(0)));
  EXPECT_FALSE(repeats_itself(d, execute_options()));
  EXPECT_FALSE(repeats_itself(d, execute_options().seed(1).statevector()));
  d.simulator = false;
  EXPECT_FALSE(repeats_itself(d, execute_options().seed(1)));
  d.simulator = true, d.free = false;
  EXPECT_FALSE(repeats_itself(d, execute_options().seed(1)));
}

}  // namespace
}  // namespace ketway::tests
