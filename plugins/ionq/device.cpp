#include "device.hpp"

#include <algorithm>

#include "calibration.hpp"
#include "facts.hpp"
#include "instant.hpp"
#include "price.hpp"

namespace ketway::ionq {
namespace {

std::uint32_t state_of(std::string_view status) {
  if (status == "available") return KW_STATE_ONLINE;
  if (status == "unavailable") return KW_STATE_OFFLINE;
  if (status == "retired") return KW_STATE_RETIRED;
  return KW_STATE_UNKNOWN;
}

bool lists(const json& entry, const char* key, std::string_view word) {
  const json* list = member(entry, key);
  return list && list->is_array() && std::any_of(list->begin(), list->end(), [&](const json& one) {
           return one.is_string() && one.get_ref<const std::string&>() == word;
         });
}

json limits_of(bool simulator) {
  json limits = {{"max_shots", facts::max_shots},
                 {"max_programs", facts::max_programs},
                 {"max_gates_total", facts::max_gates},
                 {"max_program_bytes", facts::max_body}};
  if (!simulator) limits["min_shots"] = 1;
  return limits;
}

json results_of(bool simulator) {
  json all = {{{"name", "probabilities"}}};
  if (!simulator) all.push_back({{"name", "counts"}}), all.push_back({{"name", "shots"}});
  return all;
}

json mitigation_of(const json& entry) {
  json all = {{{"name", "debiasing"},
               {"default", true},
               {"min_shots", facts::debiasing_shots},
               {"note", "on unless switched off, from that number of shots on"}}};
  if (lists(entry, "supported_error_mitigations", "symmetry_verification"))
    all.push_back({{"name", "symmetry_verification"}, {"default", false}});
  return all;
}

json queue_of(const json& entry) {
  json queue = json::object();
  if (const auto wait = number_at(entry, "average_queue_time"); wait && *wait >= 0)
    queue["wait"] = {{"average", *wait * facts::average_queue_time_ns * 1e-9}};
  if (const auto at = parse_instant(text_at(entry, "last_updated"))) queue["as_of"] = format_instant(at);
  return queue;
}

json detail_of(const json& entry, const machine& m, const json& calibration, const json& rates,
               std::uint64_t unix_now_ns) {
  json d = {{"schema", "kw.device/1"},
            {"as_of", format_instant(unix_now_ns)},
            {"kind", "gate"},
            {"provider", "IonQ"},
            {"technology", m.simulator() ? "simulator" : "trapped_ion"},
            {"status_page", "https://status.ionq.co"},
            {"limits", limits_of(m.simulator())},
            {"results", results_of(m.simulator())}};
  if (auto place = text_at(entry, "location"); !place.empty()) d["location"] = std::move(place);
  if (json queue = queue_of(entry); !queue.empty()) d["queue"] = std::move(queue);
  if (m.simulator()) {
    d["simulator"] = {
        {"noise_models",
         {"ideal", "harmony", "harmony-1", "harmony-2", "aria-1", "aria-2", "forte-1", "forte-enterprise-1"}}};
  } else {
    d["mitigation"] = mitigation_of(entry);
    d["availability"] = {{"sessions", {"dedicated"}}};
    if (const json* degraded = member(entry, "degraded"); degraded && degraded->is_boolean())
      d["availability"]["degraded"] = *degraded;
  }
  json extra = json::object();
  for (const char* key : {"supported_gates", "supported_native_gates", "supported_error_mitigations", "kw"})
    if (const json* m2 = member(entry, key)) extra[key] = *m2;
  if (!extra.empty()) d["extra"] = std::move(extra);
  add_calibration(d, calibration, m.natives);
  if (json prices = prices_of(rates, unix_now_ns); !prices.empty()) d["prices"] = std::move(prices);
  return d;
}

/// Edits that make one text of the other.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t before = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = before + (a[i - 1] == b[j - 1] ? 0 : 1);
      before = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, changed}));
    }
  }
  return row[b.size()];
}

std::string_view bare(std::string_view id) {
  constexpr std::string_view prefix = "qpu.";
  return id.starts_with(prefix) ? id.substr(prefix.size()) : id;
}

}  // namespace

std::string backend_id(std::string_view name) {
  const bool whole = name.starts_with("simulator") || name == "qpu" || name.find('.') != std::string_view::npos;
  return (whole ? "" : "qpu.") + std::string(name);
}

machine machine_of(const json& entry) {
  machine m(text_at(entry, "backend"));
  if (const auto n = whole_at(entry, "qubits"); n && *n <= UINT32_MAX) m.qubits = static_cast<std::uint32_t>(*n);
  if (const json* natives = member(entry, "supported_native_gates");
      natives && natives->is_array() && !natives->empty())
    m.natives.known = true, m.natives.ms = lists(entry, "supported_native_gates", "ms"),
    m.natives.zz = lists(entry, "supported_native_gates", "zz");
  return m;
}

const json* backend_list(const json& body) {
  if (body.is_array()) return &body;
  const json* inner = member(body, "backends");
  return inner && inner->is_array() ? inner : nullptr;
}

plugin::device device_of(const json& entry, const json& calibration, const json& rates, std::uint64_t unix_now_ns) {
  const machine m = machine_of(entry);
  plugin::device d;
  d.id = m.id;
  d.name = m.simulator() ? "IonQ " + m.id : "IonQ " + std::string(bare(m.id));
  d.flags = m.simulator() ? KW_DEVICE_SIMULATOR | KW_DEVICE_FREE | KW_DEVICE_EXACT
                          : static_cast<std::uint32_t>(KW_DEVICE_MEMORY);
  d.num_qubits = m.qubits.value_or(m.simulator() ? facts::simulator_qubits : 0);
  d.max_shots = facts::max_shots, d.max_programs = facts::max_programs;
  d.formats = {"kw.circuit/1"}, d.basis = gate_names();
  d.coupling = coupling_of(calibration, d.num_qubits);
  d.status_text = text_at(entry, "status");
  d.state = state_of(d.status_text);
  if (flag_at(entry, "degraded")) d.status_text += ", degraded";
  if (const auto wait = number_at(entry, "average_queue_time"); wait && *wait >= 0 && *wait < 1e9)
    d.queue_wait_ns = static_cast<std::uint64_t>(*wait * facts::average_queue_time_ns);
  d.as_of_ns = unix_now_ns;
  d.snapshot = text_at(calibration, "id");
  if (d.snapshot.empty()) d.snapshot = text_at(entry, "characterization_id");
  d.detail = written(detail_of(entry, m, calibration, rates, unix_now_ns));
  return d;
}

plugin::error unknown_device(std::string_view name, const std::vector<std::string>& known) {
  constexpr std::size_t most_names = 3, longest = 100;
  const std::string_view shown = name.substr(0, longest);
  std::vector<std::pair<std::size_t, std::string>> near;
  for (const auto& id : known) near.emplace_back(distance(bare(shown), bare(id)), id);
  std::sort(near.begin(), near.end());
  std::string text = "IonQ has no device named '" + std::string(shown) + "'";
  const std::size_t n = std::min(most_names, near.size());
  for (std::size_t i = 0; i < n; ++i)
    text += (i == 0 ? "; the nearest names are " : i + 1 == n ? " and " : ", ") + near[i].second;
  return {KW_NOT_FOUND, text, KW_NOT_BILLED};
}

}  // namespace ketway::ionq
