#include "benchmark_text.hpp"

#include <nlohmann/json.hpp>

#include "contenders.hpp"
#include "document.hpp"
#include "result_text.hpp"
#include "table.hpp"

namespace ketway::cli {
namespace {

using nlohmann::ordered_json;

double seconds(std::chrono::nanoseconds t) { return std::chrono::duration<double>(t).count(); }

ordered_json seconds_or_null(const std::optional<std::chrono::nanoseconds>& t) {
  return t ? ordered_json(seconds(*t)) : ordered_json(nullptr);
}

ordered_json or_null(const std::optional<double>& value) {
  return value ? ordered_json(*value) : ordered_json(nullptr);
}

ordered_json cell_document(const benchmark_cell& cell) {
  const bool done = !cell.failure;
  const bool cancelled = !done && cell.failure->code() == errc::cancelled;
  ordered_json document;
  document["circuit"] = cell.circuit;
  document["backend"] = cell.backend;
  document["status"] = done ? "done" : cancelled ? "cancelled" : "failed";
  document["error"] = done ? ordered_json(nullptr) : error_document(*cell.failure)["error"];
  document["timing"]["total_s"] = done ? ordered_json(seconds(cell.timing.total)) : ordered_json(nullptr);
  document["timing"]["queue_s"] = seconds_or_null(cell.timing.queue);
  document["timing"]["run_s"] = seconds_or_null(cell.timing.run);
  document["cost"]["amount"] = or_null(cell.cost.amount);
  document["cost"]["currency"] = cell.cost.currency.empty() ? "USD" : cell.cost.currency;
  document["cost"]["estimated"] = cell.cost.estimated;
  document["hellinger_fidelity"] = or_null(cell.hellinger_fidelity);
  document["total_variation"] = or_null(cell.total_variation);
  document["p_value"] = or_null(cell.p_value);
  return document;
}

ordered_json summary_document(const benchmark_summary& s) {
  ordered_json document;
  document["backend"] = s.backend;
  document["runs"] = s.runs;
  document["succeeded"] = s.succeeded;
  document["success_rate"] = s.success_rate;
  document["median_s"] = seconds_or_null(s.median);
  document["p90_s"] = seconds_or_null(s.p90);
  document["mean_fidelity"] = or_null(s.mean_fidelity);
  document["cost"] = ordered_json::object();
  for (const auto& [currency, amount] : s.cost) document["cost"][currency.empty() ? "USD" : currency] = amount;
  document["cost_unknown"] = s.cost_unknown;
  return document;
}

std::string time_or_dash(const std::optional<std::chrono::nanoseconds>& t) { return t ? short_time(*t) : "-"; }

// The total per currency; "free" where nothing was to pay, and how many said nothing.
std::string total_text(const benchmark_summary& s) {
  std::string text;
  for (const auto& [currency, amount] : s.cost) {
    if (amount == 0) continue;
    cost one;
    one.amount = amount;
    one.currency = currency;
    text += (text.empty() ? "" : " + ") + cost_text(one);
  }
  if (text.empty()) text = s.cost.empty() ? "-" : "free";
  return s.cost_unknown == 0 || s.cost.empty() ? text : text + ", " + std::to_string(s.cost_unknown) + " unknown";
}

}  // namespace

ordered_json benchmark_document(const benchmark_report& report, const std::vector<benchmark_circuit>& circuits,
                                std::uint64_t shots) {
  ordered_json document;
  document["shots"] = shots;
  document["circuits"] = ordered_json::array();
  for (const benchmark_circuit& one : circuits) {
    ordered_json circuit;
    circuit["circuit"] = one.name;
    circuit["qubits"] = one.circuit.num_qubits();
    document["circuits"].push_back(std::move(circuit));
  }
  document["backends"] = ordered_json::array();
  for (const benchmark_summary& one : report.summaries) document["backends"].push_back(summary_document(one));
  document["cells"] = ordered_json::array();
  for (const benchmark_cell& one : report.cells) document["cells"].push_back(cell_document(one));
  document["notices"] = report.notices;
  return document;
}

std::string benchmark_text(const benchmark_report& report, const terminal& out) {
  table cells, backends;
  cells.column("circuit").column("backend").column("status").column("time", table::align::right);
  cells.column("fidelity", table::align::right).column("cost", table::align::right);
  for (const benchmark_cell& one : report.cells)
    cells.row({one.circuit, one.backend, status_text(one.failure), one.failure ? "-" : short_time(one.timing.total),
               fidelity_text(one.hellinger_fidelity), one.failure ? "-" : cost_text(one.cost)},
              {style::strong, style::plain, one.failure ? style::bad : style::good});
  backends.column("backend").column("succeeded", table::align::right).column("median", table::align::right);
  backends.column("p90", table::align::right).column("mean fidelity", table::align::right);
  backends.column("cost", table::align::right);
  for (const benchmark_summary& one : report.summaries)
    backends.row({one.backend, std::to_string(one.succeeded) + " of " + std::to_string(one.runs),
                  time_or_dash(one.median), time_or_dash(one.p90), fidelity_text(one.mean_fidelity), total_text(one)},
                 {style::strong});
  return cells.text(out) + "\n" + backends.text(out);
}

std::string fidelity_text(const std::optional<double>& fidelity) { return fidelity ? fixed(*fidelity, 4) : "-"; }

}  // namespace ketway::cli
