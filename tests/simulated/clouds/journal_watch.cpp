#include "journal_watch.hpp"

#include <type_traits>

namespace ketway::simulated {
namespace {

constexpr std::uint64_t day_ns = 86'400'000'000'000;

std::string token_of(const journal_write& w) {
  return std::visit(
      [](const auto& one) {
        if constexpr (std::is_same_v<std::decay_t<decltype(one)>, journal_intent>)
          return one.record.token;
        else
          return one.token;
      },
      w);
}

std::string words_of(const journal_write& w) {
  constexpr const char* kinds[] = {"an intent", "progress", "results", "a claim", "a removal"};
  std::string text = kinds[w.index()];
  if (const auto* p = std::get_if<journal_progress>(&w)) text += " to " + std::string(to_string(p->state));
  return text + " of " + token_of(w);
}

}  // namespace

double counted(const job_record& r) {
  if (r.cost) return *r.cost;
  return r.billed == billing::not_billed ? 0 : r.reserved.value_or(0);
}

bool counts(const budget_limit& l, const job_record& r, std::uint64_t unix_ns) {
  if (!l.concerns(r) || r.unit != l.unit() || l.over() == budget_limit::span::job) return false;
  return l.over() == budget_limit::span::ever || r.created_ns / day_ns == unix_ns / day_ns;
}

void journal_watch::written(const std::vector<journal_write>& batch, const std::vector<expected<void>>& answers,
                            journal_store& disk) {
  ++writes_;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    say_("disk: " + words_of(batch[i]) + (answers[i] ? "" : ": " + answers[i].error().to_string()));
    const std::string token = token_of(batch[i]);
    const auto now = disk.find(token);
    if (!now) {
      if (answers[i]) breaches_.push_back(words_of(batch[i]) + " is not there: " + now.error().to_string());
      continue;
    }
    const auto [place, fresh] = records_.try_emplace(token, *now);
    if (!fresh) compare(place->second, *now);
    place->second = *now;
    if (std::holds_alternative<journal_intent>(batch[i]) && answers[i]) add_up();
  }
}

void journal_watch::failed(const std::vector<journal_write>& batch) {
  ++failures_;
  for (const journal_write& w : batch) {
    say_("disk: full for " + words_of(w));
    unheard_.insert(token_of(w));
  }
}

void journal_watch::compare(const job_record& before, const job_record& now) {
  const auto breach = [&](const std::string& what) { breaches_.push_back("the journal's job " + now.token + what); };
  if (before.state != now.state && !may_follow(before.state, now.state))
    breach(" went from " + std::string(to_string(before.state)) + " to " + std::string(to_string(now.state)));
  if (!before.id.empty() && before.id != now.id) breach(" had the id " + before.id + ", and has " + now.id);
  if (before.stored && !now.stored) breach(" lost its results");
  if (before.cost && before.cost != now.cost) breach(" has another cost");
  if (before.reserved != now.reserved && !now.cost) breach(" has another reservation");
  const bool wanted_longer = before.expires_ns != now.expires_ns &&
                             (now.expires_ns == 0 || (before.expires_ns != 0 && before.expires_ns < now.expires_ns));
  if (before.created_ns != now.created_ns || wanted_longer) breach(" has other times");
}

void journal_watch::add_up() {
  for (const budget_limit& l : limits_) {
    for (const auto& [token, r] : records_) {
      double sum = 0;
      for (const auto& [other, o] : records_)
        if (counts(l, o, r.created_ns)) sum += counted(o);
      if (l.over() == budget_limit::span::job && l.concerns(r)) sum = counted(r);
      if (sum > l.amount() * (1 + 1e-9))
        breaches_.push_back("a limit of " + std::to_string(l.amount()) + " is passed by " + std::to_string(sum));
    }
  }
}

}  // namespace ketway::simulated
