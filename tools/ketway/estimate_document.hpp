#pragma once
// Costs and times as documents and as cells of a table.

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "ketway/estimate.hpp"

namespace ketway::cli {

/// {"amount", "low", "high", "currency", "seconds": {"queue", "run"}, "source", "as_of"}; what is not known is null.
nlohmann::ordered_json estimate_document(const cost_estimate& e);
/// "3.8 USD", "3.8 USD (2 to 5)", "not known".
std::string amount_text(const cost_estimate& e);
/// "-" where it is not known.
std::string time_text(const std::optional<std::chrono::nanoseconds>& t);
/// Six digits at most.
std::string short_number(double value);

}  // namespace ketway::cli
