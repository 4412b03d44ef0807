// GET /jobs/{id}/results: samples, in both forms.
#include "result_forms.hpp"

namespace ketway::ibm::tests {
namespace {

TEST(PlainResults, CountHexadecimalOutcomes) {
  const auto r =
      fetched(plain({{"meas", {{"samples", {"0x3", "0x0", "0x3"}}, {"num_bits", 2}}}}).dump(), memo({{"meas", 2}}, 3));
  ASSERT_TRUE(r.ok()) << r.status.what();
  ASSERT_EQ(r.value.size(), 2u);
  EXPECT_EQ(r.value[0].counts, (table{{"11", 2}, {"00", 1}}));
  EXPECT_EQ(r.value[0].shots, 3u);
  EXPECT_EQ(r.value[0].metadata, R"({"circuit_metadata":{}})");
  EXPECT_EQ(r.value[1].outcomes, (std::vector<std::string>{"11", "00", "11"}));
}

TEST(PlainResults, KeepEveryBitOfNumbersThatNoDoubleHolds) {
  const auto r =
      fetched(plain({{"c", {{"samples", {"0x20000000000001"}}, {"num_bits", 54}}}}).dump(), memo({{"c", 54}}, 1));
  ASSERT_TRUE(r.ok()) << r.status.what();
  EXPECT_EQ(r.value[0].counts, (table{{"1" + std::string(52, '0') + "1", 1}}));
}

TEST(PlainResults, ReadAHundredAndFiftySixBitsInAnyCase) {
  const std::string digits = "A" + std::string(37, '0') + "b";
  const auto r = fetched(plain({{"c", {{"samples", {"0x" + digits}}}}}).dump(), memo({{"c", 156}}, 1));
  ASSERT_TRUE(r.ok()) << r.status.what();
  EXPECT_EQ(r.value[0].counts, (table{{"1010" + std::string(148, '0') + "1011", 1}}));
}

TEST(PlainResults, PutTheFirstRegisterLowest) {
  const json data = {{"zz", {{"samples", {"0x1", "0x2"}}, {"num_bits", 2}}},
                     {"aa", {{"samples", {"0x1", "0x6"}}, {"num_bits", 3}}}};
  const auto r = fetched(plain(data).dump(), memo({{"zz", 2}, {"aa", 3}}, 2));
  ASSERT_TRUE(r.ok()) << r.status.what();
  EXPECT_EQ(r.value[1].outcomes, (std::vector<std::string>{"00101", "11010"}));
}

TEST(PlainResults, TakeNestedListsAsParameterSets) {
  const json data = {{"c", {{"samples", json::parse(R"([["0x0", "0x1"], ["0x1", "0x1"]])")}, {"num_bits", 1}}}};
  const auto r = fetched(plain(data).dump(), memo({{"c", 1}}, 2, 2));
  ASSERT_TRUE(r.ok()) << r.status.what();
  EXPECT_EQ(r.value[0].counts, (table{{"0", 1}, {"1", 1}}));
  EXPECT_EQ(r.value[2].set, 1u);
  EXPECT_EQ(r.value[2].counts, (table{{"1", 2}}));
}

TEST(PlainResults, OfOnePubASetAreGatheredUnderTheirProgram) {
  json all = plain({{"c", {{"samples", {"0x0"}}, {"num_bits", 1}}}});
  all["results"].push_back({{"data", {{"c", {{"samples", {"0x1"}}, {"num_bits", 1}}}}}});
  const auto r = fetched(all.dump(), memo({{"c", 1}}, 1, 2, true));
  ASSERT_TRUE(r.ok()) << r.status.what();
  EXPECT_EQ(r.value[2].program, 0u);
  EXPECT_EQ(r.value[2].set, 1u);
  EXPECT_EQ(r.value[2].counts, (table{{"1", 1}}));
}

TEST(PlainResults, WithoutShotsAreEmpty) {
  const auto r = fetched(plain({{"c", {{"samples", json::array()}, {"num_bits", 1}}}}).dump(), memo({{"c", 1}}, 0));
  ASSERT_TRUE(r.ok()) << r.status.what();
  EXPECT_TRUE(r.value[0].counts.empty());
}

TEST(PlainResults, ThatDoNotFitAreDataLoss) {
  const std::vector<json> broken{
      {{"c", {{"samples", {"0x4"}}, {"num_bits", 2}}}},  // a third bit
      {{"c", {{"samples", {"0xg"}}, {"num_bits", 2}}}},  // no digit
      {{"c", {{"samples", {"3"}}, {"num_bits", 2}}}},    // no number in that form
      {{"c", {{"samples", {3}}, {"num_bits", 2}}}},      // no text
      {{"c", {{"samples", {"0x1"}}, {"num_bits", 3}}}},  // another size than declared
      {{"d", {{"samples", {"0x1"}}, {"num_bits", 2}}}},  // another register
      {{"c", {{"samples", "0x1"}, {"num_bits", 2}}}},    // no list
      {{"c", json::array()}},                            // nothing
  };
  for (const auto& data : broken)
    EXPECT_EQ(fetched(plain(data).dump(), memo({{"c", 2}}, 1)).status.code, static_cast<std::uint32_t>(KW_DATA_LOSS))
        << data;
}

TEST(EncodedResults, DecodeTheVerifiedTwoBits) {
  const auto r =
      fetched(encoded(data_bin({{"meas", bit_array(two_bits, 2)}}, {"meas"})).dump(), memo({{"meas", 2}}, 4));
  ASSERT_TRUE(r.ok()) << r.status.what();
  EXPECT_EQ(r.value[0].counts, (table{{"00", 1}, {"11", 2}, {"01", 1}}));
  EXPECT_EQ(r.value[1].outcomes, (std::vector<std::string>{"00", "11", "11", "01"}));
}

TEST(EncodedResults, DecodeTheVerifiedTenBits) {
  const auto r = fetched(encoded(data_bin({{"c", bit_array(ten_bits, 10)}}, {"c"})).dump(), memo({{"c", 10}}, 3));
  ASSERT_TRUE(r.ok()) << r.status.what();
  EXPECT_EQ(r.value[1].outcomes, (std::vector<std::string>{"0000000001", "1000000000", "0000000001"}));
}

TEST(EncodedResults, CombineARealTwoRegisterRun) {
  // Ten bits and five bits, eight shots: the values of a device's own answer.
  std::string ten, five;
  for (const int v : {0, 1, 1023, 512, 7, 256, 1000, 3})
    ten += static_cast<char>(v >> 8), ten += static_cast<char>(v & 255);
  for (const int v : {0, 31, 1, 16, 5, 8, 2, 31}) five += static_cast<char>(v);
  const json fields = {{"a", bit_array(packed("|u1", "(8, 2)", ten), 10)},
                       {"b", bit_array(packed("|u1", "(8, 1)", five), 5)}};
  const auto r = fetched(encoded(data_bin(fields, {"a", "b"})).dump(), memo({{"a", 10}, {"b", 5}}, 8));
  ASSERT_TRUE(r.ok()) << r.status.what();
  EXPECT_EQ(r.value[1].outcomes[1], "111110000000001");
  EXPECT_EQ(r.value[1].outcomes[2], "000011111111111");
  EXPECT_EQ(r.value[1].outcomes[6], "000101111101000");
}

TEST(EncodedResults, SplitTheRowsOfASweepIntoItsSets) {
  const std::string data("\x00\x01\x01\x01\x00\x00", 6);
  const json bin = data_bin({{"c", bit_array(packed("|u1", "(3, 2, 1)", data), 1)}}, {"c"}, {3});
  const auto r = fetched(encoded(bin).dump(), memo({{"c", 1}}, 2, 3));
  ASSERT_TRUE(r.ok()) << r.status.what();
  ASSERT_EQ(r.value.size(), 6u);
  EXPECT_EQ(r.value[0].counts, (table{{"0", 1}, {"1", 1}}));
  EXPECT_EQ(r.value[2].counts, (table{{"1", 2}}));
  EXPECT_EQ(r.value[4].set, 2u);
  EXPECT_EQ(r.value[4].counts, (table{{"0", 2}}));
}

TEST(EncodedResults, RefuseAnArrayThatUnpacksToMoreThanTheShots) {
  const std::string bomb(64u << 20u, '\0');
  const json bin = data_bin({{"c", bit_array(packed("|u1", "(67108864, 1)", bomb), 1)}}, {"c"});
  const auto r = fetched(encoded(bin).dump(), memo({{"c", 1}}, 1000));
  EXPECT_EQ(r.status.code, static_cast<std::uint32_t>(KW_DATA_LOSS));
  EXPECT_NE(std::string(r.status.what()).find("unpacks to more"), std::string::npos);
}

TEST(EncodedResults, ThatAreBrokenAreDataLoss) {
  const std::vector<std::string> arrays{
      "",
      "?",
      "eJyb7BfqGxDJyFDGUK2e",                       // ends within the stream
      base64("no zlib"),                            //
      packed("|u1", "(4, 2)", "abcd"),              // fewer bytes than its shape
      packed("|u1", "(4, 1)", "\x04\x01\x01\x01"),  // a bit beyond the register
      packed("<f8", "(1, 1)", "12345678"),          // no bytes
      packed("|u1", "(18446744073709551615, 18446744073709551615)", ""),
      packed("|u1", "(4,", "abcd"),
  };
  for (const auto& data : arrays)
    EXPECT_EQ(fetched(encoded(data_bin({{"c", bit_array(data, 2)}}, {"c"})).dump(), memo({{"c", 2}}, 4)).status.code,
              static_cast<std::uint32_t>(KW_DATA_LOSS))
        << data;
}

}  // namespace
}  // namespace ketway::ibm::tests
