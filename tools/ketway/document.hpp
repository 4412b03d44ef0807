#pragma once
// The documents of `--json`, as docs/cli.md writes them: the keys and their order are the contract.

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "ketway/device.hpp"
#include "ketway/error.hpp"
#include "ketway/result.hpp"

namespace ketway::cli {

class answer;

/// {"error": {"code", "message", "backend", "retryable", "details"}}
nlohmann::ordered_json error_document(const error& failure);

/// The same, without a newline at the end.
void write_document(answer& to, const error& failure);

/// [{"at_unix_ns", "backend", "what", "why"}]
nlohmann::ordered_json decisions_document(const decision_log& decisions);

/// Whether there is memory enough to put this result's outcomes in order; else resource_exhausted, which says how much is
/// needed and how much there is. To be asked before anything of it is written.
expected<void> can_be_written(const result& r);

/// {"job_id", "backend", "status", "shots", "counts", "registers", "probabilities", "timing", "cost", "metadata"}, and
/// "memory" where it was asked for. Written as it is made, outcomes in order of their keys, without a newline at the end.
/// `more`: an object whose members come last.
void write_document(answer& to, const result& r, bool memory, const nlohmann::ordered_json* more = nullptr);

/// Parts of it: {"timing", "cost", "metadata"}; the counts, and the probabilities, as they stand there.
nlohmann::ordered_json facts_document(const result& r);
void write_counts(answer& to, const result& r);
void write_probabilities(answer& to, const result& r);

/// What a device says of itself; `full` adds formats, coupling, calibration and the like.
nlohmann::ordered_json device_document(const device& d, bool full);

/// One line, UTF-8 (broken bytes replaced), with a newline at its end.
std::string to_text(const nlohmann::ordered_json& document);

}  // namespace ketway::cli
