#include "emulator/ledger.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace ketway::emulator {

void ledger::accept(ledger_entry entry) {
  numbers_.emplace(entry.job, entries_.size());
  entries_.push_back(std::move(entry));
}

ledger_entry* ledger::of(std::string_view job) {
  const auto found = numbers_.find(std::string(job));
  return found == numbers_.end() ? nullptr : &entries_[found->second];
}

void ledger::bill(std::string_view job, double amount) {
  ledger_entry* entry = of(job);
  if (!entry || entry->settled) return;
  entry->billed = amount;
  entry->settled = true;
}

void ledger::cancel(std::string_view job) {
  if (ledger_entry* entry = of(job)) entry->cancelled = true;
}

void ledger::unanswered(std::string_view job) {
  if (ledger_entry* entry = of(job)) entry->answered = false;
}

void ledger::count(std::string_view what) {
  for (counter& c : counters_) {
    if (c.what != what) continue;
    ++c.times;
    return;
  }
  counters_.push_back({std::string(what), 1});
}

const ledger_entry* ledger::find(std::string_view job) const { return const_cast<ledger*>(this)->of(job); }

std::size_t ledger::submissions(std::string_view token) const noexcept {
  return static_cast<std::size_t>(std::count_if(entries_.begin(), entries_.end(), [&](const ledger_entry& e) {
    return std::find(e.tokens.begin(), e.tokens.end(), token) != e.tokens.end();
  }));
}

std::uint64_t ledger::counted(std::string_view what) const noexcept {
  for (const counter& c : counters_)
    if (c.what == what) return c.times;
  return 0;
}

double ledger::billed() const noexcept {
  double sum = 0;
  for (const ledger_entry& e : entries_) sum += e.billed;
  return sum;
}

nlohmann::ordered_json ledger::document() const {
  nlohmann::ordered_json jobs = nlohmann::ordered_json::array();
  for (const ledger_entry& e : entries_) {
    nlohmann::ordered_json one;
    one["id"] = e.job;
    one["tokens"] = e.tokens;
    one["device"] = e.device;
    one["accepted_ns"] = e.accepted_ns;
    one["shots"] = e.shots;
    one["circuits"] = e.circuits;
    one["billed"] = e.billed;
    one["unit"] = e.unit;
    one["settled"] = e.settled;
    one["answered"] = e.answered;
    one["cancelled"] = e.cancelled;
    jobs.push_back(std::move(one));
  }
  nlohmann::ordered_json requests = nlohmann::ordered_json::object();
  for (const counter& c : counters_) requests[c.what] = c.times;
  nlohmann::ordered_json all;
  all["jobs"] = std::move(jobs);
  all["requests"] = std::move(requests);
  all["billed"] = billed();
  return all;
}

}  // namespace ketway::emulator
