// Bugs that are planted, and that the judge sees each.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "front.hpp"
#include "history.hpp"
#include "one_call.hpp"

namespace ketway::simulated {
namespace {

using emulator::purpose;
using emulator::transport_fault;
using std::chrono::seconds;

/// The planted bug: whoever hears no answer to a submission sends it again at once.
class hasty final : public front {
 public:
  using front::front;
  emulator::response handle(const emulator::request& r) override {
    const auto answer = inner_.handle(r);
    const bool lost =
        answer.fault == transport_fault::lost_answer || answer.fault == transport_fault::reset_after_accept;
    return lost && inner_.purpose_of(r) == purpose::submit ? inner_.handle(r) : answer;
  }
};

/// Another: whoever looks for a job by its token finds none.
class blind final : public front {
 public:
  using front::front;
  emulator::response handle(const emulator::request& r) override {
    auto answer = inner_.handle(r);
    auto body = nlohmann::ordered_json::parse(answer.body, nullptr, false);
    if (r.method != "GET" || !r.path().ends_with("/jobs") || !body.is_object() || !body.contains("jobs")) return answer;
    body["jobs"] = nlohmann::ordered_json::array();
    if (body.contains("count")) body["count"] = 0;
    answer.body = body.dump();
    return answer;
  }
};

template <class Bug>
std::string verdict_with(const scenario& s) {
  std::unique_ptr<Bug> bug;
  const auto plant = [&](emulator::cloud& c) {
    bug = std::make_unique<Bug>(c);
    return bug.get();
  };
  const history h = play(s, {}, interference().cloud(plant));
  return all_of(judge(s, h));
}

class PlantedBug : public ::testing::TestWithParam<bool> {};

TEST_P(PlantedBug, OfARetryOnALostAnswerIsSeen) {
  scenario s = one_call(GetParam(), {"reset_after_accept@submit*1"});
  EXPECT_EQ(verdict_with<front>(s), "");
  EXPECT_NE(verdict_with<hasty>(s).find("was accepted 2 times"), std::string::npos);
  s.journal.reset();
  EXPECT_NE(verdict_with<hasty>(s).find("was accepted 2 times"), std::string::npos);
}

TEST_P(PlantedBug, OfAResumeThatDoesNotFindWhatWasSentIsSeen) {
  bool seen = false;
  for (std::uint64_t at = 1; !seen; ++at) {
    const scenario s = with_one_kill(one_call(GetParam(), {}), at);
    const history h = play(s);
    ASSERT_FALSE(h.journal->ends.empty()) << "no kill makes this visible";
    EXPECT_EQ(verdict_with<front>(s), "");
    seen = verdict_with<blind>(s).find("was accepted 2 times") != std::string::npos;
  }
  EXPECT_TRUE(seen);
}

/// Another: a circuit of a batch costs nothing beside the first.
class cheap final : public front {
 public:
  using front::front;
  emulator::response handle(const emulator::request& r) override {
    auto answer = inner_.handle(r);
    if (r.target.find("/jobs/estimate") == std::string::npos || r.target.find("1q_gates=0&") == std::string::npos)
      return answer;
    auto body = nlohmann::ordered_json::parse(answer.body);
    for (const char* key : {"estimated_cost", "estimated_total_cost"})
      if (body.contains(key)) body[key] = 0;
    answer.body = body.dump();
    return answer;
  }
};

TEST(PlantedPrice, OfABatchThatIsPricedByItsFirstCircuitIsSeen) {
  scenario s = one_call(false, {});
  s.machine = true;
  s.calls[0].what = call_plan::kind::batch, s.calls[0].circuits = 3, s.calls[0].budget = 1.5;
  EXPECT_EQ(verdict_with<front>(s), "");
  EXPECT_NE(verdict_with<cheap>(s).find("passes its budget"), std::string::npos);
}

/// A disk that passes on what it is asked, to one that others have too.
class shared_disk : public journal_store {
 public:
  explicit shared_disk(std::shared_ptr<journal_store> inner) : inner_(std::move(inner)) {}
  const std::string& place() const noexcept override { return inner_->place(); }
  const std::string& owner() const noexcept override { return inner_->owner(); }
  std::vector<expected<void>> write(const std::vector<journal_write>& batch) override { return inner_->write(batch); }
  expected<job_record> find(std::string_view token) override { return inner_->find(token); }
  expected<job_record> find_id(std::string_view b, std::string_view id) override { return inner_->find_id(b, id); }
  expected<std::vector<job_record>> list(const job_filter& f) override { return inner_->list(f); }
  expected<std::string> submission(std::string_view token) override { return inner_->submission(token); }
  expected<std::vector<std::string>> results(std::string_view token) override { return inner_->results(token); }
  expected<std::vector<spending>> spent(std::uint64_t since) override { return inner_->spent(since); }
  expected<bool> lives(std::string_view owner) override { return inner_->lives(owner); }

