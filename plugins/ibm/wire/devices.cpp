#include "wire/devices.hpp"

#include <algorithm>

#include "wire/calibration.hpp"
#include "wire/gate_names.hpp"
#include "wire/times.hpp"

namespace ketway::ibm {
namespace {

constexpr std::uint32_t most_qubits = 1u << 20u;
constexpr std::uint64_t most_executions = 10'000'000;

/// `paused` keeps its queue; whether it takes new jobs is UNCONFIRMED, so it is no reason to refuse.
std::uint32_t state_of(const device_facts& f) {
  const json& operational = member(f.status, "state");
  if (operational.is_boolean() && !operational.get<bool>()) return KW_STATE_OFFLINE;
  const std::string word = text_of(member(f.entry, "status"), "name");
  if (word == "online") return KW_STATE_ONLINE;
  if (word == "paused") return KW_STATE_BUSY;
  return word == "offline" ? KW_STATE_OFFLINE : KW_STATE_UNKNOWN;
}

std::string status_text(const device_facts& f) {
  std::string text = text_of(member(f.entry, "status"), "name");
  const auto add = [&text](const std::string& more) {
    if (!more.empty() && text.find(more) == std::string::npos) text += (text.empty() ? "" : ": ") + more;
  };
  add(text_of(member(f.entry, "status"), "reason"));
  add(text_of(f.status, "status"));
  add(text_of(f.status, "message"));
  return text;
}

void add_coupling(plugin::device& d, const json& configuration) {
  for (const json& pair : member(configuration, "coupling_map")) {
    const auto q = qubit_list(pair, d.num_qubits);
    if (q.size() == 2) d.coupling.insert(d.coupling.end(), q.begin(), q.end());
  }
}

void add_queue(plugin::device& d, const device_facts& f) {
  auto length = whole(member(f.status, "length_queue"));
  if (!length) length = whole(member(f.entry, "queue_length"));
  if (length) d.queue_length = static_cast<std::uint32_t>(std::min<std::uint64_t>(*length, UINT32_MAX - 1));
  const auto wait = number(member(member(f.entry, "wait_time_seconds"), "average"));
  if (wait && *wait >= 0 && *wait < 1e9) d.queue_wait_ns = static_cast<std::uint64_t>(*wait * 1e9);
}

}  // namespace

bool supports(const json& configuration, std::string_view instruction) {
  const json& all = member(configuration, "supported_instructions");
  return all.is_array() && std::find(all.begin(), all.end(), instruction) != all.end();
}

std::vector<json> read_listing(const json& answer) {
  const json& all = member(answer, "devices");
  if (!all.is_array()) throw plugin::error(KW_DATA_LOSS, "IBM's answer holds no list of devices");
  std::vector<json> devices;
  for (const json& entry : all)
    if (!text_of(entry, "name").empty()) devices.push_back(entry);
  return devices;
}

std::vector<std::string> usable_basis(const json& configuration, bool fractional) {
  std::vector<std::string> basis;
  for (const json& gate : member(configuration, "basis_gates")) {
    if (!gate.is_string()) continue;
    const auto& name = gate.get_ref<const std::string&>();
    // id expands to u when IBM reads the program, and xslow is defined nowhere: both end in IBM code 1603.
    const bool hidden = name == "id" || name == "xslow" || (!fractional && (name == "rx" || name == "rzz"));
    if (!hidden && known_gate(name) && std::find(basis.begin(), basis.end(), name) == basis.end())
      basis.push_back(name);
  }
  return basis;
}

plugin::device describe(const device_facts& f, const settings& c) {
  plugin::device d;
  d.id = text_of(f.entry, "name");
  auto qubits = whole(member(f.configuration, "n_qubits"));
  if (!qubits) qubits = whole(member(f.entry, "qubits"));
  d.num_qubits = static_cast<std::uint32_t>(std::min<std::uint64_t>(qubits.value_or(0), most_qubits));
  d.state = state_of(f), d.status_text = status_text(f), d.as_of_ns = f.read_ns;
  d.max_shots = most_executions;
  add_queue(d, f);
  if (f.configuration.is_object()) {
    d.formats = {"openqasm3"};
    d.basis = usable_basis(f.configuration, c.fractional_gates);
    add_coupling(d, f.configuration);
    d.flags = KW_DEVICE_MEMORY | KW_DEVICE_SWEEP | KW_DEVICE_OBSERVABLES;
    if (supports(f.configuration, "reset")) d.flags |= KW_DEVICE_MID_CIRCUIT;
    if (supports(f.configuration, "if_else")) d.flags |= KW_DEVICE_CONDITIONS;
  } else {
    d.state = KW_STATE_UNKNOWN;
    d.status_text += (d.status_text.empty() ? "" : ": ") + std::string("its configuration could not be read");
  }
  d.snapshot = utc(text_of(f.properties, "last_update_date"));
  d.detail = dump(device_detail(f, c, d));
  return d;
}

}  // namespace ketway::ibm
