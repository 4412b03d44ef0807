// Random writes against a plain model: answers, states, owners, sums.

#include <map>
#include <set>

#include "journals.hpp"

namespace ketway::test {
namespace {

using journal_model = every_journal;
KETWAY_FOR_EVERY_JOURNAL(journal_model);

class modelled {
 public:
  modelled() = default;
  journal_state state = journal_state::intended;
  std::string owner;
  int reserved = 0;         // thousandths
  std::optional<int> cost;  // thousandths
  billing billed = billing::unknown;
  bool removed = false;
  std::uint64_t day = 0;
  int counts() const {
    if (cost) return *cost;
    const bool free = state == journal_state::refused || (is_end(state) && billed == billing::not_billed);
    return free ? 0 : reserved;
  }
};

class model {
 public:
  model() = default;
  std::map<std::string, modelled> jobs;

  int spent(std::optional<std::uint64_t> day) const {
    int sum = 0;
    for (const auto& [token, j] : jobs)
      if (!day || j.day == *day) sum += j.counts();
    return sum;
  }
  modelled* find(const std::string& token) {
    const auto found = jobs.find(token);
    return found == jobs.end() || found->second.removed ? nullptr : &found->second;
  }
};

constexpr int day_limit = 4000, limit_ever = 9000;

class random_writes {
 public:
  explicit random_writes(std::uint64_t seed) : bits_(seed) {}
  int below(int n) { return static_cast<int>(bits_() % static_cast<std::uint64_t>(n)); }

  /// A write, what the model says to it, and the model moved on.
  std::pair<journal_write, errc> next(model& m, const std::string& own, const std::set<std::string>& living) {
    const std::string token = "t" + std::to_string(below(60));
    switch (below(8)) {
      case 0:
      case 1:
      case 2: return an_intent(m, token, own);
      case 3:
      case 4:
      case 5: return a_progress(m, token);
      case 6: return a_claim(m, token, own, living);
      default: return a_removal(m, token);
    }
  }

 private:
  std::pair<journal_write, errc> an_intent(model& m, const std::string& token, const std::string& own) {
    modelled j;
    j.owner = own, j.reserved = below(900), j.day = static_cast<std::uint64_t>(below(3));
    job_record r = priced(token, j.reserved / 1000.0);
    r.created_ns = noon_ns + j.day * day_ns;
    const journal_write w = intent(r, {budget_limit(budget_limit::span::day, day_limit / 1000.0, "USD"),
                                       budget_limit(budget_limit::span::ever, limit_ever / 1000.0, "USD")});
    if (m.jobs.contains(token)) return {w, errc::already_exists};
    if (j.reserved > 0 && (m.spent(j.day) + j.reserved > day_limit || m.spent({}) + j.reserved > limit_ever))
      return {w, errc::resource_exhausted};
    m.jobs[token] = j;
    return {w, errc::ok};
  }
  std::pair<journal_write, errc> a_progress(model& m, const std::string& token) {
    journal_progress w = progress(token, static_cast<journal_state>(below(8)));
    modelled* j = m.find(token);
    std::optional<int> cost;
    // Facts that come late never make a job dearer than it counts already, so that the limits are never passed.
    if (j != nullptr && below(3) == 0) cost = below(j->counts() + 1), w.cost = *cost / 1000.0, w.unit = "USD";
    if (j != nullptr && !is_end(j->state) && below(3) == 0) w.billed = static_cast<billing>(below(3));
    if (j == nullptr) return {w, errc::not_found};
    if (w.state == j->state || may_follow(j->state, w.state)) {
      j->state = w.state;
      if (cost) j->cost = cost;
      if (w.billed) j->billed = *w.billed;
    }
    return {w, errc::ok};
  }
  std::pair<journal_write, errc> a_claim(model& m, const std::string& token, const std::string& own,
                                         const std::set<std::string>& living) {
    modelled* j = m.find(token);
    if (j == nullptr) return {journal_claim(token), errc::not_found};
    if (j->owner != own && living.contains(j->owner)) return {journal_claim(token), errc::aborted};
    j->owner = own;
    return {journal_claim(token), errc::ok};
  }
  std::pair<journal_write, errc> a_removal(model& m, const std::string& token) {
    modelled* j = m.find(token);
    if (j == nullptr) return {journal_removal(token), errc::not_found};
    if (!is_end(j->state)) return {journal_removal(token), errc::failed_precondition};
    j->removed = true;
    return {journal_removal(token), errc::ok};
  }
  std::mt19937_64 bits_;
};

void compare(journal_store& s, model& m) {
  std::size_t there = 0;
  for (const auto& [token, j] : m.jobs) {
    const auto got = s.find(token);
    ASSERT_EQ(bool(got), !j.removed) << token;
    if (!got) continue;
    ++there;
    EXPECT_EQ(got->state, j.state) << token;
    EXPECT_EQ(got->owner, j.owner) << token;
    EXPECT_EQ(got->billed, j.billed) << token;
    ASSERT_EQ(got->cost.has_value(), j.cost.has_value()) << token;
  }
  EXPECT_EQ(s.list(job_filter()).value().size(), there);
  const auto sum = [&](std::uint64_t since) {
    const std::vector<spending> parts = s.spent(since).value();
    double all = 0;
    for (const spending& one : parts) all += one.settled + one.reserved;
    return all;
  };
  EXPECT_NEAR(sum(0), m.spent({}) / 1000.0, 1e-9);
  EXPECT_NEAR(sum(noon_ns + 2 * day_ns), m.spent(2) / 1000.0, 1e-9);
  EXPECT_LE(m.spent({}), limit_ever);
}

TEST_P(journal_model, IsWhatAllItsStoresTogetherWrote) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SetUp();  // an empty journal
    random_writes random(seed);
    model m;
    std::vector<store_ptr> stores;
    std::set<std::string> living;
    for (int i = 0; i < 3; ++i) stores.push_back(open()), living.insert(stores.back()->owner());
    for (int round = 0; round < 60; ++round) {
      store_ptr& s = stores.at(static_cast<std::size_t>(random.below(3)));
      if (random.below(6) == 0) {
        living.erase(s->owner());
        s.reset();
        s = open();
        living.insert(s->owner());
      }
      std::vector<journal_write> batch;
      std::vector<errc> expected_answers;
      for (int n = random.below(8); n >= 0; --n) {
        auto [w, answer] = random.next(m, s->owner(), living);
        batch.push_back(std::move(w)), expected_answers.push_back(answer);
      }
      const auto answers = s->write(batch);
      ASSERT_EQ(answers.size(), batch.size());
      for (std::size_t i = 0; i < answers.size(); ++i)
        ASSERT_EQ(code_of(answers[i]), expected_answers[i]) << round << " " << i;
    }
    compare(*stores[0], m);
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace ketway::test