 protected:
  const std::shared_ptr<journal_store> inner_;
};

/// Another: all who resume are one to the journal, as calls of one process are, and none asks what the others have in hand.
journal_opener with_one_owner(journal_opener inner) {
  const auto one = std::make_shared<std::shared_ptr<journal_store>>();
  return [one, inner = std::move(inner)](const auto& random) -> expected<std::unique_ptr<journal_store>> {
    if (!*one) {
      auto opened = inner(random);
      if (!opened) return std::move(opened.error());
      *one = std::move(*opened);
    }
    return std::unique_ptr<journal_store>(std::make_unique<shared_disk>(*one));
  };
}

/// Another: that a caller does not want a job any more is forgotten.
class forgetful_disk final : public shared_disk {
 public:
  using shared_disk::shared_disk;
  std::vector<expected<void>> write(const std::vector<journal_write>& batch) override {
    auto all = batch;
    for (journal_write& w : all)
      if (auto* p = std::get_if<journal_progress>(&w)) p->expires_ns.reset();
    return inner_->write(all);
  }
};
journal_opener without_ends(journal_opener inner) {
  return [inner = std::move(inner)](const auto& random) -> expected<std::unique_ptr<journal_store>> {
    auto opened = inner(random);
    if (!opened) return std::move(opened.error());
    return std::unique_ptr<journal_store>(std::make_unique<forgetful_disk>(std::move(*opened)));
  };
}

life_plan life_after(std::chrono::nanoseconds before) {
  life_plan l;
  l.before = before;
  return l;
}

TEST_P(PlantedBug, OfTwoThatResumeOneJobSideBySideIsSeen) {
  bool seen = false;
  for (std::uint64_t at = 1; !seen; ++at) {
    scenario s = with_one_kill(one_call(GetParam(), {"reset_before_accept@submit*1"}), at);
    for (int n = 0; n < 2; ++n) s.journal->lines.push_back({life_after(seconds(10))});
    const history h = play(s);
    ASSERT_FALSE(h.journal->ends.empty()) << "no kill makes this visible";
    EXPECT_EQ(all_of(judge(s, h)), "");
    const auto found = judge(s, play(s, {}, interference().disk(&with_one_owner)));
    seen = all_of(found).find("was accepted 2 times") != std::string::npos;
  }
  EXPECT_TRUE(seen);
}

TEST_P(PlantedBug, OfAResumeThatSendsWhatWasGivenUpIsSeen) {
  scenario s = one_call(GetParam(), {"reset_before_accept@submit*1"});
  s.calls[0].cancel = seconds(5);
  s.journal->lines[0].push_back(life_after(seconds(1)));
  const history h = play(s);
  EXPECT_EQ(all_of(judge(s, h)), "");
  ASSERT_TRUE(h.calls[0].let_go_ns);
  EXPECT_TRUE(h.books.empty());
  const auto found = judge(s, play(s, {}, interference().disk(&without_ends)));
  EXPECT_NE(all_of(found).find("was accepted after it was given up"), std::string::npos);
}

TEST_P(PlantedBug, OfAResumeInAnotherAccountIsSeen) {
  bool seen = false;
  for (std::uint64_t at = 1; !seen; ++at) {
    scenario s = with_one_kill(one_call(GetParam(), {}), at);
    s.journal->lines[0].push_back(life_after(seconds(1)));
    s.journal->lines[0].back().elsewhere = true;
    const history h = play(s);
    ASSERT_FALSE(h.journal->ends.empty()) << "no kill makes this visible";
    EXPECT_EQ(all_of(judge(s, h)), "");
    EXPECT_TRUE(h.elsewhere.empty());
    const std::string found = all_of(judge(s, play(s, {}, interference().alike())));
    seen = found.find("in another account") != std::string::npos;
  }
  EXPECT_TRUE(seen);
}

INSTANTIATE_TEST_SUITE_P(Of, PlantedBug, ::testing::Values(true, false),
                         [](const auto& p) { return p.param ? "ibm" : "ionq"; });

}  // namespace
}  // namespace ketway::simulated
