#include "document.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "answer.hpp"
#include "memory_left.hpp"

namespace ketway::cli {
namespace {

using nlohmann::ordered_json;

double seconds(std::chrono::nanoseconds t) { return std::chrono::duration<double>(t).count(); }

template <class T>
ordered_json or_null(const std::optional<T>& value) {
  return value ? ordered_json(*value) : ordered_json(nullptr);
}

ordered_json seconds_or_null(const std::optional<std::chrono::nanoseconds>& t) {
  return t ? ordered_json(seconds(*t)) : ordered_json(nullptr);
}

ordered_json text_or_null(const std::string& text) { return text.empty() ? ordered_json(nullptr) : ordered_json(text); }

// A plugin's own JSON, which the host has checked; null where a plugin managed to give something else.
ordered_json parsed(const std::string& text, ordered_json otherwise) {
  ordered_json value = ordered_json::parse(text, nullptr, false);
  return value.is_discarded() ? std::move(otherwise) : value;
}

std::string_view name_of(diagnostic::severity level) {
  switch (level) {
    case diagnostic::severity::warning: return "warning";
    case diagnostic::severity::note: return "note";
    default: return "error";
  }
}

ordered_json details_of(const error& failure) {
  ordered_json details = ordered_json::object();
  if (!failure.diagnostics().empty()) {
    ordered_json list = ordered_json::array();
    for (const diagnostic& d : failure.diagnostics()) {
      ordered_json entry;
      entry["severity"] = name_of(d.level);
      entry["file"] = text_or_null(d.where.file);
      entry["line"] = d.where.line != 0 ? ordered_json(d.where.line) : ordered_json(nullptr);
      entry["column"] = d.where.column != 0 ? ordered_json(d.where.column) : ordered_json(nullptr);
      entry["message"] = d.message;
      list.push_back(std::move(entry));
    }
    details["diagnostics"] = std::move(list);
  }
  if (!failure.provider_code().empty()) details["provider_code"] = failure.provider_code();
  if (!failure.request_id().empty()) details["request_id"] = failure.request_id();
  if (failure.http_status() != 0) details["http_status"] = failure.http_status();
  if (!failure.job_uri().empty()) details["job_uri"] = failure.job_uri();
  if (failure.fate() != job_fate::none) details["job"] = ketway::to_string(failure.fate());
  if (!failure.advice().empty()) details["advice"] = failure.advice();
  if (const auto& by = failure.overspending()) {
    ordered_json budget;
    budget["limit"] = by->limit, budget["spent"] = by->spent, budget["reserved"] = by->reserved;
    budget["asked"] = by->asked, budget["sum"] = by->sum(), budget["currency"] = by->unit;
    details["budget"] = std::move(budget);
  }
  if (failure.retry_after().count() > 0) details["retry_after_s"] = seconds(failure.retry_after());
  if (failure.maybe_executed()) details["maybe_executed"] = true;
  if (failure.needs_user()) details["needs_user"] = true;
  if (failure.misconfigured()) details["misconfigured"] = true;
  if (failure.billed() != billing::unknown) details["billed"] = failure.billed() == billing::billed;
  if (!failure.decisions().empty()) details["failover"] = decisions_document(failure.decisions());
  return details;
}

std::string one_line(const ordered_json& document) {
  return document.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

/// The members of an object, which has some, without its brackets.
void write_members(answer& to, const ordered_json& object, char before) {
  const std::string text = one_line(object);
  to << before << std::string_view(text).substr(1, text.size() - 2);
}

/// {"key":number,...} of what `each` shows, `none` where that is nothing. A key is of the digits 0 and 1, so there is
/// nothing to escape.
template <class Number>
void write_table(answer& to, const auto& each, std::string_view none = "{}") {
  char before = '{';
  each([&](std::string_view key, Number number) {
    to << before << '"' << key << "\":" << number;
    before = ',';
  });
  to << (before == '{' ? none : "}");
}

std::string mebibytes(std::uint64_t bytes) { return std::to_string(bytes >> 20U) + " MiB"; }

}  // namespace

ordered_json decisions_document(const decision_log& decisions) {
  ordered_json list = ordered_json::array();
  for (const decision& d : decisions) {
    ordered_json entry;
    entry["at_unix_ns"] = d.unix_ns;
    entry["backend"] = d.backend;
    entry["what"] = to_string(d.what);
    entry["why"] = text_or_null(d.why);
    list.push_back(std::move(entry));
  }
  return list;
}

ordered_json error_document(const error& failure) {
  ordered_json body;
  body["code"] = to_string(failure.code());
  body["message"] = failure.message();
  body["backend"] = text_or_null(failure.backend());
  body["retryable"] = failure.retryable();
  body["details"] = details_of(failure);
  ordered_json document;
  document["error"] = std::move(body);
  return document;
}

void write_document(answer& to, const error& failure) { to << one_line(error_document(failure)); }

ordered_json facts_document(const result& r) {
  ordered_json facts;
  ordered_json timing;
  timing["total_s"] = seconds(r.timing().total);
  timing["queue_s"] = seconds_or_null(r.timing().queue);
  timing["run_s"] = seconds_or_null(r.timing().run);
  facts["timing"] = std::move(timing);
  ordered_json cost;
  cost["amount"] = or_null(r.cost().amount);
  cost["currency"] = r.cost().currency.empty() ? "USD" : r.cost().currency;
  cost["estimated"] = r.cost().estimated;
  facts["cost"] = std::move(cost);
  facts["metadata"] = parsed(r.metadata(), ordered_json::object());
  if (!r.decisions().empty() && facts["metadata"].is_object())
    facts["metadata"]["failover"] = decisions_document(r.decisions());
  return facts;
}

void write_counts(answer& to, const result& r) {
  if (r.shots() == 0) {
    to << "null";
  } else {
    write_table<std::uint64_t>(to, [&r](const auto& see) { r.each_count(see); });
  }
}

void write_probabilities(answer& to, const result& r) {
  write_table<double>(
      to, [&r](const auto& see) { r.each_probability(see); }, r.shots() == 0 ? "{}" : "null");
}

expected<void> can_be_written(const result& r) {
  // More is never needed; rows in order, of one register, need nothing.
  const std::uint64_t needed = r.num_rows() * sizeof(std::uint64_t);
  const std::uint64_t there = memory_left();
  if (needed <= there || r.registers().size() < 2) return {};
  return std::move(error(errc::resource_exhausted, std::to_string(r.num_rows()) +
                                                       " outcomes cannot be put in order: that may need " +
                                                       mebibytes(needed) + ", and there are " + mebibytes(there))
                       .advice("measure fewer qubits, or ask for shots instead of exact probabilities"));
}

void write_document(answer& to, const result& r, bool memory, const ordered_json* more) {
  const bool exact = r.shots() == 0;
  ordered_json head;
  head["job_id"] = r.job_id();
  head["backend"] = r.backend();
  head["status"] = "done";
  head["shots"] = r.shots();
  write_members(to, head, '{');
  to << ",\"counts\":";
  write_counts(to, r);
  to << ",\"registers\":{";
  bool first = true;
  for (const circuit_register& one : r.registers()) {
    to << (std::exchange(first, false) ? "" : ",") << one_line(one.name) << ':';
    if (exact) {
      write_table<double>(to, [&](const auto& see) { r.each_probability(one.name, see); });
    } else {
      write_table<std::uint64_t>(to, [&](const auto& see) { r.each_count(one.name, see); });
    }
  }
  to << "},\"probabilities\":";
  write_probabilities(to, r);
  write_members(to, facts_document(r), ',');
  if (memory) {
    to << ",\"memory\":[";
    bool first_shot = true;
    r.each_shot([&](std::string_view key) { to << (std::exchange(first_shot, false) ? "\"" : ",\"") << key << '"'; });
    to << ']';
  }
  if (more != nullptr) write_members(to, *more, ',');
  to << '}';
}

ordered_json device_document(const device& d, bool full) {
  ordered_json document;
  document["device"] = d.id;
  document["title"] = text_or_null(d.name);
  document["status"] = to_string(d.state);
  document["status_text"] = text_or_null(d.status_text);
  ordered_json queue;
  queue["length"] = or_null(d.queue_length);
  queue["wait_s"] = seconds_or_null(d.queue_wait);
  document["queue"] = std::move(queue);
  document["qubits"] = d.num_qubits;
  document["gates"] = d.basis.empty() ? ordered_json(nullptr) : ordered_json(d.basis);
  document["simulator"] = d.simulator;
  document["free"] = d.free;
  const ordered_json detail = parsed(d.detail, nullptr);
  const bool priced = detail.is_object() && detail.contains("prices");
  document["price"] = priced ? detail["prices"] : ordered_json(nullptr);
  if (!full) return document;
  document["max_shots"] = or_null(d.max_shots);
  document["max_programs"] = or_null(d.max_programs);
  document["formats"] = d.formats;
  ordered_json abilities;
  abilities["exact_probabilities"] = d.exact;
  abilities["statevector"] = d.statevector;
  abilities["memory"] = d.memory;
  abilities["mid_circuit_measurement"] = d.mid_circuit;
  abilities["conditions"] = d.conditions;
  abilities["parameter_sweep"] = d.sweeps;
  abilities["observables"] = d.observables;
  document["abilities"] = std::move(abilities);
  document["coupling"] = d.coupling.empty() ? ordered_json(nullptr) : ordered_json(d.coupling);
  document["qubit_names"] = d.qubit_names.empty() ? ordered_json(nullptr) : ordered_json(d.qubit_names);
  document["as_of_unix_s"] =
      d.as_of_ns == 0 ? ordered_json(nullptr) : ordered_json(static_cast<double>(d.as_of_ns) * 1e-9);
  document["snapshot"] = text_or_null(d.snapshot);
  document["detail"] = detail;
  return document;
}

std::string to_text(const ordered_json& document) { return one_line(document) + "\n"; }

}  // namespace ketway::cli
