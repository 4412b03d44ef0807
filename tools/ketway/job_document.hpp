#pragma once
// What the journal knows of a job: as JSON, the keys and their order being the contract of docs/cli.md, and for a person.

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "ketway/journal.hpp"
#include "terminal.hpp"

namespace ketway::cli {

/// {"job_id", "uri", "token", "backend", "status", ...}
nlohmann::ordered_json job_document(const job_record& r);

/// A line a fact.
std::string job_text(const job_record& r, const terminal& out);

/// "2026-05-01 09:30:00 UTC"; "-" for 0.
std::string time_text(std::uint64_t unix_ns);
/// "0.3 USD", "3.5 USD reserved", "-" where nothing is known.
std::string cost_text(const job_record& r);
/// "12.5 USD".
std::string amount_text(double amount, const std::string& unit);
style state_style(journal_state s) noexcept;

}  // namespace ketway::cli
