// GET /jobs/{id}/results in both forms. The encoded arrays are the verified ones of the service's fact sheet.
#include <zlib.h>

#include <cmath>

#include "cloud.hpp"

namespace ketway::ibm::tests {
namespace {

const std::string two_bits =
    "eJyb7BfqGxDJyFDGUK2eklqcXKRupaBeU2qorqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RomOgqGmjoKtQpkAy4GZmZGAOUiG78=";
const std::string ten_bits =
    "eJyb7BfqGxDJyFDGUK2eklqcXKRupaBeU2qorqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RrGOgpGmjoKtQpkAy4GRiYGBkYAHJwbvA==";
const std::string two_doubles =
    "eJyb7BfqGxDJyFDGUK2eklqcXKRupaBuk2ahrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RpGOpo6CrUKFAAu+"
    "dbXgTvkftpDaE4HAEnyIko=";
const std::string no_doubles =
    "eJyb7BfqGxDJyFDGUK2eklqcXKRupaBuk2ahrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RoGOpo6CrUKFAAuAFOzG1s=";

std::string base64(const std::string& bytes) {
  static constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t n = 0;
    for (std::size_t k = 0; k < 3; ++k)
      n = n << 8u | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    for (std::size_t k = 0; k < 4; ++k) out += i + k > bytes.size() ? '=' : digits[n >> (18 - 6 * k) & 63u];
  }
  return out;
}

/// base64(zlib(NPY)) of bytes, as IBM packs them.
std::string packed(const std::string& type, const std::string& shape, const std::string& data) {
  std::string dict = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
  while ((10 + dict.size() + 1) % 64 != 0) dict += ' ';
  dict += '\n';
  std::string npy("\x93NUMPY\x01\x00", 8);
  npy += static_cast<char>(dict.size() & 0xFFu);
  npy += static_cast<char>(dict.size() >> 8u);
  npy += dict + data;
  uLongf size = compressBound(npy.size());
  std::string out(size, '\0');
  compress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(npy.data()), npy.size());
  out.resize(size);
  return base64(out);
}

json tagged(const char* type, json value) { return {{"__type__", type}, {"__value__", std::move(value)}}; }
json bit_array(const std::string& data, int bits) {
  return tagged("BitArray", {{"array", tagged("ndarray", data)}, {"num_bits", bits}});
}
json data_bin(const json& fields, const json& names, const json& shape = json::array()) {
  return tagged("DataBin", {{"field_names", names}, {"field_types", {"x"}}, {"shape", shape}, {"fields", fields}});
}
json encoded(const json& bin) {
  return tagged("PrimitiveResult",
                {{"pub_results",
                  {tagged("SamplerPubResult", {{"data", bin}, {"metadata", {{"circuit_metadata", json::object()}}}})}},
                 {"metadata", {{"version", 2}}}});
}
json plain(const json& data) {
  return {{"results", {{{"data", data}, {"metadata", {{"circuit_metadata", json::object()}}}}}},
          {"metadata", {{"version", 2}}}};
}

using layout = std::vector<std::pair<std::string, int>>;
std::string memo(const layout& registers, std::uint64_t shots, std::uint64_t sets = 1, bool each = false) {
  json list = json::array();
  for (const auto& [name, size] : registers) list.push_back(json::array({name, size}));
  return json{{"v", 1},
              {"estimator", false},
              {"memory", true},
              {"shots", shots},
              {"layouts", json::array({list})},
              {"programs", json::array({json::array({1, 0, sets, each ? 1 : 0, 0})})}}
      .dump();
}
std::string estimator_memo(std::uint64_t sets, std::uint64_t observables) {
  return json{{"v", 1},
              {"estimator", true},
              {"memory", false},
              {"shots", 0},
              {"layouts", json::array({json::array()})},
              {"programs", json::array({json::array({1, 0, sets, 0, observables})})}}
      .dump();
}

outcome<std::vector<part>> fetched(const std::string& body, const std::string& memo) {
  cloud ibm;
  ibm.expect("GET", "/jobs/cq1/results", answer(200, body));
  return ibm.fetch("cq1", memo);
}
using table = std::map<std::string, std::uint64_t>;

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

TEST(EstimatorResults, ReadPlainScalars) {
  const auto r = fetched(R"({"results": [{"data": {"evs": 1.114, "stds": 0.0121, "ensemble_standard_error": 0.5},
      "metadata": {"shots": 4096}}], "metadata": {"version": 2}})",
                         estimator_memo(1, 1));
  ASSERT_TRUE(r.ok()) << r.status.what();
  EXPECT_EQ(r.value[0].kind, static_cast<std::uint32_t>(KW_RESULT_EXPECTATION));
  EXPECT_DOUBLE_EQ(r.value[0].value, 1.114);
  EXPECT_DOUBLE_EQ(r.value[0].error, 0.0121);
  EXPECT_EQ(r.value[0].shots, 4096u);
}

TEST(EstimatorResults, ReadTheBareWordsThatJsonHasNot) {
  const auto r = fetched(R"({"results": [{"data": {"evs": [NaN, 0.5, -1], "stds": [Infinity, 0.1, -Infinity]}}]})",
                         estimator_memo(1, 3));
  ASSERT_TRUE(r.ok()) << r.status.what();
  EXPECT_TRUE(std::isnan(r.value[0].value));
  EXPECT_EQ(r.value[0].error, INFINITY);
  EXPECT_EQ(r.value[2].error, -INFINITY);
  EXPECT_DOUBLE_EQ(r.value[1].value, 0.5);
}

