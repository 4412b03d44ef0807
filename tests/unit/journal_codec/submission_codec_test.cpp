// Submissions as the journal keeps them.
#include "journal/submission_codec.hpp"

#include <gtest/gtest.h>

#include "journal/document.hpp"
#include "samples.hpp"

namespace ketway::tests {
namespace {

TEST(SubmissionCodec, GivesBackEveryByteThatAPluginCanSee) {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    const auto w = any_work(seed);
    const auto back = decode_submission(encode_submission(*w));
    ASSERT_TRUE(back) << seed << ": " << back.error().message();
    ASSERT_EQ(bytes_of(*(*back)->submission()), bytes_of(*w->submission())) << seed;
    ASSERT_EQ((*back)->client_token(), w->client_token());
  }
}

TEST(SubmissionCodec, GivesBackWhatIsNeededToReadTheResults) {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    const auto w = any_work(seed);
    const auto back = decode_submission(encode_submission(*w));
    ASSERT_TRUE(back);
    ASSERT_EQ(bytes_of(*(*back)->expected), bytes_of(*w->expected)) << seed;
    ASSERT_EQ((*back)->expected->size(), w->expected->size());
  }
}

TEST(SubmissionCodec, IsTheSameWhenItIsWrittenAgain) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const std::string bytes = encode_submission(*any_work(seed));
    EXPECT_EQ(encode_submission(**decode_submission(bytes)), bytes);
  }
}

TEST(SubmissionCodec, ShowsThePluginTheCircuitThatReadsItsResults) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const auto back = decode_submission(encode_submission(*any_work(seed))).value();
    const kw_submission& s = *back->submission();
    for (std::uint32_t i = 0; i < s.num_programs; ++i)
      if (const kw_circuit* c = s.programs[i]->circuit) {
        EXPECT_EQ(c, &back->expected->circuits[i].program.columns());
      }
  }
}

TEST(SubmissionCodec, TheExpectationOutlivesTheSubmission) {
  auto back = decode_submission(encode_submission(*any_work(3))).value();
  const auto kept = back->expected;
  const std::string before = bytes_of(*kept);
  back.reset();
  EXPECT_EQ(bytes_of(*kept), before);
}

TEST(SubmissionCodec, RefusesEveryDamagedByte) {
  const std::string whole = encode_submission(*any_work(2));
  for (std::size_t i = 0; i < whole.size(); ++i) {
    if (i == 4 || i == 6 || i == 7) continue;
    std::string bytes = whole;
    bytes[i] = static_cast<char>(bytes[i] + 1);
    const auto back = decode_submission(bytes);
    if (back)  // a bit that deflate does not look at
      ASSERT_EQ(encode_submission(**back), whole) << i;
    else
      ASSERT_EQ(back.error().code(), errc::data_loss) << i;
  }
}

TEST(SubmissionCodec, OfALaterVersionIsRefusedAsSuch) {
  std::string bytes = encode_submission(*any_work(2));
  bytes[4] = 2;
  EXPECT_EQ(decode_submission(bytes).error().code(), errc::failed_precondition);
}

/// A submission whose head has been changed, with a checksum that fits.
template <class Change>
expected<std::shared_ptr<work>> changed(std::uint64_t seed, const Change& change) {
  const auto d = document_reader::open(encode_submission(*any_work(seed)), 's', 1).value();
  document_writer to;
  for (std::size_t i = 0; i < d.head()["columns"].size(); ++i) to.column(d.text(i));
  to.head = d.head();
  change(to.head);
  return decode_submission(std::move(to).finish('s', 1));
}

std::uint64_t seed_with_a_sweep() {
  for (std::uint64_t seed = 0;; ++seed)
    if (any_work(seed)->expected->rows) return seed;
}

TEST(SubmissionCodec, LeavesMembersAloneThatItDoesNotKnow) {
  EXPECT_TRUE(changed(1, [](auto& head) {
    head["later"] = {1, 2}, head["programs"][0]["later"] = "x", head["programs"][0]["circuit"]["later"] = true;
  }));
}

TEST(SubmissionCodec, RefusesAHeadThatContradictsItself) {
  const auto refused = [](std::uint64_t seed, const auto& change) {
    const auto w = changed(seed, change);
    return !w && w.error().code() == errc::data_loss;
  };
  for (const char* key : {"device", "token", "shots", "seed", "want", "memory", "statevector", "programs"}) {
    EXPECT_TRUE(refused(1, [&](auto& head) { head.erase(key); })) << key;
    EXPECT_TRUE(refused(1, [&](auto& head) { head[key] = -1.5; })) << key;
  }
  for (const char* key : {"circuit", "measured_here", "format"})
    EXPECT_TRUE(refused(1, [&](auto& head) { head["programs"][0].erase(key); })) << key;
  EXPECT_TRUE(refused(1, [](auto& head) { head["programs"] = nlohmann::json::array(); }));
  EXPECT_TRUE(refused(1, [](auto& head) { head["token"] = "short"; }));
  EXPECT_TRUE(refused(1, [](auto& head) { head["programs"][0]["text"] = 99999; }));
  const std::uint64_t sweep = seed_with_a_sweep();
  EXPECT_TRUE(refused(sweep, [](auto& head) { head["sweep"]["rows"] = 77; }));
  EXPECT_TRUE(refused(sweep, [](auto& head) { head["sweep"]["rows"] = 1ULL << 63; }));
  EXPECT_TRUE(refused(sweep, [](auto& head) { head["sweep"]["names"] = {"a"}; }));
  EXPECT_TRUE(refused(sweep, [](auto& head) { head["programs"].push_back(head["programs"][0]); }));
}

TEST(SubmissionCodec, StoresACircuitOnceThatIsAlsoAProgram) {
  dice d(5);
  const auto w = make_simulated_world(1);
  device at = any_device(d);
  at.formats = {"kw.circuit/1"};
  const execute_options o;
  const work_builder b(at, o, *w);
  const auto built = b.build(prepared(plain_circuit(d, 6, 4000).measure_all(), true), "").value();
  const kw_circuit& c = *built->submission()->programs[0]->circuit;
  EXPECT_LT(encode_submission(*built).size(), c.num_gates * 4 + c.num_operands * 4 + c.num_params * 8 + 1000);
}

}  // namespace
}  // namespace ketway::tests
