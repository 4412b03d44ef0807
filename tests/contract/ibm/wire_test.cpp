// Small parts: dates, memos, nearest names.
#include "cloud.hpp"
#include "nearest.hpp"
#include "wire/json.hpp"
#include "wire/result_plan.hpp"
#include "wire/times.hpp"

namespace ketway::ibm::tests {
namespace {

TEST(Times, ReadOffsetsAndFractions) {
  EXPECT_EQ(unix_ns("1970-01-01T00:00:01Z"), 1'000'000'000u);
  EXPECT_EQ(unix_ns("2025-02-26T15:16:25-05:00"), unix_ns("2025-02-26T20:16:25Z"));
  EXPECT_EQ(unix_ns("2026-09-12T10:00:00.123Z") % 1'000'000'000, 123'000'000u);
  EXPECT_EQ(utc("2024-05-27T15:27:23-03:00"), "2024-05-27T18:27:23Z");
}

TEST(Times, TakeWhatIsNoDateAsNotKnown) {
  for (const char* text : {"", "yesterday", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-09-12T25:00:00Z",
                           "2026-09-12T10:00:00Zx", "1969-12-31T23:59:59Z", "2313-01-01T00:00:00Z"})
    EXPECT_EQ(unix_ns(text), 0u) << text;
}

TEST(Times, ComeBackAsTheyWere) {
  for (const char* text : {"2026-09-12T10:00:00Z", "2000-02-29T23:59:59.5Z", "2099-12-31T00:00:00.000000001Z"})
    EXPECT_EQ(rfc3339(unix_ns(text)), text);
}

TEST(Memo, ComesBackAsItWas) {
  result_plan plan;
  plan.shots = 1000, plan.memory = false;
  program_plan p;
  p.registers = {{"a", 2}, {"b", 9}};
  plan.programs = {p, p};
  p.sets = 7, p.pub_each = true;
  plan.programs.push_back(p);
  const auto back = result_plan::from_memo(plan.memo());
  EXPECT_EQ(back.programs, plan.programs);
  EXPECT_EQ(back.shots, 1000u);
  EXPECT_FALSE(back.memory);
}

TEST(Memo, OfManyEqualProgramsStaysSmall) {
  result_plan plan;
  program_plan p;
  p.registers = {{"c", 100}};
  plan.programs.assign(100'000, p);
  EXPECT_LT(plan.memo().size(), 200u);
}

TEST(Memo, ThatWouldBeTooLongIsLeftOut) {
  result_plan plan;
  for (int i = 0; i < 10'000; ++i) {
    program_plan p;
    p.registers = {{"register_number_" + std::to_string(i), 1}};
    plan.programs.push_back(p);
  }
  EXPECT_EQ(plan.memo(), "");
}

TEST(Memo, ThatIsBrokenIsNotKnown) {
  for (const char* text :
       {"", "{", "[]", "{\"v\": 2}", R"({"v":1,"layouts":[[["c",0]]],"programs":[[1,0,1,0,0]]})",
        R"({"v":1,"layouts":[],"programs":[[1,0,1,0,0]]})",
        R"({"v":1,"layouts":[[]],"programs":[[9999999999,0,1,0,0]]})", R"({"v":1,"layouts":5,"programs":5})"})
    EXPECT_FALSE(result_plan::from_memo(text).known()) << text;
}

TEST(NearestNames, StandFirst) {
  EXPECT_EQ(nearest_first({"ibm_torino", "ibm_fez", "ibm_brisbane"}, "ibm_fes"), "ibm_fez, ibm_torino, ibm_brisbane");
}

TEST(Json, LeavesTheBareWordsAloneWithinTexts) {
  EXPECT_EQ(read_json(R"({"a": "NaN and \" Infinity", "b": Infinity})", "it")["a"], "NaN and \" Infinity");
}

}  // namespace
}  // namespace ketway::ibm::tests
