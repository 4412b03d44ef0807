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
    for (const ledger_entry& e : h.books) jobs_.emplace(e.job, &e);
  }

  std::vector<std::string> findings() {
    for (const std::string& b : j_.breaches) found_.push_back(b);
    for (const std::string& u : j_.unsettled) found_.push_back("in the end " + u);
    std::map<std::string, int> known;
    std::map<std::uint64_t, int> intents;
    for (const job_record& r : j_.records) {
      look_at(r);
      if (!r.id.empty() && ++known[r.id] == 2) add(r, "has the id of another");
      if (++intents[r.shots] == 2) add(r, "is a second intent of one call");
    }
    for (const ledger_entry& e : h_.books)
      if (!known.contains(e.job)) found_.push_back("the journal lost job " + e.job);
    for (const told& t : j_.reread) look_at_reread(t);
    for (const told& t : j_.resumed) look_at_resumed(t);
    for (const call_history& c : h_.calls) look_at(c);
    for (const budget_limit& l : of_.journal->limits) add_up(l);
    return std::move(found_);
  }

 private:
  void look_at(const job_record& r) {
    if (!is_end(r.state)) return add(r, "has not ended: " + std::string(to_string(r.state)));
    const bool accepted =
        std::any_of(h_.books.begin(), h_.books.end(), [&](const ledger_entry& e) { return carries(e, r.token); });
    if (r.state == journal_state::refused) {
      if (accepted || jobs_.contains(r.id)) add(r, "is said never to have been accepted, and was");
      return;
    }
    const auto place = jobs_.find(r.id);
    if (place == jobs_.end()) return add(r, "was never accepted, and is " + std::string(to_string(r.state)));
    const ledger_entry& e = *place->second;
    if (e.shots != r.shots) add(r, "is another job's");
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
  static std::uint64_t sum_of(const result& r) {
    std::uint64_t sum = 0;
    for (const auto& [key, count] : r.counts()) sum += count;
    return sum;
  }

  void look_at_reread(const told& t) {
    const job_record* r = record_of(t.uri);
    if (!r) return found_.push_back(t.uri + " is not in the journal");
    if (r->state == journal_state::done) {
      if (!t.outcome)
        add(*r, "cannot be read again: " + t.outcome.error().to_string());
      else if (sum_of(*t.outcome) != r->shots)
        add(*r, "is read again with another number of shots");
    } else if (t.outcome) {
      add(*r, "has a result, and is " + std::string(to_string(r->state)));
    }
  }
  void look_at_resumed(const told& t) {
    const job_record* r = record_of(t.uri);
    if (!r) return found_.push_back(t.uri + " was resumed, and is not in the journal");
    if (t.outcome) {
      if (r->state != journal_state::done || sum_of(*t.outcome) != r->shots) add(*r, "gave another result");
      return;
    }
    const error& e = t.outcome.error();
    if (e.code() == errc::internal || e.code() == errc::unknown || e.code() == errc::ok)
      add(*r, "failed without a type: " + e.to_string());
    const auto place = jobs_.find(r->id);
    if (e.billed() == billing::not_billed && place != jobs_.end() && place->second->billed > 0)
      add(*r, "was billed, and whoever resumed it is told that it was not: " + e.to_string());
  }

  /// What a caller was told against what the journal came to.
  void look_at(const call_history& c) {
    if (!c.outcome) return;
    const auto it = std::find_if(j_.records.begin(), j_.records.end(),
                                 [&](const job_record& r) { return r.shots == c.plan.shots; });
    if (it == j_.records.end()) return;
    if (*c.outcome && it->state != journal_state::done)
      return add(*it, "gave its caller a result, and is " + std::string(to_string(it->state)));
    if (*c.outcome) return;
    const error& e = c.outcome->error();
    const bool denied = e.fate() == job_fate::none && !e.maybe_executed() && e.billed() == billing::not_billed;
    if (denied && it->state != journal_state::refused)
      add(*it,
          "was said never to have been accepted, and is " + std::string(to_string(it->state)) + ": " + e.to_string());
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
    return place->second->billed * (of_.ibm ? second_usd : 1);
  }
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
