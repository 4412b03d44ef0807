// Results as the journal and the cache keep them.
#include "journal/result_codec.hpp"

#include <gtest/gtest.h>

#include "journal/document.hpp"
#include "samples.hpp"

namespace ketway::tests {
namespace {

TEST(ResultCodec, GivesBackAllThatACallerCanSee) {
  bool memory = false, state = false, probabilities = false, rounded = false;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const result r = any_result(seed);
    const auto back = decode_result(encode_result(r).value());
    ASSERT_TRUE(back) << seed << ": " << back.error().message();
    ASSERT_EQ(bytes_of(*back), bytes_of(r)) << seed;
    memory |= !r.memory().empty(), state |= !r.statevector().empty();
    probabilities |= !r.probabilities().empty(), rounded |= r.rounded();
  }
  EXPECT_TRUE(memory && state && probabilities && rounded);
}

TEST(ResultCodec, GivesBackEachRegister) {
  const result r = any_result(4);
  const auto back = decode_result(encode_result(r).value()).value();
  ASSERT_FALSE(r.registers().empty());
  for (const auto& g : r.registers()) EXPECT_EQ(back.counts(g.name), r.counts(g.name));
}

TEST(ResultCodec, GivesBackAnEmptyResult) {
  const auto back = decode_result(encode_result(result()).value());
  ASSERT_TRUE(back);
  EXPECT_EQ(bytes_of(*back), bytes_of(result()));
}

TEST(ResultCodec, WritesAgainWhatItHasRead) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const std::string bytes = encode_result(any_result(seed)).value();
    EXPECT_EQ(encode_result(decode_result(bytes).value()).value(), bytes);
  }
}

TEST(ResultCodec, LeavesStateVectorsOutWhereTheyAreNotWanted) {
  std::uint64_t seed = 0;
  while (any_result(seed).statevector().empty()) ++seed;
  const result r = any_result(seed);
  const auto back = decode_result(encode_result(r, state_vector::left_out).value()).value();
  EXPECT_TRUE(back.statevector().empty());
  EXPECT_EQ(back.counts(), r.counts());
}

TEST(ResultCodec, RefusesEveryDamagedByte) {
  std::string whole;
  for (std::uint64_t seed = 0; whole.empty() || whole.size() > 500; ++seed)
    whole = encode_result(any_result(seed)).value();
  for (std::size_t i = 0; i < whole.size(); ++i) {
    if (i == 4 || i == 6 || i == 7) continue;
    std::string bytes = whole;
    bytes[i] = static_cast<char>(bytes[i] + 1);
    const auto back = decode_result(bytes);
    if (back)  // a bit that deflate does not look at
      ASSERT_EQ(encode_result(*back).value(), whole) << i;
    else
      ASSERT_EQ(back.error().code(), errc::data_loss) << i;
  }
}

TEST(ResultCodec, OfALaterVersionIsRefusedAsSuch) {
  std::string bytes = encode_result(any_result(6)).value();
  bytes[4] = 2;
  EXPECT_EQ(decode_result(bytes).error().code(), errc::failed_precondition);
}

/// A result of two bits whose columns a test fills.
class with_columns {
 public:
  with_columns() {
    nlohmann::json& head = to_.head;
    head["backend"] = "b", head["job"] = "", head["digest"] = 1, head["shots"] = 10;
    head["bits"].push_back(nlohmann::json::array({"c", 2}));
    head["timing"]["total"] = 1, head["cost"]["currency"] = "", head["cost"]["estimated"] = true;
    to_.head["metadata"] = to_.column("{}");
  }
  with_columns& counts(std::vector<std::uint8_t> keys, std::vector<std::uint64_t> counts) {
    nlohmann::json c = {{"rows", counts.size()}};
    c["keys"] = to_.column(std::span<const std::uint8_t>(keys));
    c["counts"] = to_.column(std::span<const std::uint64_t>(counts));
    to_.head["counts"] = std::move(c);
    return *this;
  }
  with_columns& probabilities(std::vector<std::uint8_t> keys, std::vector<double> values) {
    nlohmann::json c = {{"rows", values.size()}};
    c["keys"] = to_.column(std::span<const std::uint8_t>(keys));
    c["values"] = to_.column(std::span<const double>(values));
    to_.head["probabilities"] = std::move(c);
    return *this;
  }
  nlohmann::json& head() { return to_.head; }
  expected<result> read() { return decode_result(std::move(to_).finish('r', 1)); }

 private:
  document_writer to_;
};

bool damaged(const expected<result>& r) { return !r && r.error().code() == errc::data_loss; }

TEST(ResultCodec, ReadsColumnsThatAgree) {
  const auto r = with_columns().counts({0, 3}, {4, 6}).probabilities({1, 2}, {0.5, 0.5}).read();
  ASSERT_TRUE(r) << r.error().message();
  EXPECT_EQ(r->count("11"), 6U);
}

TEST(ResultCodec, RefusesColumnsThatContradictEachOther) {
  EXPECT_TRUE(damaged(with_columns().counts({0, 3}, {4, 7}).read()));  // not the shots
  EXPECT_TRUE(damaged(with_columns().counts({0, 0}, {4, 6}).read()));  // a key twice
  EXPECT_TRUE(damaged(with_columns().counts({0, 4}, {4, 6}).read()));  // a bit beyond the circuit's
  EXPECT_TRUE(damaged(with_columns().counts({0}, {4, 6}).read()));     // a key too few
  EXPECT_TRUE(damaged(with_columns().probabilities({0, 1}, {0.5, 0.6}).read()));
  EXPECT_TRUE(damaged(with_columns().probabilities({0, 1}, {0.5, std::nan("")}).read()));
  with_columns rows;
  rows.counts({0, 3}, {4, 6}).head()["counts"]["rows"] = UINT64_MAX;
  EXPECT_TRUE(damaged(rows.read()));
  with_columns state;
  state.head()["state"] = {{"rows", 1ULL << 40}, {"qubits", 40}, {"values", 0}};
  EXPECT_TRUE(damaged(state.read()));
}

TEST(ResultCodec, LeavesMembersAloneThatItDoesNotKnow) {
  with_columns r;
  r.counts({0}, {10}).head()["later"] = {{"a", {1, 2}}};
  EXPECT_TRUE(r.read());
}

TEST(ResultCodec, RefusesAHeadWithoutItsMembers) {
  for (const char* key : {"backend", "job", "digest", "bits", "shots", "timing", "cost", "metadata"}) {
    with_columns r;
    r.counts({0}, {10}).head().erase(key);
    EXPECT_TRUE(damaged(r.read())) << key;
  }
}

TEST(ResultCodec, SaysHowMuchMemoryTheColumnsTake) {
  EXPECT_EQ(bytes_of_columns(result()), 0U);
  const auto r = with_columns().counts({0, 3}, {4, 6}).read().value();
  EXPECT_EQ(bytes_of_columns(r), 2 + 2 + 16U);  // metadata, keys, counts
}

}  // namespace
}  // namespace ketway::tests
