#pragma once
// What the clouds' ledger and the journal say of each other.

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace ketway::kills {

/// Jobs by token, as `ketway jobs list --json` says.
using journal_view = std::map<std::string, nlohmann::json>;
/// A document that does not read gives none, and says so.
journal_view read_journal(const nlohmann::json& document, std::vector<std::string>& findings);

/// What has moved back, or vanished, between two looks at the journal.
std::vector<std::string> compare(const journal_view& before, const journal_view& now);

/// At the end: per token at most one accepted job, none that the journal does not know, and every one of them done, with
/// its results stored.
std::vector<std::string> judge(const nlohmann::json& ledger, const journal_view& journal);

std::size_t accepted_jobs(const nlohmann::json& ledger);

}  // namespace ketway::kills
