#pragma once
// What was selected, as a document and as tables.

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "ketway/discovery/ranking.hpp"
#include "terminal.hpp"

namespace ketway::cli {

/// {"candidates": [{"backend", "score", "why"}], "refused": [{"backend", "reasons"}]}; `objective` stands in each `why`.
nlohmann::ordered_json selection_document(const selection& all, const std::string& objective);
std::string selection_text(const selection& all, const terminal& out);

}  // namespace ketway::cli
