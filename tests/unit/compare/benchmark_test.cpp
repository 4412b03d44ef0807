#include <gtest/gtest.h>

#include "told_backend.hpp"

namespace ketway::tests {
namespace {

using namespace std::chrono_literals;

made_result sample() { return made_result().counts({52, 0, 0, 48}); }
made_result bell() { return made_result().probabilities({0.5, 0, 0, 0.5}); }

std::vector<benchmark_circuit> three_circuits() {
  std::vector<benchmark_circuit> all;
  for (const char* name : {"x", "y", "z"}) all.emplace_back(name, circuit(2, 2));
  return all;
}

TEST(Benchmark, HasACellForEachCircuitAndBackendInOrder) {
  scene s;
  s.add("a").answers(sample());
  s.add("b").answers(sample());
  s.start_benchmark(three_circuits(), {});
  std::string order;
  for (const benchmark_cell& cell : s.table->cells) order += cell.circuit + cell.backend + " ";
  EXPECT_EQ(order, "xa xb ya yb za zb ");
}

TEST(Benchmark, TakesAHundredShotsUnlessTold) {
  scene s;
  told_backend& a = s.add("a").answers(sample());
  s.start_benchmark(three_circuits(), {});
  ASSERT_EQ(a.asked.size(), 3U);
  EXPECT_EQ(a.asked[0].shots(), 100U);
}

TEST(Benchmark, MeasuresFidelityAgainstTheIdealOfEachCircuit) {
  scene s;
  s.add("a").answers(sample());
  told_backend& simulator = s.add("simulator").ideal(bell());
  s.contenders.pop_back();
  s.start_benchmark(three_circuits(), benchmark_options().ideal(s.handle(1)));
  EXPECT_EQ(simulator.asked.size(), 3U);
  const benchmark_cell& cell = s.table->cells[0];
  EXPECT_NEAR(*cell.total_variation, 0.02, 1e-12);
  EXPECT_GT(*cell.hellinger_fidelity, 0.999);
  EXPECT_GT(*cell.p_value, 0.5);
}

TEST(Benchmark, SaysWhichCircuitsHaveNoIdealAndWhy) {
  scene s;
  s.add("a").answers(sample()).ideal(error(errc::resource_exhausted, "too large"));
  std::vector<benchmark_circuit> circuits = three_circuits();
  circuits.emplace_back("wide", circuit(30, 2));
  s.start_benchmark(std::move(circuits), benchmark_options().ideal(s.handle(0)));
  EXPECT_FALSE(s.table->cells[0].hellinger_fidelity);
  EXPECT_FALSE(s.table->cells[0].failure);
  ASSERT_EQ(s.table->notices.size(), 4U);
  EXPECT_NE(s.table->notices[0].find("x: no ideal: too large"), std::string::npos);
  EXPECT_NE(s.table->notices[3].find("wide"), std::string::npos);
}

TEST(Benchmark, OneFailureIsACell) {
  scene s;
  s.add("down");
  s.add("up").answers(sample());
  s.contenders.emplace_back("absent", error(errc::not_found, "no such backend"));
  s.start_benchmark(three_circuits(), {});
  EXPECT_EQ(s.table->cells[0].failure->code(), errc::unavailable);
  EXPECT_FALSE(s.table->cells[1].failure);
  EXPECT_EQ(s.table->cells[2].failure->code(), errc::not_found);
  EXPECT_DOUBLE_EQ(s.table->summaries[0].success_rate, 0);
  EXPECT_DOUBLE_EQ(s.table->summaries[1].success_rate, 1);
}

TEST(Benchmark, GivesABackendOneCircuitAtATimeUnlessTold) {
  for (const std::uint32_t at_once : {1U, 2U}) {
    scene s;
    told_backend& a = s.add("a").answers(sample()).waits();
    s.start_benchmark(three_circuits(), benchmark_options().at_once(at_once));
    a.open(), s.run();
    ASSERT_TRUE(s.table);
    EXPECT_EQ(a.most_running, static_cast<int>(at_once));
    EXPECT_EQ(a.asked.size(), 3U);
  }
}

TEST(Benchmark, ASlowBackendDoesNotHoldAnother) {
  scene s;
  told_backend& slow = s.add("slow").answers(sample()).waits();
  told_backend& quick = s.add("quick").answers(sample());
  std::vector<std::string> seen;
  s.start_benchmark(three_circuits(),
                    benchmark_options().on_cell([&](const benchmark_cell& c) { seen.push_back(c.backend); }));
  EXPECT_EQ(quick.asked.size(), 3U);
  EXPECT_EQ(seen, (std::vector<std::string>{"quick", "quick", "quick"}));
  slow.open(), s.run();
  EXPECT_EQ(seen.size(), 6U);
}

TEST(Benchmark, ACancelledOneReportsWhatWasDone) {
  scene s;
  s.add("quick").answers(sample());
  told_backend& slow = s.add("slow").answers(sample()).waits();
  s.start_benchmark(three_circuits(), {});
  s.cancel();
  ASSERT_TRUE(s.table);
  EXPECT_EQ(s.table->summaries[0].succeeded, 3U);
  EXPECT_EQ(slow.asked.size(), 1U);
  EXPECT_EQ(s.table->cells[1].failure->code(), errc::cancelled);
  EXPECT_EQ(s.table->cells[5].failure->code(), errc::cancelled);
  EXPECT_EQ(s.table->cells[5].failure->billed(), billing::not_billed);
}

TEST(Benchmark, OneThatIsCancelledDuringTheIdealStartsNothingElse) {
  scene s;
  told_backend& a = s.add("a").answers(sample());
  told_backend& simulator = s.add("simulator").ideal(bell()).waits();
  s.contenders.pop_back();
  s.start_benchmark(three_circuits(), benchmark_options().ideal(s.handle(1)));
  s.cancel();
  ASSERT_TRUE(s.table);
  EXPECT_TRUE(a.asked.empty());
  EXPECT_EQ(simulator.asked.size(), 1U);
}

class Summary : public ::testing::Test {
 protected:
  benchmark_cell& add(std::chrono::nanoseconds took) {
    benchmark_cell cell;
    cell.backend = "a";
    cell.timing.total = took;
    cells.push_back(std::move(cell));
    return cells.back();
  }
  std::vector<benchmark_cell> cells;
};

TEST_F(Summary, HasTheMedianAndTheNinetiethPercentile) {
  for (int i = 10; i >= 1; --i) add(std::chrono::seconds(i));
  EXPECT_EQ(summarize("a", cells).median, 5500ms);
  EXPECT_EQ(summarize("a", cells).p90, 9s);
  add(100s);
  EXPECT_EQ(summarize("a", cells).median, 6s);
  EXPECT_EQ(summarize("a", cells).p90, 10s);
}

TEST_F(Summary, LeavesFailuresOutOfTheTimes) {
  add(1s);
  add(50s).failure = error(errc::unavailable, "down");
  EXPECT_EQ(summarize("a", cells).p90, 1s);
  EXPECT_DOUBLE_EQ(summarize("a", cells).success_rate, 0.5);
}

TEST_F(Summary, AddsCostsUpByCurrencyAndCountsTheUnknown) {
  const auto paid = [this](std::optional<double> amount, const char* currency) {
    benchmark_cell& cell = add(1s);
    cell.cost.amount = amount, cell.cost.currency = currency;
  };
  paid(1.5, "USD"), paid(2.5, "USD"), paid(3, "credits"), paid({}, "");
  const benchmark_summary s = summarize("a", cells);
  EXPECT_EQ(s.cost, (std::map<std::string, double>{{"USD", 4}, {"credits", 3}}));
  EXPECT_EQ(s.cost_unknown, 1U);
}

TEST_F(Summary, TakesTheMeanOfTheFidelitiesThatThereAre) {
  add(1s).hellinger_fidelity = 0.9;
  add(1s).hellinger_fidelity = 0.7;
  add(1s);
  EXPECT_NEAR(*summarize("a", cells).mean_fidelity, 0.8, 1e-12);
}

TEST_F(Summary, OfNothingHasNoNumbers) {
  const benchmark_summary s = summarize("a", cells);
  EXPECT_EQ(s.runs, 0U);
  EXPECT_FALSE(s.median || s.p90 || s.mean_fidelity);
  EXPECT_DOUBLE_EQ(s.success_rate, 0);
}

}  // namespace
}  // namespace ketway::tests
