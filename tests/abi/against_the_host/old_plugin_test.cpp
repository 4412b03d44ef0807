#include <gtest/gtest.h>

#include <map>

#include "loaded_plugin.hpp"

namespace ketway::tests {
namespace {

circuit flips() {
  circuit c(3, 3);
  c.x(0).x(2).measure(0, 1).measure(1, 0).measure(2, 2);
  return c;
}

class plugin_in_c : public testing::TestWithParam<const char*> {};

TEST_P(plugin_in_c, RunsACircuitOnThisHost) {
  const auto outcome = run_simulated(load(GetParam()), "{}", flips());
  ASSERT_TRUE(outcome);
  ASSERT_TRUE(*outcome) << outcome->error().message();
  EXPECT_EQ((*outcome)->counts(), (std::map<std::string, std::uint64_t>{{"110", 100}}));
}

TEST_P(plugin_in_c, RefusesWhatItCannotRun) {
  circuit c(1, 1);
  c.h(0).measure(0, 0);
  const auto outcome = run_simulated(load(GetParam()), "{}", c);
  ASSERT_TRUE(outcome);
  ASSERT_FALSE(*outcome);
  EXPECT_EQ(outcome->error().code(), errc::invalid_argument);
}

TEST_P(plugin_in_c, RunsOnThreadsToo) {
  const auto outcome = run_threaded(load(GetParam()), "{}", flips());
  ASSERT_TRUE(outcome) << outcome.error().message();
  EXPECT_EQ(outcome->counts().size(), 1U);
}

// old_bits hands out tables and descriptors that end where an older header ended, on the heap: the sanitizers see a host
// that reads on.
INSTANTIATE_TEST_SUITE_P(Abi, plugin_in_c, testing::Values("bits", "old_bits"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace ketway::tests
