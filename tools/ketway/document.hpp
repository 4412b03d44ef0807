#pragma once
// The documents of `--json`, as docs/cli.md writes them: the keys and their order are the contract.

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "ketway/device.hpp"
#include "ketway/error.hpp"
#include "ketway/result.hpp"

namespace ketway::cli {

/// {"error": {"code", "message", "backend", "retryable", "details"}}
nlohmann::ordered_json error_document(const error& failure);

/// {"job_id", "backend", "status", "shots", "counts", "registers", "probabilities", "timing", "cost", "metadata"}, and
/// "memory" where it was asked for.
nlohmann::ordered_json result_document(const result& r, bool memory);

/// What a device says of itself; `full` adds formats, coupling, calibration and the like.
nlohmann::ordered_json device_document(const device& d, bool full);

/// One line, UTF-8 (broken bytes replaced), with a newline at its end.
std::string to_text(const nlohmann::ordered_json& document);

}  // namespace ketway::cli
