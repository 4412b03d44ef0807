#include "verdict.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace ketway::kills {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 4> on_the_way = {"intended", "unknown", "accepted", "running"};

/// -1: an end.
int rank(const json& job) {
  const auto found = std::find(on_the_way.begin(), on_the_way.end(), job["status"].get<std::string>());
  return found == on_the_way.end() ? -1 : static_cast<int>(found - on_the_way.begin());
}

bool moved_back(const json& before, const json& now) {
  if (rank(before) < 0) return before["status"] != now["status"];
  return rank(now) >= 0 && rank(now) < rank(before);
}

std::string of(const json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

/// A mark that a provider keeps may hold more than the token: its end is that.
std::string token_in(const std::string& mark) {
  constexpr std::size_t length = 36;
  return mark.size() > length ? mark.substr(mark.size() - length) : mark;
}

void judge_accepted(const json& entry, const json& job, std::vector<std::string>& findings) {
  const std::string what = "job " + of(entry["id"]) + " of token " + of(job["token"]);
  if (job["job_id"] != entry["id"]) findings.push_back(what + " has the id " + of(job["job_id"]) + " in the journal");
  if (job["status"] != "done") findings.push_back(what + " is " + of(job["status"]) + " in the journal, not done");
  if (job["stored"] != true) findings.push_back(what + " has no results in the journal");
  if (job["shots"] != entry["shots"]) findings.push_back(what + " has other shots in the journal");
}

}  // namespace

journal_view read_journal(const json& document, std::vector<std::string>& findings) {
  journal_view all;
  if (!document.is_object() || !document.contains("jobs")) {
    findings.emplace_back("the journal could not be read: " + document.dump().substr(0, 400));
    return all;
  }
  for (const json& job : document["jobs"]) all.emplace(job["token"], job);
  return all;
}

std::vector<std::string> compare(const journal_view& before, const journal_view& now) {
  std::vector<std::string> findings;
  for (const auto& [token, job] : before) {
    const auto found = now.find(token);
    if (found == now.end())
      findings.push_back("token " + token + " has gone from the journal");
    else if (moved_back(job, found->second))
      findings.push_back("token " + token + " went from " + of(job["status"]) + " to " + of(found->second["status"]));
  }
  return findings;
}

std::vector<std::string> judge(const json& ledger, const journal_view& journal) {
  std::vector<std::string> findings;
  std::map<std::string, int> accepted;
  for (const json& cloud : ledger) {
    for (const json& entry : cloud["jobs"]) {
      const json* known = nullptr;
      for (const json& mark : entry["tokens"])
        if (const auto found = journal.find(token_in(of(mark))); found != journal.end()) known = &found->second;
      if (known == nullptr) {
        findings.push_back("job " + of(entry["id"]) + " was accepted, and the journal does not know it");
        continue;
      }
      ++accepted[of((*known)["token"])];
      judge_accepted(entry, *known, findings);
    }
  }
  for (const auto& [token, times] : accepted)
    if (times > 1) findings.push_back("token " + token + " was accepted " + std::to_string(times) + " times");
  for (const auto& [token, job] : journal) {
    if (rank(job) >= 0) findings.push_back("token " + token + " is still " + of(job["status"]));
    if (job["status"] == "done" && !accepted.contains(token))
      findings.push_back("token " + token + " is done, and no cloud has accepted it");
  }
  return findings;
}

std::size_t accepted_jobs(const json& ledger) {
  std::size_t n = 0;
  for (const json& cloud : ledger) n += cloud["jobs"].size();
  return n;
}

}  // namespace ketway::kills
