#include "document.hpp"

#include <nlohmann/json.hpp>

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

/// The keys of a map are distinct, so they are appended without the ordered object's search for an equal one, which would
/// make a million outcomes take hours.
template <class Map>
ordered_json object(const Map& entries) {
  ordered_json o = ordered_json::object();
  auto& list = o.get_ref<ordered_json::object_t&>();
  list.reserve(entries.size());
  for (const auto& [key, value] : entries) list.ordered_json::object_t::Container::emplace_back(key, value);
  return o;
}

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
  if (!failure.advice().empty()) details["advice"] = failure.advice();
  if (failure.retry_after().count() > 0) details["retry_after_s"] = seconds(failure.retry_after());
  if (failure.maybe_executed()) details["maybe_executed"] = true;
  if (failure.needs_user()) details["needs_user"] = true;
  if (failure.billed() != billing::unknown) details["billed"] = failure.billed() == billing::billed;
  return details;
}

}  // namespace

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

ordered_json result_document(const result& r, bool memory) {
  const bool exact = r.shots() == 0;
  const std::map<std::string, double> probabilities = r.probabilities();
  ordered_json document;
  document["job_id"] = r.job_id();
  document["backend"] = r.backend();
  document["status"] = "done";
  document["shots"] = r.shots();
  document["counts"] = exact ? ordered_json(nullptr) : object(r.counts());
  ordered_json registers = ordered_json::object();
  for (const circuit_register& one : r.registers()) {
    registers[one.name] = exact ? object(r.probabilities(one.name)) : object(r.counts(one.name));
  }
  document["registers"] = std::move(registers);
  document["probabilities"] = exact || !probabilities.empty() ? object(probabilities) : ordered_json(nullptr);
  ordered_json timing;
  timing["total_s"] = seconds(r.timing().total);
  timing["queue_s"] = seconds_or_null(r.timing().queue);
  timing["run_s"] = seconds_or_null(r.timing().run);
  document["timing"] = std::move(timing);
  ordered_json cost;
  cost["amount"] = or_null(r.cost().amount);
  cost["currency"] = r.cost().currency.empty() ? "USD" : r.cost().currency;
  cost["estimated"] = r.cost().estimated;
  document["cost"] = std::move(cost);
  document["metadata"] = parsed(r.metadata(), ordered_json::object());
  if (memory) document["memory"] = r.memory();
  return document;
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

std::string to_text(const ordered_json& document) {
  return document.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace ketway::cli
