#include "outcomes.hpp"

#include <gtest/gtest.h>

namespace ketway::ionq::tests {
namespace {

std::string shown(const word& w) {
  std::string s;
  for (const char c : w) s += c != 0 ? '1' : '0';
  return s;
}

TEST(DecimalKey, HasQubitZeroInItsLowestBit) {
  EXPECT_EQ(shown(*word_of_decimal("6")), "011");
  EXPECT_EQ(shown(*word_of_decimal("0")), "");
}

TEST(DecimalKey, MayBeLongerThanAMachineWord) {
  const auto long_word = word_of_decimal("36893488147419103233");  // 2^65 + 1
  EXPECT_EQ(shown(*long_word), "1" + std::string(64, '0') + "1");
  EXPECT_EQ(shown(*word_of_decimal("18446744073709551615")), std::string(64, '1'));
  EXPECT_EQ(shown(*word_of_decimal("18446744073709551616")), std::string(64, '0') + "1");
}

TEST(DecimalKey, IsRefusedWhereItIsNone) {
  for (const std::string& key : {std::string(), std::string("-1"), std::string("1.0"), std::string("0x1"),
                                 std::string(" 1"), std::string(5000, '1')})
    EXPECT_FALSE(word_of_decimal(key).has_value()) << key.substr(0, 20);
}

TEST(Keys, KeepTheOrderOfTheText) {
  EXPECT_EQ(keys_in_order(R"({"b": {"z": 1, "y": {"x": 2}}, "a": [{"w": 1}], "c": 3})"),
            (std::vector<std::string>{"b", "a", "c"}));
  EXPECT_TRUE(keys_in_order("[1]").empty());
  EXPECT_TRUE(keys_in_order("{").empty());
}

TEST(Rows, AreOrderedByValueAndDistinct) {
  weights w{{word("\0\1", 2), 1}, {word("\1\0", 2), 2}, {word("\1\0\0", 3), 3}, {word(), 4}};
  json more = json::object();
  const auto part = part_of(w, bit_map::identity(9), 10, more);
  EXPECT_EQ(part.kind, static_cast<std::uint32_t>(KW_RESULT_COUNTS));
  EXPECT_EQ(part.keys, (std::vector<std::uint8_t>{0, 0, 1, 0, 2, 0}));
  EXPECT_EQ(part.counts, (std::vector<std::uint64_t>{4, 5, 1}));
}

TEST(Rows, OfACircuitWithoutBitsAreOne) {
  weights w{{word("\1"), 0.5}, {word(), 0.5}};
  json more = json::object();
  const auto part = part_of(w, bit_map(), 10, more);
  EXPECT_EQ(part.rows, 1U);
  EXPECT_EQ(part.values, std::vector<double>{1});
}

TEST(Shots, MayBeNumbers) {
  const auto shots = read_shots(json::parse("[2, \"1\"]"));
  ASSERT_EQ(shots.size(), 2U);
  EXPECT_EQ(shown(shots[0]), "01");
}

}  // namespace
}  // namespace ketway::ionq::tests
