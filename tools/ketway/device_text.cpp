#include "device_text.hpp"

#include <array>
#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>

#include "ketway/duration.hpp"
#include "table.hpp"

namespace ketway::cli {
namespace {

constexpr std::size_t shown_pairs = 24;

std::string joined(const std::vector<std::string>& words, std::size_t limit) {
  std::string text;
  for (std::size_t i = 0; i < words.size() && i < limit; ++i) text += (i == 0 ? "" : ", ") + words[i];
  if (words.size() > limit) text += ", ... (" + std::to_string(words.size()) + ")";
  return text;
}

std::string number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.6g", value);
  return text.data();
}

// A plugin's detail may have any form.
std::string text_of(const nlohmann::json& item, const char* key) {
  const auto at = item.find(key);
  return at != item.end() && at->is_string() ? at->get<std::string>() : std::string();
}

std::string moment(std::uint64_t unix_ns) {
  const auto seconds = static_cast<std::time_t>(unix_ns / 1'000'000'000U);
  std::tm parts{};
  std::array<char, 32> text{};
  if (gmtime_r(&seconds, &parts) == nullptr) return "-";
  std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S UTC", &parts);
  return text.data();
}

std::string coupling_text(const device& d) {
  if (d.coupling.empty()) return "all to all";
  std::vector<std::string> pairs;
  for (const auto& [a, b] : d.coupling) pairs.push_back(std::to_string(a) + "-" + std::to_string(b));
  return joined(pairs, shown_pairs);
}

std::string abilities_text(const device& d) {
  std::vector<std::string> can;
  if (d.exact) can.emplace_back("exact probabilities");
  if (d.statevector) can.emplace_back("state vector");
  if (d.memory) can.emplace_back("outcome of every shot");
  if (d.mid_circuit) can.emplace_back("mid-circuit measurement");
  if (d.conditions) can.emplace_back("conditions");
  if (d.sweeps) can.emplace_back("parameter sweeps");
  if (d.observables) can.emplace_back("observables");
  return can.empty() ? "-" : joined(can, can.size());
}

}  // namespace

std::string queue_text(const device& d) {
  std::string text;
  if (d.queue_length) text = std::to_string(*d.queue_length) + (*d.queue_length == 1 ? " job" : " jobs");
  if (d.queue_wait) text += (text.empty() ? "" : ", ") + format_duration(*d.queue_wait);
  return text.empty() ? "-" : text;
}

std::string gates_text(const device& d, std::size_t limit) { return d.basis.empty() ? "all" : joined(d.basis, limit); }

std::string price_text(const device& d) {
  if (d.free) return "free";
  const nlohmann::json detail = nlohmann::json::parse(d.detail, nullptr, false);
  const nlohmann::json::json_pointer items("/prices/items");
  if (!detail.is_object() || !detail.contains(items)) return "-";
  std::string text;
  for (const nlohmann::json& item : detail[items]) {
    if (!item.is_object() || !item.contains("amount") || !item["amount"].is_number() || item.contains("when")) continue;
    text += (text.empty() ? "" : " + ") + number(item["amount"].get<double>()) + " " + text_of(item, "currency") + "/" +
            text_of(item, "per");
  }
  return text.empty() ? "-" : text;
}

style state_style(device_state s) noexcept {
  switch (s) {
    case device_state::online: return style::good;
    case device_state::busy:
    case device_state::maintenance:
    case device_state::reserved: return style::warning;
    case device_state::offline:
    case device_state::retired: return style::bad;
    default: return style::faint;
  }
}

std::string device_text(std::string_view name, const device& d, const std::vector<std::string>& others,
                        std::string_view origin, const terminal& out) {
  table facts;
  facts.column("").column("");
  const auto fact = [&facts](std::string_view what, std::string value, style how = style::plain) {
    facts.row({std::string(what), std::move(value)}, {style::faint, how});
  };
  fact("device", d.name.empty() || d.name == d.id ? d.id : d.id + " (" + d.name + ")");
  fact("status", std::string(to_string(d.state)) + (d.status_text.empty() ? "" : ": " + d.status_text),
       state_style(d.state));
  fact("queue", queue_text(d));
  fact("qubits", std::to_string(d.num_qubits));
  fact("gates", gates_text(d, d.basis.size()));
  fact("coupling", coupling_text(d));
  fact("price", price_text(d));
  fact("kind", d.simulator ? "simulator" : "hardware");
  fact("can give", abilities_text(d));
  fact("most shots", d.max_shots ? std::to_string(*d.max_shots) : "not known");
  fact("circuits at once", d.max_programs ? std::to_string(*d.max_programs) : "not known");
  fact("formats", joined(d.formats, d.formats.size()));
  if (!d.qubit_names.empty()) fact("qubit names", joined(d.qubit_names, shown_pairs));
  if (!d.snapshot.empty()) fact("calibration", d.snapshot);
  if (d.as_of_ns != 0) fact("as of", moment(d.as_of_ns));
  if (!others.empty()) fact("other devices", joined(others, others.size()));
  fact("plugin", std::string(origin));
  return out.paint(style::strong, printable(name)) + "\n" + facts.text(out);
}

}  // namespace ketway::cli
