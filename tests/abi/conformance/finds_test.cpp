#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "conform/check.hpp"

namespace ketway::conform {
namespace {

std::string library(const std::string& id) {
  const char* folder = std::getenv("KETWAY_TEST_PLUGINS");
  return std::string(folder ? folder : "test_plugins") + "/libketway_" + id + ".so";
}

std::vector<finding> findings(const std::string& id, const std::string& config, const std::string& only) {
  subject s;
  s.library = library(id), s.config = config, s.only = only, s.patience_seconds = 1;
  return check(s, [](const finding&) {});
}

/// A mode of the unruly plugin, the case that must see it, and words of what that says.
class breach {
 public:
  breach(const char* m, const char* v, const char* c, const char* w) : mode(m), verb(v), found_by(c), words(w) {}
  const char *mode, *verb, *found_by, *words;
  friend std::ostream& operator<<(std::ostream& out, const breach& b) { return out << b.mode; }
};

class unruly_plugin : public testing::TestWithParam<breach> {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(library("unruly"))) GTEST_SKIP() << library("unruly") << " was not built";
  }
};

TEST_P(unruly_plugin, IsFoundOut) {
  const breach& b = GetParam();
  auto all = findings("unruly", "{\"mode\":\"" + std::string(b.mode) + "\",\"verb\":\"" + b.verb + "\"}", b.found_by);
  std::erase_if(all, [&](const finding& f) { return f.name != b.found_by; });
  ASSERT_EQ(all.size(), 1u) << "the kit has no case named " << b.found_by;
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
  if (std::string_view(b.mode) == "leaks") GTEST_SKIP() << "the thread sanitizer's allocator counts nothing";
#endif
#endif
  EXPECT_EQ(all[0].result, outcome::fail) << all[0].text;
  // What uses the queue from a thread of its own may crash before it is seen; that is found out, too.
  const bool crashed = std::string_view(b.mode) == "sleeps_on_thread" && all[0].text.starts_with("crashed");
  EXPECT_TRUE(crashed || all[0].text.find(b.words) != std::string::npos) << all[0].text;
}

INSTANTIATE_TEST_SUITE_P(
    Kit, unruly_plugin,
    testing::Values(breach("throws", "submit", "KWR-04 submit-inline", "unruly throws"),
                    breach("throws_int", "devices", "KWR-04 devices", "no exception crossed"),
                    breach("twice", "submit", "KWR-04 submit-inline", "completed 2 times"),
                    breach("twice_later", "poll", "KWR-04 submit-inline", "completed 2 times"),
                    breach("never", "submit", "KWR-04 submit-inline", "never completed"),
                    breach("null_op", "validate", "KWR-04 validate", "returned NULL"),
                    breach("null_op_answered", "validate", "KWR-04 validate", "returned NULL"),
                    breach("op_null_slots", "validate", "KWR-04 validate", "without cancel and release"),
                    breach("op_no_table", "validate", "KWR-04 validate", "without cancel and release"),
                    breach("null_status", "validate", "KWR-04 validate", "status is NULL"),
                    breach("ok_without_result", "device", "KWR-04 device", "without a result"),
                    breach("invalid_text", "validate", "KWR-04 validate", "no UTF-8"),
                    breach("null_text", "validate", "KWR-04 validate", "pointer is NULL"),
                    breach("fails", "validate", "KWR-04 validate", "unruly fails"),
                    breach("cancel_twice", "submit", "KWR-05 with-a-job-in-flight", "completed 2 times"),
                    breach("throws_in_cancel", "submit", "KWR-05 at-every-moment", "unruly throws from cancel"),
                    breach("answers_in_release", "poll", "KWR-06 release-after-done", "completed 2 times"),
                    breach("throws_in_release", "poll", "KWR-06 release-after-done", "unruly throws from release"),
                    breach("slow", "submit\",\"ms\":300,\"flags\":\"", "KWR-07 short-calls", "kept the queue"),
                    breach("sleeps_on_thread", "submit", "KWR-08 own-queue", "outside the backend's queue"),
                    breach("host_op_twice", "submit", "KWR-13 gives-back", "released one sleep twice"),
                    breach("host_op_kept", "submit", "KWR-13 gives-back", "never released"),
                    breach("host_op_early", "submit", "KWR-13 gives-back", "had not completed"),
                    breach("counts_short", "", "KWR-14 unmeasured-bits", "add up to 199 of 200"),
                    breach("counts_over", "", "KWR-14 unmeasured-bits", "add up to 201 of 200"),
                    breach("counts_overflow", "", "KWR-14 unmeasured-bits", "overflow"),
                    breach("keys_repeat", "", "KWR-14 unmeasured-bits", "twice in the counts"),
                    breach("keys_wide", "", "KWR-14 unmeasured-bits", "bits above"),
                    breach("keys_null", "", "KWR-14 unmeasured-bits", "pointer is NULL"),
                    breach("counts_null", "", "KWR-14 unmeasured-bits", "pointer is NULL"),
                    breach("rows_impossible", "", "KWR-14 unmeasured-bits", "rows of 4 bits"),
                    breach("bits_other", "", "KWR-14 unmeasured-bits", "num_bits is 7"),
                    breach("program_out_of_range", "", "KWR-14 unmeasured-bits", "program 1000"),
                    breach("shots_other", "", "KWR-14 unmeasured-bits", "shots is 205"),
                    breach("null_part", "", "KWR-14 unmeasured-bits", "is NULL"),
                    breach("null_parts", "", "KWR-14 unmeasured-bits", "pointer is NULL"),
                    breach("metadata_no_json", "", "KWR-14 unmeasured-bits", "no JSON object"),
                    breach("metadata_bad_text", "", "KWR-14 unmeasured-bits", "no UTF-8"),
                    breach("probabilities_nan", "", "KWR-14 exact", "probability is"),
                    breach("probabilities_over", "", "KWR-14 exact", "add up to"),
                    breach("ok", "", "KWR-14 bit-order", "got 000, should be 001"),
                    breach("state_always_unknown", "", "KWR-04 submit-inline", "did not end"),
                    breach("failed_without_status", "", "KWR-04 submit-inline", "no reason"),
                    breach("job_no_id", "", "KWR-04 submit-inline", "id is empty"),
                    breach("job_id_changes", "", "KWR-04 submit-inline", "about the job"),
                    breach("memo_huge", "", "KWR-04 submit-inline", "64 KiB"),
                    breach("many_short", "", "KWR-04 poll-many", "answered 2 of 3"),
                    breach("many_swapped", "", "KWR-04 poll-many", "order asked"),
                    breach("no_devices", "", "KWR-04 devices", "there is none"),
                    breach("device_twice", "", "KWR-04 devices", "two devices"),
                    breach("device_no_format", "", "KWR-04 devices", "takes no format"),
                    breach("device_bad_coupling", "", "KWR-04 devices", "couples qubit"),
                    breach("device_null_id", "", "KWR-04 devices", "pointer is NULL"),
                    breach("device_bad_detail", "", "KWR-04 devices", "no JSON object"),
                    breach("zero_structs", "", "KWR-04 devices", "struct_size is not set"),
                    breach("no_table", "", "KWR-04 devices", "has no table"),
                    breach("open_refuses", "", "KWR-03 opens", "does not want to be opened"),
                    breach("open_null", "", "KWR-03 opens", "gave no reason"),
                    breach("open_unterminated", "", "KWR-03 opens", "not terminated"),
                    breach("open_bad_text", "", "KWR-03 opens", "no UTF-8"),
                    breach("open_throws", "", "KWR-03 opens", "unruly throws from open"),
                    breach("ok", "", "KWR-03 no-object", "took { as a configuration"),
                    breach("stop_throws", "", "KWR-13 gives-back", "unruly throws from stop"),
                    breach("leaks", "", "KWR-13 no-leak", "emory")),
    [](const auto& info) { return std::string(info.param.mode) + "_" + std::to_string(info.index); });

