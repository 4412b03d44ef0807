// What the journal says in the end against what the cloud's books say.
#include <algorithm>
#include <map>

#include "history.hpp"
#include "journal_watch.hpp"

namespace ketway::simulated {
namespace {

using emulator::ledger_entry;

constexpr double second_usd = 1.6;  // IBM's published price, as the plugin has it where no plan is named

class comparison {
 public:
  comparison(const scenario& s, const history& h) : of_(s), h_(h), j_(*h.journal) {
    for (const auto* books : {&h.books, &h.elsewhere})
      for (const ledger_entry& e : *books) jobs_.emplace(e.job, &e);
  }

  std::vector<std::string> findings() {
    for (const std::string& b : j_.breaches) found_.push_back(b);
    for (const std::string& u : j_.unsettled) found_.push_back("in the end " + u);
    std::map<std::string, int> known;
    for (const job_record& r : j_.records) {
      look_at(r);
      if (!r.id.empty() && ++known[r.id] == 2) add(r, "has the id of another");
    }
    for (const auto& [id, e] : jobs_)
      if (!known.contains(id)) found_.push_back("the journal lost job " + id);
    for (const told& t : j_.reread) look_at_reread(t);
    for (const told& t : j_.resumed) look_at_resumed(t);
    for (const given_up& g : j_.cancelled) look_at(g);
    for (const call_history& c : h_.calls) count_intents(c), look_at(c), look_at_money(c), look_at_end(c);
    for (const budget_limit& l : of_.journal->limits) add_up(l);
    return std::move(found_);
  }

 private:
  void look_at(const job_record& r) {
    if (!is_end(r.state)) return add(r, "has not ended: " + std::string(to_string(r.state)));
    const auto accepted =
        std::count_if(jobs_.begin(), jobs_.end(), [&](const auto& e) { return carries(*e.second, r.token); });
    if (accepted > 1) add(r, "was accepted " + std::to_string(accepted) + " times");
    if (r.state == journal_state::refused) {
      if (accepted > 0 || jobs_.contains(r.id)) add(r, "is said never to have been accepted, and was");
      return;
    }
    const auto place = jobs_.find(r.id);
    if (place == jobs_.end()) return add(r, "was never accepted, and is " + std::string(to_string(r.state)));
    const ledger_entry& e = *place->second;
    if (e.shots != r.shots * std::max(1U, r.num_results)) add(r, "is another job's");
    if (!carries(e, r.token)) add(r, "does not carry its token");
    if (r.state == journal_state::failed) add(r, "failed: " + r.failure);
    if (r.state == journal_state::done && (!r.stored || e.cancelled)) add(r, "is done, and has no results");
    if (r.state == journal_state::cancelled && !e.cancelled) add(r, "was not cancelled");
    if (r.billed == billing::not_billed && e.billed > 0) add(r, "was billed, and the journal says that it was not");
    if (r.cost && *r.cost > 0 && e.settled && e.billed == 0) add(r, "was not billed, and the journal says that it was");
  }

  /// Providers have rules for tags, so a token may have something in front.
  static bool carries(const ledger_entry& e, const std::string& token) {
    return std::any_of(e.tokens.begin(), e.tokens.end(), [&](const std::string& t) { return t.ends_with(token); });
  }
  const job_record* record_of(const std::string& uri) const {
    const auto it = std::find_if(j_.records.begin(), j_.records.end(), [&](const job_record& r) {
      return r.uri() == uri || uri.ends_with("/token:" + r.token);
    });
    return it == j_.records.end() ? nullptr : &*it;
  }
  static bool complete(const results& all, const job_record& r) {
    const auto whole = [&](const result& one) {
      std::uint64_t sum = 0;
      for (const auto& [key, count] : one.counts()) sum += count;
      return sum == r.shots;
    };
    return all.size() == std::max(1U, r.num_results) && std::all_of(all.begin(), all.end(), whole);
  }

  void look_at_reread(const told& t) {
    const job_record* r = record_of(t.uri);
    if (!r) return found_.push_back(t.uri + " is not in the journal");
    if (r->state == journal_state::done) {
      if (!t.outcome)
        add(*r, "cannot be read again: " + t.outcome.error().to_string());
      else if (!complete(*t.outcome, *r))
        add(*r, "is read again with another number of shots");
    } else if (t.outcome) {
      add(*r, "has a result, and is " + std::string(to_string(r->state)));
    }
  }
  void look_at_resumed(const told& t) {
    const job_record* r = record_of(t.uri);
    if (!r) return found_.push_back(t.uri + " was resumed, and is not in the journal");
    if (t.outcome) {
      if (r->state != journal_state::done || !complete(*t.outcome, *r)) add(*r, "gave another result");
      return;
    }
    const error& e = t.outcome.error();
    if (e.code() == errc::internal || e.code() == errc::unknown || e.code() == errc::ok)
      add(*r, "failed without a type: " + e.to_string());
    const auto place = jobs_.find(r->id);
    if (e.billed() == billing::not_billed && place != jobs_.end() && place->second->billed > 0)
      add(*r, "was billed, and whoever resumed it is told that it was not: " + e.to_string());
  }

