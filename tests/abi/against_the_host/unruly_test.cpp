// Every mode of tests/plugins/unruly (see modes.md there) against the host: what is allowed works, what is wrong is an error
// of a known kind, and nothing hangs or crashes.
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "loaded_plugin.hpp"

namespace ketway::tests {
namespace {

std::string config(const std::string& mode, const std::string& verb) {
  return "{\"mode\":\"" + mode + "\",\"verb\":\"" + verb + "\"}";
}
std::string name_of(const testing::TestParamInfo<const char*>& info) { return info.param; }

circuit two_bits() {
  circuit c(2, 2);
  c.h(0).cx(0, 1).measure(0, 0).measure(1, 1);
  return c;
}

class unruly_mode : public testing::TestWithParam<const char*> {
 protected:
  static std::optional<expected<result>> run(const std::string& verb) {
    return run_simulated(load("unruly"), config(GetParam(), verb), two_bits());
  }
};

class allowed_mode : public unruly_mode {};
TEST_P(allowed_mode, Works) {
  for (const char* verb : {"devices", "validate", "submit", "poll", "poll_many", "fetch"}) {
    const auto outcome = run(verb);
    ASSERT_TRUE(outcome) << verb;
    ASSERT_TRUE(*outcome) << verb << ": " << outcome->error().message();
    EXPECT_EQ((*outcome)->counts(), (std::map<std::string, std::uint64_t>{{"00", 100}}));
  }
}
INSTANTIATE_TEST_SUITE_P(Host, allowed_mode,
                         testing::Values("ok", "later", "gives_results", "results_in_job", "results_in_submit",
                                         "long_structs", "long_table", "short_table", "few_slots", "state_unknown",
                                         "state_backwards", "twice", "twice_later", "answers_then_throws",
                                         "null_op_answered", "cost_negative"),
                         name_of);

class wrong_result : public unruly_mode {};
TEST_P(wrong_result, IsAnError) {
  const auto outcome = run("submit");
  ASSERT_TRUE(outcome);
  EXPECT_FALSE(*outcome) << "the host took it for a result";
}
INSTANTIATE_TEST_SUITE_P(Host, wrong_result,
                         testing::Values("counts_short", "counts_over", "counts_overflow", "keys_repeat", "keys_wide",
                                         "keys_null", "counts_null", "values_null", "rows_impossible", "rows_none",
                                         "bits_other", "program_out_of_range", "probabilities_over",
                                         "probabilities_nan", "probabilities_negative", "null_part", "null_parts",
                                         "missing_part", "no_devices", "null_devices", "null_device", "device_no_id",
                                         "device_null_id", "no_slots", "no_table", "zero_structs", "open_throws",
                                         "open_throws_int", "open_null", "open_refuses", "open_unterminated",
                                         "open_bad_text", "job_no_id", "job_null_id", "queued_forever",
                                         "state_always_unknown", "failed_without_status", "failed_with_ok"),
                         name_of);

class broken_call : public unruly_mode {};
TEST_P(broken_call, IsAnError) {
  for (const char* verb : {"devices", "submit", "fetch"}) {
    const auto outcome = run(verb);
    ASSERT_TRUE(outcome) << verb;
    EXPECT_FALSE(*outcome) << verb << ": the host took it for a result";
  }
}
INSTANTIATE_TEST_SUITE_P(Host, broken_call,
                         testing::Values("throws", "throws_int", "never", "until_cancelled", "null_op", "fails",
                                         "strange_code", "null_status", "ok_without_result", "invalid_text",
                                         "null_text", "cancel_twice", "throws_in_cancel"),
                         name_of);

class survived_mode : public unruly_mode {};
TEST_P(survived_mode, EndsOneWayOrTheOther) {
  for (const char* verb : {"devices", "validate", "submit", "poll", "poll_many", "fetch", "cancel"})
    EXPECT_TRUE(run(verb)) << verb;
}
INSTANTIATE_TEST_SUITE_P(
    Host, survived_mode,
    testing::Values("cancel_then_ok", "late_next_call", "answers_in_release", "throws_in_release", "op_null_slots",
                    "op_empty_table", "op_no_table", "host_op_kept", "kind_unknown", "shots_other", "shots_rows_short",
                    "statevector_rows", "metadata_no_json", "metadata_bad_text", "metadata_null", "state_zero",
                    "state_after_done", "job_id_changes", "memo_huge", "memo_null", "provider_state_bad_text",
                    "many_short", "many_null", "many_swapped", "device_twice", "device_no_format",
                    "device_strange_format", "device_strange_state", "device_bad_coupling", "device_null_coupling",
                    "device_bad_detail", "short_structs", "extension_throws", "stop_throws", "destroy_throws"),
    name_of);

class threaded_mode : public unruly_mode {};
TEST_P(threaded_mode, EndsOneWayOrTheOther) {
  for (const char* verb : {"devices", "submit", "fetch"}) {
    const auto outcome = run_threaded(load("unruly"), config(GetParam(), verb), two_bits());
    EXPECT_TRUE(outcome || !outcome.error().message().empty()) << verb;
  }
}
INSTANTIATE_TEST_SUITE_P(Host, threaded_mode, testing::Values("thread", "thread_twice", "null_op_later"), name_of);

}  // namespace
}  // namespace ketway::tests
