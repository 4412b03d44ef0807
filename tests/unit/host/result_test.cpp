// One bit order, counts that add up.
#include <gtest/gtest.h>

#include "scripted_plugin.hpp"

namespace ketway::tests {
namespace {

/// A job with any columns, for a circuit with registers a (2 bits) and b (9 bits).
class Result : public ::testing::Test {
 protected:
  static circuit two_registers() {
    circuit c(4);
    c.add_bits("a", 2), c.add_bits("b", 9);
    c.measure(0, 0);
    return c;
  }
  void run(const kw_result& part, execute_options o, circuit c = two_registers()) {
    s.open();
    s.plugin.submit = [&](kw_host*, const kw_submission*, kw_done d) {
      const kw_result* items[] = {&part};
      auto results = p::sized<kw_results>();
      results.count = 1, results.items = items;
      kw_job j = job_in(KW_JOB_DONE);
      j.results = &results;
      return s.plugin.answer(d, j);
    };
    s.execute(std::move(c), std::move(o));
    ASSERT_TRUE(s.outcome);
  }
  const result& value() { return s.outcome->value(); }
  stage s;
};

kw_result columns(std::uint32_t kind, std::uint32_t bits, std::uint64_t rows, const std::uint8_t* keys) {
  auto r = p::sized<kw_result>();
  r.kind = kind, r.num_bits = bits, r.rows = rows, r.keys = keys;
  return r;
}

TEST_F(Result, PrintsTheHighestBitLeftmostAndTheLastRegisterFirst) {
  const std::uint8_t keys[] = {0b0000'0101, 0b0000'0100};  // bits 0, 2 and 10: a = 01, b = 100000001
  const std::uint64_t counts[] = {3};
  auto part = columns(KW_RESULT_COUNTS, 11, 1, keys);
  part.counts = counts;
  run(part, execute_options().shots(3));
  EXPECT_EQ(value().counts(), (std::map<std::string, std::uint64_t>{{"10000000101", 3}}));
  EXPECT_EQ(value().counts("a"), (std::map<std::string, std::uint64_t>{{"01", 3}}));
  EXPECT_EQ(value().counts("b"), (std::map<std::string, std::uint64_t>{{"100000001", 3}}));
  EXPECT_EQ(value().count("10000000101"), 3U);
  EXPECT_EQ(value().count("00000000000"), 0U);
}

TEST_F(Result, ARegistersCountsAreSummedOverTheOthers) {
  const std::uint8_t keys[] = {0b001, 0, 0b101, 0, 0b010, 0};
  const std::uint64_t counts[] = {1, 2, 4};
  auto part = columns(KW_RESULT_COUNTS, 11, 3, keys);
  part.counts = counts;
  run(part, execute_options().shots(7));
  EXPECT_EQ(value().counts("a"), (std::map<std::string, std::uint64_t>{{"01", 3}, {"10", 4}}));
}

TEST_F(Result, AnUnknownRegisterIsAnError) {
  const std::uint8_t keys[] = {0, 0};
  const std::uint64_t counts[] = {1};
  auto part = columns(KW_RESULT_COUNTS, 11, 1, keys);
  part.counts = counts;
  run(part, execute_options().shots(1));
  EXPECT_THROW(value().counts("nope"), exception);
}

TEST_F(Result, ProbabilitiesBecomeCountsByLargestRemainder) {
  const std::uint8_t keys[] = {0, 0, 1, 0, 2, 0};
  const double values[] = {0.5, 0.25, 0.25};
  auto part = columns(KW_RESULT_PROBABILITIES, 11, 3, keys);
  part.values = values;
  run(part, execute_options().shots(10));
  EXPECT_TRUE(value().rounded());
  std::uint64_t sum = 0;
  for (const auto& [key, n] : value().counts()) sum += n;
  EXPECT_EQ(sum, 10U);
  EXPECT_EQ(value().count("00000000000"), 5U);
  EXPECT_EQ(value().probabilities().size(), 3U) << "the probabilities are kept";
}

TEST_F(Result, ExactProbabilitiesHaveNoCountsAndDropWhatIsNegligible) {
  const std::uint8_t keys[] = {0, 0, 1, 0};
  const double values[] = {1.0 - 1e-13, 1e-13};
  auto part = columns(KW_RESULT_PROBABILITIES, 11, 2, keys);
  part.values = values;
  run(part, execute_options().shots(0));
  EXPECT_TRUE(value().counts().empty());
  EXPECT_EQ(value().probabilities().size(), 1U);
}

TEST_F(Result, ProbabilitiesThatDoNotAddUpAreDataLoss) {
  const std::uint8_t keys[] = {0, 0};
  const double values[] = {0.9};
  auto part = columns(KW_RESULT_PROBABILITIES, 11, 1, keys);
  part.values = values;
  run(part, execute_options().shots(0));
  EXPECT_EQ(s.failure().code(), errc::data_loss);
}

TEST_F(Result, FloatColumnsAreRead) {
  const std::uint8_t keys[] = {0, 0, 1, 0};
  const float values[] = {0.75F, 0.25F};
  auto part = columns(KW_RESULT_PROBABILITIES, 11, 2, keys);
  part.values = reinterpret_cast<const double*>(values), part.value_size = 4;
  run(part, execute_options().shots(0));
  EXPECT_DOUBLE_EQ(value().probabilities().at("00000000000"), 0.75);
}

TEST_F(Result, ShotsAloneAreCountedAndKeepTheirOrder) {
  const std::uint8_t keys[] = {1, 0, 0, 0, 1, 0};
  const auto part = columns(KW_RESULT_SHOTS, 11, 3, keys);
  run(part, execute_options().shots(3).memory());
  EXPECT_EQ(value().count("00000000001"), 2U);
  EXPECT_EQ(value().memory(), (std::vector<std::string>{"00000000001", "00000000000", "00000000001"}));
}

TEST_F(Result, MissingMemoryIsDataLoss) {
  const std::uint8_t keys[] = {0, 0};
  const std::uint64_t counts[] = {3};
  auto part = columns(KW_RESULT_COUNTS, 11, 1, keys);
  part.counts = counts;
  run(part, execute_options().shots(3).memory());
  EXPECT_EQ(s.failure().code(), errc::data_loss);
}

TEST_F(Result, APartsOwnFailureIsTheCircuitsError) {
  auto why = p::sized<kw_status>();
  why.code = KW_OUT_OF_RANGE, why.message = p::str("too deep");
  auto part = columns(KW_RESULT_COUNTS, 11, 0, nullptr);
  part.failure = &why;
  run(part, execute_options().shots(3));
  EXPECT_EQ(s.failure().code(), errc::out_of_range);
  EXPECT_EQ(s.failure().message(), "too deep");
}

TEST_F(Result, APluginsMemoryIsGivenBackWhenTheLastCopyIsGone) {
  s.open();
  static int released = 0;
  released = 0;
  one_key_job done(1024);
  done.results().owner = &released;
  done.results().release = [](void* n) { ++*static_cast<int*>(n); };
  s.plugin.submit = [&](kw_host*, const kw_submission*, kw_done d) { return s.plugin.answer(d, done.job()); };
  s.execute(stage::bell());
  ASSERT_TRUE(s.outcome && *s.outcome);
  {
    const result copy = **s.outcome;
    s.outcome.reset();
    EXPECT_EQ(released, 0);
    EXPECT_EQ(copy.count("00"), 1024U);
  }
  EXPECT_EQ(released, 1);
}

TEST(EmptyResult, HasNothing) {
  const result r;
  EXPECT_TRUE(r.counts().empty());
  EXPECT_EQ(r.shots(), 0U);
  EXPECT_TRUE(r.statevector().empty());
}

}  // namespace
}  // namespace ketway::tests
