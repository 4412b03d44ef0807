// A backend that answers from the cache.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "folder.hpp"
#include "ketway/result_cache.hpp"
#include "scripted_plugin.hpp"

namespace ketway::tests {
namespace {

class CachedBackend : public ::testing::Test {
 protected:
  CachedBackend() {
    s.plugin.device = [this](kw_device& d) {
      d.flags = (d.flags & ~static_cast<std::uint32_t>(KW_DEVICE_SIMULATOR)) | flags;
      d.max_programs = 100;
    };
    s.plugin.submit = [this](kw_host*, const kw_submission* w, kw_done d) {
      if (w->num_programs > 1) return answer_batch(*w, d);
      one_key_job done(w->shots);
      done.keys()[0] = 2;
      return s.plugin.answer(d, done.job());
    };
  }
  void open(result_cache_options o = {}, std::string origin = "test/1") {
    s.open();
    s.device.emplace(cached(*s.device, result_cache(*s.rt, o.folder(folder.path() / "ketway")), std::move(origin)));
  }
  kw_op* answer_batch(const kw_submission& w, kw_done d) {
    std::vector<kw_result> parts(w.num_programs, p::sized<kw_result>());
    std::vector<const kw_result*> items;
    const std::uint8_t key[] = {1};
    for (std::uint32_t i = 0; i < w.num_programs; ++i) {
      parts[i].kind = KW_RESULT_COUNTS, parts[i].program = i, parts[i].num_bits = 2, parts[i].rows = 1;
      parts[i].keys = key, parts[i].counts = &w.shots, parts[i].shots = w.shots;
      items.push_back(&parts[i]);
    }
    auto results = p::sized<kw_results>();
    results.count = w.num_programs, results.items = items.data();
    kw_job j = job_in(KW_JOB_DONE);
    j.results = &results;
    return s.plugin.answer(d, j);
  }
  result run(execute_options o = execute_options().seed(7)) {
    s.outcome.reset();
    s.execute(stage::bell(), std::move(o));
    s.world->run_ready();
    return s.outcome.value().value();
  }
  static bool from_cache(const result& r) { return r.metadata().find("\"cached\":true") != std::string::npos; }
  std::vector<std::filesystem::path> entries() const {
    std::vector<std::filesystem::path> all;
    std::error_code none;
    for (const auto& e : std::filesystem::directory_iterator(folder.path() / "ketway" / "results", none))
      all.push_back(e.path());
    return all;
  }

