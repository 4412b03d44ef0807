// One bit order, counts that add up.
#include <gtest/gtest.h>

#include <array>

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

using count_list = std::vector<std::pair<std::string, std::uint64_t>>;
using probability_list = std::vector<std::pair<std::string, double>>;

count_list counts_seen(const result& r, std::string_view register_name = {}) {
  count_list all;
  const auto see = [&all](std::string_view key, std::uint64_t n) { all.emplace_back(key, n); };
  register_name.empty() ? r.each_count(see) : r.each_count(register_name, see);
  return all;
}

TEST_F(Result, OutcomesAreSeenInOrderOfTheirKeysWhateverTheOrderOfTheRows) {
  const std::uint8_t keys[] = {3, 0, 0, 4, 1, 0, 2, 0, 0, 1};
  const std::uint64_t counts[] = {1, 2, 4, 0, 8};
  auto part = columns(KW_RESULT_COUNTS, 11, 5, keys);
  part.counts = counts;
  run(part, execute_options().shots(15));
  EXPECT_EQ(counts_seen(value()),
            (count_list{{"00000000001", 4}, {"00000000011", 1}, {"00100000000", 8}, {"10000000000", 2}}));
}

TEST_F(Result, ARegistersOutcomesAreSeenInOrderAndSummed) {
  const std::uint8_t keys[] = {0b0110, 0, 0b0001, 4, 0b0101, 4, 0b0010, 5};
  const std::uint64_t counts[] = {1, 2, 4, 8};
  auto part = columns(KW_RESULT_COUNTS, 11, 4, keys);
  part.counts = counts;
  run(part, execute_options().shots(15));
  EXPECT_EQ(counts_seen(value(), "a"), (count_list{{"01", 6}, {"10", 9}})) << "sums over all values of the register";
  EXPECT_EQ(counts_seen(value(), "b"),
            (count_list{{"000000001", 1}, {"100000000", 2}, {"100000001", 4}, {"101000000", 8}}));
  EXPECT_THROW(counts_seen(value(), "nope"), exception);
}

TEST_F(Result, KeysLongerThanAMachineWordAreSeenInOrder) {
  circuit wide(4);
  wide.add_bits("low", 3), wide.add_bits("wide", 130);
  wide.measure(0, 0);
  std::array<std::uint8_t, 3 * 17> keys{};
  keys[0 * 17 + 16] = 0b0001'0000;  // bit 132
  keys[1 * 17 + 0] = 0b0000'1000;   // bit 3
  keys[2 * 17 + 8] = 0b0000'0001;   // bit 64
  const std::uint64_t counts[] = {1, 2, 4};
  auto part = columns(KW_RESULT_COUNTS, 133, 3, keys.data());
  part.counts = counts;
  run(part, execute_options().shots(7), std::move(wide));
  const auto one_at = [](std::size_t size, std::size_t bit) {
    std::string text(size, '0');
    text[size - 1 - bit] = '1';
    return text;
  };
  EXPECT_EQ(counts_seen(value()), (count_list{{one_at(133, 3), 2}, {one_at(133, 64), 4}, {one_at(133, 132), 1}}));
  EXPECT_EQ(counts_seen(value(), "wide"),
            (count_list{{one_at(130, 0), 2}, {one_at(130, 61), 4}, {one_at(130, 129), 1}}));
  EXPECT_EQ(value().num_rows(), 3U);
}

TEST_F(Result, ProbabilitiesAreSeenAsTheMapHasThem) {
  const std::uint8_t keys[] = {2, 0, 0, 0, 1, 0, 5, 0};
  const double values[] = {0.25, 0.5, 1e-13, 0.25};
  auto part = columns(KW_RESULT_PROBABILITIES, 11, 4, keys);
  part.values = values;
  run(part, execute_options().shots(0));
  probability_list all, low;
  value().each_probability([&all](std::string_view key, double p) { all.emplace_back(key, p); });
  value().each_probability("a", [&low](std::string_view key, double p) { low.emplace_back(key, p); });
  const auto whole_map = value().probabilities(), low_map = value().probabilities("a");
  EXPECT_EQ(all, probability_list(whole_map.begin(), whole_map.end()));
  EXPECT_EQ(low, probability_list(low_map.begin(), low_map.end()));
  EXPECT_TRUE(counts_seen(value()).empty());
}

TEST_F(Result, ShotsAreSeenInTheirOrder) {
  const std::uint8_t keys[] = {1, 0, 0, 4, 1, 0};
  run(columns(KW_RESULT_SHOTS, 11, 3, keys), execute_options().shots(3).memory(true));
  std::vector<std::string> all;
  value().each_shot([&all](std::string_view key) { all.emplace_back(key); });
  EXPECT_EQ(all, value().memory());
}

TEST(EmptyResult, HasNothing) {
  const result r;
  EXPECT_TRUE(r.counts().empty());
  EXPECT_EQ(r.shots(), 0U);
  EXPECT_TRUE(r.statevector().empty());
}

}  // namespace
}  // namespace ketway::tests