class allowed : public testing::TestWithParam<const char*> {};

TEST_P(allowed, IsNoBreach) {
  if (!std::filesystem::exists(library("unruly"))) GTEST_SKIP() << library("unruly") << " was not built";
  for (const char* verb : {"submit", "devices", "fetch"}) {
    const std::string config = "{\"mode\":\"" + std::string(GetParam()) + "\",\"verb\":\"" + verb + "\"}";
    for (const char* rule : {"KWR-04 submit", "KWR-05", "KWR-06"})
      for (const auto& f : findings("unruly", config, rule))
        if (f.name != "KWR-04 submit-elsewhere") {  // it has no opinion on devices
          EXPECT_NE(f.result, outcome::fail) << f.name << ": " << f.text;
        }
  }
}
INSTANTIATE_TEST_SUITE_P(Kit, allowed,
                         testing::Values("ok", "later", "thread", "short_structs", "long_structs", "short_table",
                                         "long_table", "gives_results", "results_in_job", "results_in_submit",
                                         "state_unknown", "state_backwards"),
                         [](const auto& info) { return std::string(info.param); });

TEST(ConformanceKit, SurvivesACrashAndNamesItsSignalAndItsStep) {
  if (!std::filesystem::exists(library("unruly"))) GTEST_SKIP() << library("unruly") << " was not built";
  const auto all = findings("unruly", "{\"mode\":\"crashes\",\"verb\":\"validate\"}", "KWR-05 at-every-moment");
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].result, outcome::fail);
  EXPECT_EQ(all[0].text, "crashed: Aborted [validate cancelled after 0 events]");
}

TEST(ConformanceKit, PrintsAQuirkAsASkipWithItsReason) {
  subject s;
  s.library = library("instant"), s.only = "KWR-14 bit-order";
  if (!std::filesystem::exists(s.library)) GTEST_SKIP() << s.library << " was not built";
  s.quirks["KWR-14"] = "it simulates nothing";
  const auto all = check(s, [](const finding&) {});
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].result, outcome::skip);
  EXPECT_EQ(all[0].text, "it simulates nothing");
}

TEST(ConformanceKit, NeverLeavesARuleOut) {
  subject s;
  s.library = library("instant");
  if (!std::filesystem::exists(s.library)) GTEST_SKIP() << s.library << " was not built";
  for (int rule = 1; rule <= 16; ++rule)
    s.quirks["KWR-" + std::string(rule < 10 ? "0" : "") + std::to_string(rule)] = "not now";
  std::vector<bool> seen(17);
  for (const auto& f : check(s, [](const finding&) {})) seen[static_cast<std::size_t>(f.rule)] = true;
  EXPECT_EQ(std::count(seen.begin(), seen.end(), true), 16);
}

}  // namespace
}  // namespace ketway::conform
