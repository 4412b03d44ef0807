// Several circuits, and one circuit with several values: each entry stands for itself.
#include <gtest/gtest.h>

#include <limits>

#include "scripted_plugin.hpp"

namespace ketway::tests {
namespace {

class Batch : public ::testing::Test {
 protected:
  Batch() {
    s.open();
    s.plugin.submit = [this](kw_host*, const kw_submission* w, kw_done d) {
      const auto& c = *w->programs[0]->circuit;
      if (c.num_params) angles.push_back(c.params[0]);
      answer.emplace(w->shots, c.num_bits);
      return s.plugin.answer(d, answer->job());
    };
  }
  static circuit turn(const char* name) {
    circuit c(1, 1);
    c.rx(parameter(name), 0).measure(0, 0);
    return c;
  }
  void run(std::vector<circuit> circuits, execute_options o = {}) {
    const auto go = [](stage& st, std::vector<circuit> cs, execute_options options,
                       std::vector<expected<result>>& to) -> boost::asio::awaitable<void> {
      to = co_await st.device->execute_batch(std::move(cs), std::move(options));
    };
    s.start(go(s, std::move(circuits), std::move(o), all));
    s.world->run_ready();
  }
  stage s;
  std::optional<one_key_job> answer;
  std::vector<double> angles;
  std::vector<expected<result>> all;
};

TEST_F(Batch, BindsTheSameParameterInEveryCircuit) {
  execute_options o;
  o.parameter("theta", 0.5);
  run({turn("theta"), turn("theta")}, o);
  ASSERT_EQ(all.size(), 2U);
  for (const auto& r : all) EXPECT_TRUE(r) << r.error().message();
  EXPECT_EQ(angles, (std::vector<double>{0.5, 0.5}));
}

TEST_F(Batch, GivesEachCircuitTheParametersThatItHas) {
  execute_options o;
  o.parameter("a", 0.25).parameter("b", 0.75);
  run({turn("a"), turn("b")}, o);
  ASSERT_EQ(all.size(), 2U);
  for (const auto& r : all) EXPECT_TRUE(r) << r.error().message();
  EXPECT_EQ(angles, (std::vector<double>{0.25, 0.75}));
}

TEST_F(Batch, RefusesAParameterThatNoCircuitHas) {
  execute_options o;
  o.parameter("a", 0.25).parameter("alpha", 0.75);
  run({turn("a"), turn("a")}, o);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].error().code(), errc::invalid_argument);
  EXPECT_EQ(s.plugin.submits, 0);
}

TEST_F(Batch, SaysOfWhichCircuitsItMeasuredAllQubits) {
  circuit none(1, 0), measured(1, 1);
  none.h(0), measured.h(0).measure(0, 0);
  run({none, measured});
  ASSERT_EQ(all.size(), 2U);
  ASSERT_TRUE(all[0] && all[1]);
  EXPECT_EQ(all[0]->notices().size(), 1U);
  EXPECT_TRUE(all[1]->notices().empty());
}

TEST_F(Batch, ASweepsBadRowIsAnEntryAndHarmsNoOther) {
  const auto go = [](stage& st, std::vector<expected<result>>& to) -> boost::asio::awaitable<void> {
    parameter_table table({"t"});
    table.row({0.25}).row({std::numeric_limits<double>::quiet_NaN()}).row({0.5});
    to = co_await st.device->sweep(turn("t"), std::move(table));
  };
  s.start(go(s, all));
  s.world->run_ready();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_TRUE(all[0]);
  EXPECT_EQ(all[1].error().code(), errc::invalid_argument);
  EXPECT_TRUE(all[2]);
  EXPECT_EQ(angles, (std::vector<double>{0.25, 0.5}));
}

}  // namespace
}  // namespace ketway::tests