TEST(EstimatorResults, AssignATableToObservablesAndSets) {
  const auto r =
      fetched(R"({"results": [{"data": {"evs": [[1, 2, 3], [4, 5, 6]], "stds": [[0, 0, 0], [0, 0, 0.5]]}}]})",
              estimator_memo(3, 2));
  ASSERT_TRUE(r.ok()) << r.status.what();
  ASSERT_EQ(r.value.size(), 6u);
  EXPECT_EQ(r.value[5].observable, 1u);
  EXPECT_EQ(r.value[5].set, 2u);
  EXPECT_EQ(r.value[5].value, 6);
  EXPECT_EQ(r.value[5].error, 0.5);
  EXPECT_EQ(r.value[1].set, 1u);
  EXPECT_EQ(r.value[1].value, 2);
}

TEST(EstimatorResults, DecodeTheVerifiedDoubles) {
  const json bin = data_bin({{"evs", tagged("ndarray", two_doubles)}, {"stds", {0.1, 0.2}}}, {"evs", "stds"});
  const auto r = fetched(encoded(bin).dump(), estimator_memo(1, 2));
  ASSERT_TRUE(r.ok()) << r.status.what();
  EXPECT_EQ(r.value[0].value, 1.57);
  EXPECT_EQ(r.value[1].value, 3.14);
  EXPECT_EQ(r.value[1].error, 0.2);
}

TEST(EstimatorResults, OfAnotherSizeAreDataLoss) {
  const json bin = data_bin({{"evs", tagged("ndarray", no_doubles)}}, {"evs"});
  EXPECT_EQ(fetched(encoded(bin).dump(), estimator_memo(1, 2)).status.code, static_cast<std::uint32_t>(KW_DATA_LOSS));
}

TEST(Fetch, TakesNoContentAsNotYet) {
  cloud ibm;
  ibm.expect("GET", "/jobs/cq1/results", 204, "");
  const auto r = ibm.fetch("cq1", memo({{"c", 1}}, 1));
  EXPECT_EQ(r.status.code, static_cast<std::uint32_t>(KW_UNAVAILABLE));
  EXPECT_EQ(r.status.flags, static_cast<std::uint32_t>(KW_RETRYABLE));
  EXPECT_GT(r.status.retry_after_ns, 0u);
}

TEST(Fetch, TakesATruncatedAnswerAsOneToAskForAgain) {
  const std::string all = plain({{"c", {{"samples", {"0x1"}}, {"num_bits", 1}}}}).dump();
  for (std::size_t n = 1; n < all.size(); ++n)
    EXPECT_EQ(fetched(all.substr(0, n), memo({{"c", 1}}, 1)).status.flags, static_cast<std::uint32_t>(KW_RETRYABLE))
        << n;
}

TEST(Fetch, TakesAWebPageAsOneToAskForAgain) {
  EXPECT_EQ(fetched("<html></html>", memo({{"c", 1}}, 1)).status.code, static_cast<std::uint32_t>(KW_UNAVAILABLE));
}

TEST(Fetch, FindsTheRegistersInTheJobWhereItHasNoMemo) {
  cloud ibm;
  ibm.expect("GET", "/jobs/cq1?exclude_params=false", 200,
             {{"id", "cq1"},
              {"program", {{"id", "sampler"}}},
              {"params", {{"pubs", {{"OPENQASM 3; bit[1] z; bit[2] a; z[0] = measure $0;", nullptr, 1}}}}}});
  ibm.expect("GET", "/jobs/cq1/results", 200,
             plain({{"a", {{"samples", {"0x2"}}, {"num_bits", 2}}}, {"z", {{"samples", {"0x1"}}, {"num_bits", 1}}}}));
  EXPECT_EQ(ibm.fetch("cq1", "").value.at(0).counts, (table{{"101", 1}}));
}

TEST(Fetch, TakesTheOrderFromTheAnswerWhereTheJobHasNoProgram) {
  cloud ibm;
  ibm.expect("GET", "/jobs/cq1?exclude_params=false", 200, {{"id", "cq1"}});
  ibm.expect("GET", "/jobs/cq1/results", 200, encoded(data_bin({{"c", bit_array(two_bits, 2)}}, {"c"})));
  EXPECT_EQ(ibm.fetch("cq1", "").value.at(0).counts, (table{{"00", 1}, {"11", 2}, {"01", 1}}));
}

TEST(Fetch, GuessesNoOrderOfRegisters) {
  cloud ibm;
  ibm.expect("GET", "/jobs/cq1?exclude_params=false", 200, {{"id", "cq1"}});
  ibm.expect("GET", "/jobs/cq1/results", 200,
             plain({{"a", {{"samples", {"0x2"}}, {"num_bits", 2}}}, {"z", {{"samples", {"0x1"}}, {"num_bits", 1}}}}));
  EXPECT_EQ(ibm.fetch("cq1", "").status.code, static_cast<std::uint32_t>(KW_DATA_LOSS));
}

TEST(Fetch, GivesTheOutcomesInOrderOnlyWhereTheyAreWanted) {
  json m = json::parse(memo({{"c", 1}}, 1));
  m["memory"] = false;
  EXPECT_EQ(fetched(plain({{"c", {{"samples", {"0x1"}}, {"num_bits", 1}}}}).dump(), m.dump()).value.size(), 1u);
}

TEST(Fetch, DecodesALargeAnswerOnAWorkerThread) {
  json samples = json::array();
  for (int i = 0; i < 20000; ++i) samples.push_back(i % 4 == 0 ? "0x1" : "0x0");
  const auto r = fetched(plain({{"c", {{"samples", samples}, {"num_bits", 1}}}}).dump(), memo({{"c", 1}}, 20000));
  ASSERT_TRUE(r.ok()) << r.status.what();
  EXPECT_EQ(r.value[0].counts, (table{{"0", 15000}, {"1", 5000}}));
}

}  // namespace
}  // namespace ketway::ibm::tests
