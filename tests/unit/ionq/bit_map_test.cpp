#include "bit_map.hpp"

#include <gtest/gtest.h>

#include "facts.hpp"
#include "memo.hpp"

namespace ketway::ionq::tests {
namespace {

constexpr std::uint32_t none = bit_map::unmeasured;

bit_map map_of(std::vector<std::uint32_t> qubits) {
  bit_map m;
  m.qubit_of = std::move(qubits);
  return m;
}

TEST(BitMap, PutsBitZeroLowestInTheFirstByte) {
  const auto m = map_of({3, 0, none, 1, 2, 5, 6, 7, 4});
  EXPECT_EQ(m.key_of(std::string("\1\0\0\1\1", 5)), std::string("\x03\x01", 2));
}

TEST(BitMap, ReadsZeroBeyondTheOutcome) { EXPECT_EQ(map_of({40}).key_of("\1"), std::string(1, '\0')); }

TEST(BitMaps, AreWrittenShortAndReadBack) {
  bit_maps all;
  all.append(bit_map::identity(5), 12);
  all.append(map_of({2, none, 0}));
  all.append(map_of({none, none, none, 7, 8, 3}));
  all.append(bit_map());
  EXPECT_EQ(all.text(), "12*5:0-4;3:2,_,0;6:_3,7-8,3;0:");
  bit_maps back;
  ASSERT_TRUE(back.read(all.text()));
  ASSERT_EQ(back.size(), 15U);
  for (std::size_t i = 0; i < back.size(); ++i) EXPECT_EQ(back.of(i), all.of(i)) << i;
}

TEST(BitMaps, ThatAreBrokenAreNotRead) {
  for (const char* text : {"x", "2:0", "1:0-4", "2:1-0", "0*1:0", "999999999*1:0", "2:0,", "2:0;;", "70000:0-69999",
                           "2:0 1", "-1:0", "3:_9", "1:0-", "5*"}) {
    bit_maps maps;
    EXPECT_FALSE(maps.read(text)) << text;
    EXPECT_EQ(maps.size(), 0U);
  }
}

TEST(Memo, IsReadBack) {
  job_memo m;
  m.want = 6, m.shots = 1000, m.sharpen = true, m.aggregation = "dnl";
  m.programs.append(map_of({1, 0}));
  const auto back = job_memo::read(m.text());
  EXPECT_EQ(back.text(), m.text());
  EXPECT_EQ(back.programs.of(0), map_of({1, 0}));
}

TEST(Memo, ThatIsNoneIsEmpty) {
  for (const char* text : {"", "null", "[]", R"({"v": 2, "bits": "1:0"})", R"({"v": 1, "bits": "1:9-"})"})
    EXPECT_EQ(job_memo::read(text).programs.size(), 0U) << text;
}

TEST(Memo, GoesThroughMetadataInPieces) {
  const std::string memo(900, 'm');
  string_map metadata{{"user", "text"}};
  ASSERT_TRUE(put_into(metadata, memo));
  EXPECT_EQ(metadata.size(), 4U);
  for (const auto& [key, value] : metadata) EXPECT_LE(value.size(), facts::metadata_value_bytes) << key;
  EXPECT_EQ(taken_from(metadata), memo);
}

TEST(Memo, ThatDoesNotFitIsLeftOut) {
  string_map metadata{{"user", "text"}};
  EXPECT_FALSE(put_into(metadata, std::string(4'000, 'm')));
  EXPECT_EQ(metadata.size(), 1U);
}

}  // namespace
}  // namespace ketway::ionq::tests
