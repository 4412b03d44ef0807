#include <gtest/gtest.h>

#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <sstream>

#include "told_backend.hpp"

namespace ketway::tests {
namespace {

const std::vector<double> bell = {0.5, 0, 0, 0.5};

made_result sample(std::uint64_t zeros, std::uint64_t ones) { return made_result().counts({zeros, 0, 0, ones}); }

// Everything that does not depend on a clock.
std::string printed(const comparison& c) {
  std::ostringstream text;
  text.precision(17);
  const auto difference = [&](const judged_difference& d) {
    text << d.total_variation << ' ' << d.hellinger_fidelity << ' ' << d.jensen_shannon << ' ' << d.test.p_value << ' '
         << d.adjusted_p_value << ' ' << d.significant << ' ' << d.total_variation_interval->low << ' '
         << d.jensen_shannon_interval->high << '\n';
  };
  for (const compared& one : c.backends) {
    text << one.name << ' ' << one.outcome.has_value() << '\n';
    if (one.versus_reference && one.versus_reference->total_variation_interval) difference(*one.versus_reference);
  }
  for (const compared_pair& pair : c.pairs) text << pair.a << ' ' << pair.b << ' ', difference(pair.how);
  text << c.reference_name << *c.fastest << *c.most_faithful << *c.cheapest;
  return text.str();
}

TEST(Compare, MeasuresAgainstTheIdealOfTheFirstFreeSimulatorAndPairwise) {
  scene s;
  s.add("cloud").answers(sample(400, 600));
  s.add("simulator").answers(sample(510, 490)).ideal(made_result().probabilities(bell));
  s.start_compare();
  const comparison& c = s.report->value();
  EXPECT_EQ(c.reference, reference_kind::ideal);
  EXPECT_EQ(c.reference_name, "simulator");
  ASSERT_EQ(c.backends.size(), 2U);
  EXPECT_NEAR(c.backends[0].versus_reference->total_variation, 0.1, 1e-12);
  EXPECT_TRUE(c.backends[0].versus_reference->significant);
  EXPECT_FALSE(c.backends[1].versus_reference->significant);
  ASSERT_EQ(c.pairs.size(), 1U);
  EXPECT_NEAR(c.pairs[0].how.total_variation, 0.11, 1e-12);
  EXPECT_EQ(c.most_faithful, 1U);
}

TEST(Compare, AsksForTheIdealWithoutShotsAndPluginOptionsAndWithTheDeadline) {
  scene s;
  told_backend& simulator = s.add("simulator").answers(sample(5, 5)).ideal(made_result().probabilities(bell));
  execute_options o;
  o.shots(10).option("noise", "\"heavy\"").parameter("theta", 0.5).deadline(std::chrono::seconds(9));
  s.start_compare({}, o);
  ASSERT_EQ(simulator.asked.size(), 2U);
  EXPECT_EQ(simulator.asked[0].options().size(), 1U);
  EXPECT_EQ(simulator.asked[1].shots(), 0U);
  EXPECT_TRUE(simulator.asked[1].options().empty());
  EXPECT_EQ(simulator.asked[1].parameters().size(), 1U);
  EXPECT_EQ(simulator.asked[1].deadline(), std::chrono::seconds(9));
}

TEST(Compare, TakesTheIdealOfASimulatorThatDoesNotTakePart) {
  scene s;
  s.add("cloud").answers(sample(500, 500));
  s.add("beside").ideal(made_result().probabilities(bell));
  s.contenders.pop_back();
  s.start_compare(compare_options().ideal(s.handle(1)));
  EXPECT_EQ((*s.report)->reference_name, "beside");
  EXPECT_EQ((*s.report)->backends.size(), 1U);
}

TEST(Compare, ASimulatorThatNamesErrorsIsNotIdeal) {
  scene s;
  told_backend& noisy = s.add("noisy").answers(sample(400, 600)).ideal(made_result().probabilities(bell));
  noisy.says(R"({"schema": "kw.device/1", "gates": [{"name": "h", "typical": {"error": 0.01}}]})");
  s.add("clean").answers(sample(510, 490)).ideal(made_result().probabilities(bell));
  s.start_compare();
  EXPECT_EQ(s.report->value().reference_name, "clean");
  EXPECT_EQ(noisy.asked.size(), 1U);
}

TEST(Compare, TakesTheIdealFromElsewhereWhereNoContenderGivesIt) {
  scene s;
  s.add("cloud").answers(sample(400, 600));
  told_backend& other = s.add("other").ideal(made_result().probabilities(bell));
  s.contenders.pop_back();
  s.start_compare(compare_options().ideal_otherwise(s.handle(1)));
  EXPECT_EQ(s.report->value().reference, reference_kind::ideal);
  EXPECT_EQ(s.report->value().reference_name, "other");
  EXPECT_EQ(other.asked.size(), 1U);
}

TEST(Compare, HasNoReferenceWhereNobodyGivesTheIdealAndSaysSo) {
  scene s;
  s.add("a").answers(sample(500, 500));
  s.add("b").answers(sample(500, 500));
  s.start_compare();
  EXPECT_EQ((*s.report)->reference, reference_kind::none);
  EXPECT_FALSE((*s.report)->backends[0].versus_reference);
  EXPECT_FALSE((*s.report)->most_faithful);
  EXPECT_EQ((*s.report)->notices.size(), 1U);
  EXPECT_EQ((*s.report)->pairs.size(), 1U);
}

TEST(Compare, HasNoIdealForACircuitBeyondTheLimit) {
  scene s;
  told_backend& simulator = s.add("simulator").answers(sample(5, 5)).ideal(made_result().probabilities(bell));
  s.start_compare(compare_options().ideal_limit(1));
  EXPECT_EQ((*s.report)->reference, reference_kind::none);
  EXPECT_EQ(simulator.asked.size(), 1U);
}

TEST(Compare, MeasuresAgainstTheBackendNamed) {
  scene s;
  s.add("a").answers(sample(500, 500));
  s.add("b").answers(sample(300, 700));
  s.start_compare(compare_options().reference("b"));
  const comparison& c = s.report->value();
  EXPECT_EQ(c.reference, reference_kind::backend);
  EXPECT_NEAR(c.backends[0].versus_reference->total_variation, 0.2, 1e-12);
  EXPECT_DOUBLE_EQ(c.backends[1].versus_reference->total_variation, 0);
  EXPECT_DOUBLE_EQ(c.backends[1].versus_reference->adjusted_p_value, 1);
  EXPECT_EQ(c.most_faithful, 0U) << "the reference takes no part";
}

TEST(Compare, OneFailureIsAnEntry) {
  scene s;
  s.add("down");
  s.add("broken").throws("a wild thing");
  s.add("up").answers(sample(5, 5)).ideal(made_result().probabilities(bell));
  s.contenders.insert(s.contenders.begin(), contender("absent", error(errc::not_found, "no such backend")));
  s.start_compare();
  const comparison& c = s.report->value();
  ASSERT_EQ(c.backends.size(), 4U);
  EXPECT_EQ(c.backends[0].outcome.error().code(), errc::not_found);
  EXPECT_EQ(c.backends[1].outcome.error().code(), errc::unavailable);
  EXPECT_EQ(c.backends[2].outcome.error().code(), errc::internal);
  EXPECT_EQ(c.backends[2].outcome.error().backend(), "broken");
  EXPECT_TRUE(c.backends[3].versus_reference);
  EXPECT_TRUE(c.pairs.empty());
  EXPECT_EQ(c.fastest, 3U);
}

TEST(Compare, AReferenceThatFailedIsSaid) {
  scene s;
  s.add("a").answers(sample(5, 5));
  s.add("down");
  s.start_compare(compare_options().reference("down"));
  EXPECT_EQ((*s.report)->reference, reference_kind::none);
  EXPECT_FALSE((*s.report)->backends[0].versus_reference);
  EXPECT_EQ((*s.report)->notices.size(), 1U);
}

TEST(Compare, RefusesWhatMakesNoSense) {
  scene s;
  s.start_compare();
  EXPECT_EQ(s.report->error().code(), errc::invalid_argument);
  told_backend& a = s.add("a").answers(sample(5, 5));
  for (const compare_options& how : {compare_options().reference("b"), compare_options().significance(0),
                                     compare_options().intervals(difference_options().confidence(1))}) {
    s.start_compare(how);
    EXPECT_EQ(s.report->error().code(), errc::invalid_argument);
  }
  EXPECT_TRUE(a.asked.empty());
}

TEST(Compare, ShowsEachAnswerAsItComes) {
  scene s;
  std::vector<std::string> seen;
  told_backend &a = s.add("a").answers(sample(5, 5)).waits(), &b = s.add("b").answers(sample(5, 5)).waits();
  s.start_compare(compare_options().on_arrival([&](const compared& one) { seen.push_back(one.name); }));
  EXPECT_TRUE(seen.empty());
  b.open(), s.run();
  EXPECT_EQ(seen, std::vector<std::string>{"b"});
  EXPECT_FALSE(s.report);
  a.open(), s.run();
  EXPECT_EQ(seen, (std::vector<std::string>{"b", "a"}));
  EXPECT_TRUE(s.report);
}

TEST(Compare, GivesTheSameReportInWhateverOrderTheAnswersCome) {
  std::vector<std::string> reports;
  for (const std::vector<int>& order : {std::vector{0, 1, 2}, {2, 1, 0}, {1, 2, 0}}) {
    scene s;
    std::vector<told_backend*> all = {&s.add("a"), &s.add("b"), &s.add("c")};
    for (std::size_t i = 0; i < all.size(); ++i) all[i]->answers(sample(400 + 60 * i, 600 - 60 * i)).waits();
    all[1]->ideal(made_result().probabilities(bell));
    s.start_compare();
    for (const int who : order) all[static_cast<std::size_t>(who)]->open(), s.run();
    reports.push_back(printed(s.report->value()));
  }
  EXPECT_EQ(reports[0], reports[1]);
  EXPECT_EQ(reports[0], reports[2]);
}

TEST(Compare, KeepsWhatHadComeWhenItIsCancelled) {
  scene s;
  s.add("quick").answers(sample(5, 5));
  s.add("slow").answers(sample(5, 5)).waits();
  s.start_compare();
  EXPECT_FALSE(s.report);
  s.cancel();
  ASSERT_TRUE(s.report);
  EXPECT_TRUE((*s.report)->backends[0].outcome);
  EXPECT_EQ((*s.report)->backends[1].outcome.error().code(), errc::cancelled);
}

TEST(Compare, CorrectsForTheNumberOfPairs) {
  scene s;  // one pair of three p-values is 0.03 alone, and 0.09 among three
  s.add("a").answers(sample(500, 500));
  s.add("b").answers(sample(549, 451));
  s.add("c").answers(sample(525, 475));
  s.start_compare(compare_options().no_reference());
  const judged_difference& ab = (*s.report)->pairs[0].how;
  EXPECT_LT(ab.test.p_value, 0.05);
  EXPECT_NEAR(ab.adjusted_p_value, 3 * ab.test.p_value, 1e-12);
  EXPECT_FALSE(ab.significant);
}

TEST(Compare, TakesProbabilitiesThatWereComputedForExact) {
  scene s;  // a tenth of 1000 shots as rounded counts would be a sample; a seventh is none of 1000
  s.add("computed").answers(made_result().counts({143, 857, 0, 0}).probabilities({1.0 / 7, 6.0 / 7, 0, 0}).rounded());
  s.add("measured").answers(made_result().counts({100, 900, 0, 0}).probabilities({0.1, 0.9, 0, 0}).rounded());
  s.start_compare();
  EXPECT_TRUE(distribution::of(*(*s.report)->backends[0].outcome).exact());
  EXPECT_EQ(distribution::of(*(*s.report)->backends[1].outcome).shots(), 1000U);
}

TEST(Compare, WorksOnAnExecutorWithSeveralThreads) {
  scene s;
  for (const char* name : {"a", "b", "c", "d", "e", "f"}) s.add(name).answers(sample(500, 500));
  asio::thread_pool pool(4);
  int seen = 0;  // unguarded: one call at a time
  compare_options how;
  how.no_reference().on_arrival([&seen](const compared&) { ++seen; });
  for (int i = 0; i < 20; ++i) {
    auto report = asio::co_spawn(pool, compare(s.program, execute_options(), how, s.contenders), asio::use_future);
    EXPECT_EQ(report.get().pairs.size(), 15U);
  }
  EXPECT_EQ(seen, 120);
}

TEST(Compare, OfBackendsAloneIsOneLine) {
  scene s;
  s.add("a").answers(sample(5, 5));
  s.add("b").answers(sample(5, 5));
  std::optional<comparison> report;
  const auto call = [](scene& of, std::optional<comparison>& to) -> asio::awaitable<void> {
    to = co_await compare(of.program, execute_options(), of.handle(0), of.handle(1));
  };
  asio::co_spawn(s.io, call(s, report), asio::detached);
  s.run();
  ASSERT_TRUE(report);
  EXPECT_EQ(report->pairs.size(), 1U);
}

}  // namespace
}  // namespace ketway::tests
