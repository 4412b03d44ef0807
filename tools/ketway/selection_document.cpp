#include "selection_document.hpp"

#include <nlohmann/json.hpp>

#include "estimate_document.hpp"
#include "table.hpp"

namespace ketway::cli {
namespace {

nlohmann::ordered_json or_null(const std::optional<double>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json();
}

nlohmann::ordered_json or_null(const std::string& text) {
  return text.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(text);
}

nlohmann::ordered_json why_document(const ranked_candidate& c, const std::string& objective) {
  const candidate& f = c.facts;
  nlohmann::ordered_json why;
  why["objective"] = objective;
  why["scores"]["speed"] = or_null(c.speed);
  why["scores"]["cost"] = or_null(c.cheapness);
  why["scores"]["fidelity"] = or_null(f.success.probability);
  nlohmann::ordered_json cost = estimate_document(f.cost);
  why["seconds"] = cost["seconds"];
  cost.erase("seconds");
  why["cost"] = std::move(cost);
  why["success_probability"] = or_null(f.success.probability);
  why["calibration"] = or_null(f.success.calibration);
  why["qubits"] = f.device.num_qubits;
  why["two_qubit_gates"] = f.success.two_qubit_gates;
  why["swaps"] = f.swaps;
  why["simulator"] = f.device.simulator;
  why["status"] = to_string(f.device.state);
  why["age_s"] = std::chrono::duration<double>(f.age).count();
  why["notes"] = c.notes;
  return why;
}

}  // namespace

nlohmann::ordered_json selection_document(const selection& all, const std::string& objective) {
  nlohmann::ordered_json document;
  document["candidates"] = nlohmann::ordered_json::array();
  document["refused"] = nlohmann::ordered_json::array();
  for (const ranked_candidate& c : all.candidates) {
    nlohmann::ordered_json row;
    row["backend"] = c.backend;
    row["score"] = c.score;
    row["why"] = why_document(c, objective);
    document["candidates"].push_back(std::move(row));
  }
  for (const refused_candidate& c : all.refused) {
    nlohmann::ordered_json row;
    row["backend"] = c.backend;
    row["reasons"] = c.reasons;
    document["refused"].push_back(std::move(row));
  }
  return document;
}

std::string selection_text(const selection& all, const terminal& out) {
  std::string text;
  if (!all.candidates.empty()) {
    table rows;
    rows.column("backend").column("score", table::align::right).column("queue and run", table::align::right);
    rows.column("cost").column("success", table::align::right).column("not known");
    for (const ranked_candidate& c : all.candidates) {
      std::string unknown;
      const auto add = [&unknown](const char* what) { unknown += (unknown.empty() ? "" : ", ") + std::string(what); };
      if (!c.speed) add("time");
      if (!c.cheapness) add("cost");
      if (!c.facts.success.probability) add("success");
      const auto& p = c.facts.success.probability;
      rows.row({c.backend, short_number(c.score), time_text(c.time), amount_text(c.facts.cost),
                p ? short_number(*p) : "-", unknown},
               {style::strong, style::plain, style::plain, style::plain, style::plain, style::faint});
    }
    text += rows.text(out);
  }
  if (all.refused.empty()) return text;
  if (!text.empty()) text += "\n";
  table rows;
  rows.column("refused").column("because it");
  for (const refused_candidate& c : all.refused)
    for (std::size_t i = 0; i < c.reasons.size(); ++i)
      rows.row({i == 0 ? c.backend : "", c.reasons[i]}, {style::strong, style::plain});
  return text + rows.text(out);
}

}  // namespace ketway::cli