  std::uint32_t flags = KW_DEVICE_SIMULATOR | KW_DEVICE_FREE;
  scratch_folder folder;
  stage s;
};

TEST_F(CachedBackend, AnswersTheSecondTimeWithoutTheBackend) {
  open();
  const result first = run(), second = run();
  EXPECT_EQ(s.plugin.submits, 1);
  EXPECT_EQ(second.counts(), first.counts());
  EXPECT_EQ(second.circuit_digest(), first.circuit_digest());
  EXPECT_EQ(second.backend(), "scripted");
}

TEST_F(CachedBackend, SaysThatAResultWasNotRunAgain) {
  open();
  const result first = run(), second = run();
  EXPECT_FALSE(from_cache(first));
  EXPECT_TRUE(from_cache(second));
  ASSERT_EQ(second.notices().size(), 1U);
  EXPECT_NE(second.notices()[0].find("from the result cache"), std::string::npos);
  EXPECT_FALSE(second.timing().run);
  EXPECT_FALSE(second.timing().queue);
}

TEST_F(CachedBackend, RunsWhatHasNoSeed) {
  open();
  run(execute_options()), run(execute_options());
  EXPECT_EQ(s.plugin.submits, 2);
  EXPECT_TRUE(entries().empty());
}

TEST_F(CachedBackend, NeverKeepsWhatHardwareHasDone) {
  flags = KW_DEVICE_FREE;
  open();
  run(), run();
  EXPECT_EQ(s.plugin.submits, 2);
  EXPECT_TRUE(entries().empty());
}

TEST_F(CachedBackend, NeverKeepsWhatCosts) {
  flags = KW_DEVICE_SIMULATOR;
  open();
  run(), run();
  EXPECT_EQ(s.plugin.submits, 2);
}

TEST_F(CachedBackend, IsOffWhereItIsNotSaidWhatAnswers) {
  open({}, "");
  run(), run();
  EXPECT_EQ(s.plugin.submits, 2);
}

TEST_F(CachedBackend, KeepsNoFailure) {
  s.plugin.submit = [this](kw_host*, const kw_submission*, kw_done d) {
    return s.plugin.fail(d, KW_INTERNAL, "it broke");
  };
  open();
  s.execute(stage::bell(), execute_options().seed(7));
  s.execute(stage::bell(), execute_options().seed(7));
  EXPECT_EQ(s.failure().code(), errc::internal);
  EXPECT_EQ(s.plugin.submits, 2);
  EXPECT_TRUE(entries().empty());
}

TEST_F(CachedBackend, KeepsNothingTooLarge) {
  open(result_cache_options().largest_result(3));
  run(), run();
  EXPECT_EQ(s.plugin.submits, 2);
}

TEST_F(CachedBackend, RunsAgainAndRemovesWhatIsDamaged) {
  open();
  run();
  ASSERT_EQ(entries().size(), 1U);
  std::ofstream(entries()[0], std::ios::binary | std::ios::in | std::ios::out).seekp(30).put('!');
  EXPECT_FALSE(from_cache(run()));
  EXPECT_TRUE(from_cache(run()));
  EXPECT_EQ(s.plugin.submits, 2);
}

TEST_F(CachedBackend, WarnsOnceWhereNothingCanBeWritten) {
  std::ofstream(folder.path() / "ketway") << "a file where the folder should be";
  open();
  run(), run();
  EXPECT_EQ(s.plugin.submits, 2);
  EXPECT_TRUE(s.log.has("results are not kept"));
}

TEST_F(CachedBackend, ReadsWhatAnotherRuntimeHasWritten) {
  open();
  const result first = run();
  stage other;
  other.plugin.device = s.plugin.device;
  other.open();
  other.device.emplace(cached(
      *other.device, result_cache(*other.rt, result_cache_options().folder(folder.path() / "ketway")), "test/1"));
  other.execute(stage::bell(), execute_options().seed(7));
  ASSERT_TRUE(other.outcome);
  EXPECT_EQ(other.plugin.submits, 0);
  EXPECT_EQ(other.outcome->value().counts(), first.counts());
  current_script() = &s.plugin;
}

TEST_F(CachedBackend, KnowsABatchAsAWhole) {
  open();
  const auto batch = [&] {
    std::vector<expected<result>> all;
    const auto go = [](backend b, std::vector<expected<result>>& to) -> boost::asio::awaitable<void> {
      std::vector<circuit> two(2, stage::bell());
      to = co_await b.execute_batch(std::move(two), execute_options().seed(7));
    };
    s.start(go(*s.device, all));
    s.world->run_ready();
    return all;
  };
  const auto first = batch(), second = batch();
  ASSERT_EQ(second.size(), 2U);
  EXPECT_EQ(s.plugin.submits, 1);
  EXPECT_TRUE(from_cache(*second[1]));
  EXPECT_EQ(second[1]->counts(), first[1]->counts());
  EXPECT_FALSE(from_cache(run()));  // alone it is another run
}

TEST_F(CachedBackend, StartsNothingForACallerWhoHasGone) {
  open();
  s.outcome.reset();
  boost::asio::co_spawn(
      s.rt->get_executor(),
      [](backend b, std::optional<expected<result>>& to) -> boost::asio::awaitable<void> {
        to.emplace(co_await b.try_execute(stage::bell(), execute_options().seed(7)));
      }(*s.device, s.outcome),
      boost::asio::bind_cancellation_slot(s.stop.slot(), boost::asio::detached));
  s.stop.emit(boost::asio::cancellation_type::terminal);
  s.world->run_ready();
  EXPECT_EQ(s.plugin.submits, 0);
}

}  // namespace
}  // namespace ketway::tests
