#include "job_document.hpp"

#include <array>
#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>

#include "document.hpp"
#include "table.hpp"

namespace ketway::cli {
namespace {

using nlohmann::ordered_json;

constexpr std::uint64_t ns_per_s = 1'000'000'000;

ordered_json text_or_null(const std::string& text) { return text.empty() ? ordered_json(nullptr) : ordered_json(text); }

ordered_json time_or_null(std::uint64_t unix_ns) {
  return unix_ns == 0 ? ordered_json(nullptr) : ordered_json(static_cast<double>(unix_ns) * 1e-9);
}

ordered_json amount_or_null(const std::optional<double>& amount) {
  return amount ? ordered_json(*amount) : ordered_json(nullptr);
}

bool has_failed(const job_record& r) { return is_end(r.state) && r.state != journal_state::done; }

std::string billed_text(billing b) {
  switch (b) {
    case billing::billed: return "yes";
    case billing::not_billed: return "no";
    default: return "not known";
  }
}

}  // namespace

std::string time_text(std::uint64_t unix_ns) {
  if (unix_ns == 0) return "-";
  const auto seconds = static_cast<std::time_t>(unix_ns / ns_per_s);
  std::tm parts{};
  std::array<char, 40> text{};
  if (::gmtime_r(&seconds, &parts) == nullptr) return "-";
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S UTC", &parts)};
}

std::string amount_text(double amount, const std::string& unit) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%.6g", amount);
  return unit.empty() ? std::string(text.data()) : std::string(text.data()) + " " + unit;
}

std::string cost_text(const job_record& r) {
  if (r.cost) return amount_text(*r.cost, r.unit);
  if (is_end(r.state) && r.billed == billing::not_billed) return amount_text(0, r.unit);
  if (r.reserved) return amount_text(*r.reserved, r.unit) + " reserved";
  return "-";
}

style state_style(journal_state s) noexcept {
  switch (s) {
    case journal_state::done: return style::good;
    case journal_state::failed:
    case journal_state::refused: return style::bad;
    case journal_state::unknown:
    case journal_state::cancelled: return style::warning;
    default: return style::plain;
  }
}

ordered_json job_document(const job_record& r) {
  ordered_json d;
  d["job_id"] = text_or_null(r.id);
  d["uri"] = r.uri();
  d["token"] = r.token;
  d["backend"] = r.backend;
  d["status"] = to_string(r.state);
  d["provider_status"] = text_or_null(r.provider_state);
  d["name"] = text_or_null(r.name);
  d["shots"] = r.shots;
  d["results"] = r.num_results;
  d["stored"] = r.stored;
  d["created_unix_s"] = time_or_null(r.created_ns);
  d["updated_unix_s"] = time_or_null(r.updated_ns);
  d["expires_unix_s"] = time_or_null(r.expires_ns);
  ordered_json cost;
  cost["amount"] = amount_or_null(r.cost);
  cost["reserved"] = amount_or_null(r.reserved);
  cost["currency"] = text_or_null(r.unit);
  d["cost"] = std::move(cost);
  d["billed"] = r.billed == billing::unknown ? ordered_json(nullptr) : ordered_json(r.billed == billing::billed);
  d["error"] = has_failed(r) ? error_document(failure_of(r))["error"] : ordered_json(nullptr);
  d["device"] = r.device;
  d["session"] = text_or_null(r.session);
  d["plugin"] = r.plugin;
  d["plugin_version"] = r.plugin_version;
  return d;
}

std::string job_text(const job_record& r, const terminal& out) {
  table facts;
  facts.column("").column("");
  const auto fact = [&facts](std::string what, std::string value, style how = style::plain) {
    facts.row({std::move(what), value.empty() ? "-" : std::move(value)}, {style::faint, how});
  };
  fact("uri", r.uri());
  fact("provider's id", r.id);
  fact("token", r.token);
  fact("status",
       std::string(to_string(r.state)) +
           (r.provider_state.empty() ? "" : " (the provider says: " + r.provider_state + ")"),
       state_style(r.state));
  if (has_failed(r)) fact("why", failure_of(r).message());
  fact("backend", r.backend + " (" + r.plugin + " " + r.plugin_version + ", device " + r.device + ")");
  if (!r.session.empty()) fact("session", r.session);
  fact("circuit", r.name + (r.num_results > 1 ? " and " + std::to_string(r.num_results - 1) + " more" : ""));
  fact("shots", r.shots == 0 ? "exact probabilities" : std::to_string(r.shots));
  fact("created", time_text(r.created_ns));
  fact("last seen", time_text(r.updated_ns));
  if (r.expires_ns != 0 && !is_end(r.state)) fact("not sent after", time_text(r.expires_ns));
  fact("cost", cost_text(r));
  if (is_end(r.state)) fact("billed", billed_text(r.billed));
  fact("results", r.stored ? "in the journal" : r.state == journal_state::done ? "at the provider" : "none yet");
  return facts.text(out);
}

}  // namespace ketway::cli