  void count_intents(const call_history& c) {
    std::uint64_t all = 0, refused = 0;
    for (const job_record& r : j_.records) {
      if (r.shots != c.plan.shots) continue;
      ++all, refused += r.state == journal_state::refused ? 1 : 0;
    }
    // A device that says too little of itself is taken for one that runs no sweeps: then each row is a submission.
    const std::uint64_t most = c.plan.what == call_plan::kind::sweep ? c.plan.circuits : of_.parts(c.plan);
    if (all > most || all - refused > of_.parts(c.plan))
      found_.push_back("the call of " + std::to_string(c.plan.shots) + " shots has " + std::to_string(all) +
                       " intents");
  }

  /// What a caller was told against what the journal came to.
  void look_at(const call_history& c) {
    if (!c.outcome) return;
    const std::uint64_t parts = of_.parts(c.plan);
    std::uint64_t done = 0, refused = 0, all = 0;
    for (const job_record& r : j_.records) {
      if (r.shots != c.plan.shots) continue;
      ++all;
      done += r.state == journal_state::done ? 1 : 0;
      refused += r.state == journal_state::refused ? 1 : 0;
    }
    if (all == 0) return;
    std::uint64_t results = 0, denied = 0;
    for (std::size_t i = 0; i < std::min<std::size_t>(parts, c.outcome->size()); ++i) {
      const auto& one = (*c.outcome)[i];
      results += one ? 1 : 0;
      if (one) continue;
      const error& e = one.error();
      denied += e.fate() == job_fate::none && !e.maybe_executed() && e.billed() == billing::not_billed ? 1 : 0;
    }
    const std::string who = "the call of " + std::to_string(c.plan.shots) + " shots ";
    if (results > done) found_.push_back(who + "has a result, and its job is not done");
    if (all - refused + denied > parts)
      found_.push_back(who +
                       "was said never to have been accepted, and has a job: " + failure_of(*c.outcome)->to_string());
  }

  void look_at(const given_up& g) {
    for (const auto& [id, e] : jobs_) {
      if (!carries(*e, g.token)) continue;
      if (e->accepted_ns > g.at_ns)
        found_.push_back("job " + g.token + " was accepted after its caller was told that it is cancelled");
      else if (!e->cancelled)
        found_.push_back("job " + g.token + " is said to be cancelled, and was not");
      if (g.never_ran && e->billed > 0) found_.push_back("job " + g.token + " was billed, and is said not to have run");
    }
  }
  /// Its caller did not want it any more.
  void look_at_end(const call_history& c) {
    if (!c.let_go_ns) return;
    for (const auto& [id, e] : jobs_) {
      if (e->shots != of_.shots_of_part(c.plan) || e->accepted_ns <= *c.let_go_ns) continue;
      const bool heard = std::none_of(j_.unheard.begin(), j_.unheard.end(),
                                      [&](const std::string& token) { return carries(*e, token); });
      if (heard)
        found_.push_back("the call of " + std::to_string(c.plan.shots) + " shots was accepted after it was given up");
    }
  }
  void look_at_money(const call_history& c) {
    if (!c.plan.budget) return;
    for (const auto& [id, e] : jobs_)
      if (e->shots == of_.shots_of_part(c.plan) && usd(*e) > *c.plan.budget * (1 + 1e-9))
        found_.push_back("the call of " + std::to_string(c.plan.shots) + " shots passes its budget of " +
                         std::to_string(*c.plan.budget) + ": billed was " + std::to_string(usd(*e)));
  }

  void add_up(const budget_limit& l) {
    for (const job_record& r : j_.records) {
      double sum = 0;
      for (const job_record& o : j_.records)
        if (&o == &r ? l.concerns(r) : counts(l, o, r.created_ns)) sum += billed(o);
      if (sum > l.amount() * (1 + 1e-9))
        add(r, "with others passes a limit of " + std::to_string(l.amount()) + ": billed was " + std::to_string(sum));
    }
  }
  /// By the cloud's books, in USD.
  double billed(const job_record& r) const {
    const auto place = jobs_.find(r.id);
    if (place == jobs_.end()) return 0;
    return usd(*place->second);
  }
  double usd(const ledger_entry& e) const { return e.billed * (of_.ibm ? second_usd : 1); }
  void add(const job_record& r, const std::string& what) {
    found_.push_back("job " + r.token + " of " + std::to_string(r.shots) + " shots " + what);
  }

  const scenario& of_;
  const history& h_;
  const journal_history& j_;
  std::map<std::string, const ledger_entry*> jobs_;
  std::vector<std::string> found_;
};

}  // namespace

std::vector<std::string> judge_journal(const scenario& s, const history& h) { return comparison(s, h).findings(); }

}  // namespace ketway::simulated
