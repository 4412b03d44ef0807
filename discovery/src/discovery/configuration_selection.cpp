#include "discovery/configuration_selection.hpp"

#include "ketway/circuit.hpp"
#include "ketway/duration.hpp"

namespace ketway::discovery {
namespace {

using nlohmann::json;

std::string pointer_to(const std::string& place, const std::string& key) {
  std::string text = place + "/";
  for (const char c : key) text += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return text;
}

class task_reader {
 public:
  task_reader(const json& entry, std::string place, std::vector<fault>& faults)
      : entry_(entry), place_(std::move(place)), faults_(faults) {}

  task_type run() {
    objective();
    requirements& r = out_.needs;
    const std::string kind = entry_.value("kind", "any");
    r.kind(kind == "simulator"  ? device_kind::simulator
           : kind == "hardware" ? device_kind::hardware
                                : device_kind::any);
    r.qubits(entry_.value("qubits", 0U)).all_to_all(entry_.value("all_to_all", false));
    for (const std::string& gate : texts("gates")) {
      if (find_op(gate) == nullptr) faults_.emplace_back(place_ + "/gates", "there is no gate \"" + gate + "\"");
      r.gate(gate);
    }
    if (entry_.contains("max_swaps")) r.max_swaps(entry_["max_swaps"].get<std::uint64_t>());
    if (entry_.contains("min_fidelity")) r.min_fidelity(entry_["min_fidelity"].get<double>());
    r.noise_model(entry_.value("noise_model", ""));
    if (const auto t = duration("max_queue")) r.max_queue(*t);
    if (const auto t = duration("max_time")) r.max_time(*t);
    if (entry_.contains("max_cost"))
      r.max_cost(entry_["max_cost"].get<double>(), entry_.value("currency", "USD"));
    else if (entry_.contains("currency"))
      faults_.emplace_back(place_ + "/currency", "this is the unit of `max_cost`, which is not there");
    for (const std::string& name : texts("regions")) r.region(name);
    for (const std::string& name : texts("providers")) r.provider(name);
    for (const std::string& name : texts("not_providers")) r.not_provider(name);
    return std::move(out_);
  }

 private:
  void objective() {
    if (entry_.contains("weights") && entry_.contains("objective"))
      return faults_.emplace_back(place_ + "/weights", "expected `objective` or `weights`, not both"), void();
    const std::string word = entry_.value("objective", "balanced");
    if (word == "fastest") out_.objective = ketway::objective::fastest();
    if (word == "cheapest") out_.objective = ketway::objective::cheapest();
    if (word == "faithful") out_.objective = ketway::objective::most_faithful();
    if (!entry_.contains("weights")) return;
    const json& w = entry_["weights"];
    try {
      out_.objective =
          ketway::objective::weighted(w.value("speed", 0.0), w.value("cost", 0.0), w.value("fidelity", 0.0));
    } catch (const exception& e) {
      faults_.emplace_back(place_ + "/weights", e.error().message());
    }
  }

  std::vector<std::string> texts(const char* key) const { return entry_.value(key, std::vector<std::string>()); }

  std::optional<std::chrono::nanoseconds> duration(const char* key) {
    if (!entry_.contains(key)) return std::nullopt;
    const auto t = parse_duration(entry_[key].get<std::string>());
    if (t) return *t;
    faults_.emplace_back(place_ + "/" + key, t.error().message());
    return std::nullopt;
  }

  const json& entry_;
  const std::string place_;
  std::vector<fault>& faults_;
  task_type out_;
};

}  // namespace

std::map<std::string, task_type, std::less<>> standard_task_types() {
  task_type simulation, hardware, ml;
  simulation.needs.kind(device_kind::simulator);
  hardware.needs.kind(device_kind::hardware);
  hardware.objective = objective::most_faithful();
  // Many short runs, each waited for: what counts is how soon the next one is back.
  ml.needs.max_queue(std::chrono::minutes(1));
  ml.objective = objective::weighted(0.6, 0.3, 0.1);
  return {{"simulation", std::move(simulation)}, {"hardware", std::move(hardware)}, {"ml", std::move(ml)}};
}

std::vector<fault> read_selection(const json& root, configuration_state& to) {
  std::vector<fault> faults;
  const json rates = root.value("rates", json::object());
  for (const auto& [from, all] : rates.items())
    for (const auto& [unit, factor] : all.items()) {
      // Both ways round they could contradict each other.
      if (rates.contains(unit) && rates[unit].contains(from) && unit > from)
        faults.emplace_back(pointer_to(pointer_to("/rates", from), unit), "the other way round is there already");
      else
        to.rates.rate(from, unit, factor.get<double>());
    }
  const json tasks = root.value("task_types", json::object());
  for (const auto& [name, entry] : tasks.items())
    to.task_types.insert_or_assign(name, task_reader(entry, pointer_to("/task_types", name), faults).run());
  return faults;
}

}  // namespace ketway::discovery
