// Why a device cannot have a circuit: every reason, in words.
#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "ketway/discovery/ranking.hpp"
#include "ketway/duration.hpp"

namespace ketway {
namespace {

using nlohmann::json;

std::string number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.4g", value);
  return text.data();
}

std::string joined(const std::vector<std::string>& words, std::string_view nothing) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text.empty() ? std::string(nothing) : text;
}

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

bool same_gate(const std::string& a, const std::string& b) {
  const gate_info *x = find_op(a), *y = find_op(b);
  return a == b || (x != nullptr && y != nullptr && x->op == y->op);
}

std::string text_at(const json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

void add_texts(const json& object, const char* key, std::vector<std::string>& to) {
  const auto at = object.find(key);
  if (at == object.end() || !at->is_array()) return;
  for (const json& one : *at)
    if (one.is_string()) to.push_back(one.get<std::string>());
}

class judgement {
 public:
  judgement(const candidate& one, const requirements& needs) : one_(one), d_(one.device), needs_(needs) {
    reasons_ = one.reasons;
    detail_ = json::parse(d_.detail, nullptr, false);
    if (!detail_.is_object()) detail_ = json::object();
  }

  void at_sight(const circuit_needs& circuit) {
    if (one_.known == candidate::knowledge::nothing) return provider();
    const std::uint32_t qubits = std::max(circuit.qubits, needs_.qubits());
    if (d_.num_qubits < qubits)
      say("needs " + std::to_string(qubits) + " qubits, has " + std::to_string(d_.num_qubits));
    if (circuit.conditions && !d_.conditions) say("can't run gates under a condition");
    if (circuit.mid_circuit && !d_.mid_circuit) say("can't go on after a measurement or reset");
    if (const std::string kind = text_at(detail_, "kind"); kind == "analog" || kind == "annealer")
      say("is an " + kind + " device, which takes no circuits of gates");
    state();
    if (needs_.kind() == device_kind::simulator && !d_.simulator) say("is hardware, a simulator is wanted");
    if (needs_.kind() == device_kind::hardware && d_.simulator) say("is a simulator, hardware is wanted");
    for (const std::string& gate : needs_.gates())
      if (!d_.basis.empty() &&
          std::none_of(d_.basis.begin(), d_.basis.end(), [&](const auto& own) { return same_gate(own, gate); }))
        say("has no gate " + gate + " of its own (has: " + joined(d_.basis, "none") + ")");
    if (needs_.all_to_all() && !d_.coupling.empty()) say("connects only some pairs of qubits");
    noise_model();
    provider();
    region();
    if (needs_.max_queue()) within("its queue", queue(), *needs_.max_queue(), "may wait at most ");
  }

  void for_the_circuit(const exchange_rates& rates) {
    if (one_.known != candidate::knowledge::all) return;
    if (needs_.max_swaps() && one_.swaps > *needs_.max_swaps())
      say("needs " + std::to_string(one_.swaps) + " swaps to connect its qubits, at most " +
          std::to_string(*needs_.max_swaps()) + " are allowed");
    if (needs_.min_fidelity()) {
      const std::optional<double> p = one_.success.probability;
      if (!p)
        say("its success probability is not known: it does not say " + joined(one_.success.missing, "how good it is"));
      else if (*p < *needs_.min_fidelity())
        say("has an estimated success probability of " + number(*p) + ", " + number(*needs_.min_fidelity()) +
            " is wanted");
    }
    if (needs_.max_time()) {
      const auto wait = queue();
      const auto& run = one_.cost.run;
      const auto time = wait && run ? std::optional(*wait + *run) : std::nullopt;
      within(wait ? "how long it would run" : "its queue", time, *needs_.max_time(), "may take at most ");
    }
    if (needs_.max_cost()) cost(rates);
  }

  std::vector<std::string> reasons() && { return std::move(reasons_); }

 private:
  void say(std::string reason) {
    if (std::find(reasons_.begin(), reasons_.end(), reason) == reasons_.end()) reasons_.push_back(std::move(reason));
  }

  std::optional<std::chrono::nanoseconds> queue() const {
    if (one_.cost.queue) return one_.cost.queue;
    if (d_.queue_wait) return d_.queue_wait;
    if (d_.queue_length == 0U) return std::chrono::nanoseconds(0);
    return std::nullopt;
  }

  void within(const std::string& what, std::optional<std::chrono::nanoseconds> value, std::chrono::nanoseconds most,
              const std::string& allowed) {
    if (!value)
      say(what + " is not known, it " + allowed + format_duration(most));
    else if (*value > most)
      say("takes " + format_duration(*value) + ", it " + allowed + format_duration(most));
  }

  void state() {
    if (d_.state == device_state::offline || d_.state == device_state::retired || d_.state == device_state::maintenance)
      say("is " + std::string(d_.state == device_state::maintenance ? "in " : "") + std::string(to_string(d_.state)) +
          (d_.status_text.empty() ? "" : " (" + d_.status_text + ")"));
  }

  void noise_model() {
    if (needs_.noise_model().empty()) return;
    std::vector<std::string> models;
    if (const auto at = detail_.find("simulator"); at != detail_.end() && at->is_object())
      add_texts(*at, "noise_models", models);
    if (std::find(models.begin(), models.end(), needs_.noise_model()) == models.end())
      say("has no noise model " + needs_.noise_model() + " (has: " + joined(models, "none") + ")");
  }

  void provider() {
    std::vector<std::string> own{one_.plugin};
    if (const std::string name = text_at(detail_, "provider"); !name.empty()) own.push_back(name);
    const auto among = [&](const std::vector<std::string>& list) {
      return std::any_of(list.begin(), list.end(), [&](const std::string& wanted) {
        return std::any_of(own.begin(), own.end(), [&](const auto& name) { return lower(name) == lower(wanted); });
      });
    };
    if (!needs_.providers().empty() && !among(needs_.providers()))
      say("is of provider " + own.back() + ", wanted is " + joined(needs_.providers(), ""));
    if (among(needs_.not_providers())) say("is of provider " + own.back() + ", which is ruled out");
  }

  void region() {
    if (needs_.regions().empty()) return;
    std::vector<std::string> own;
    if (const std::string name = text_at(detail_, "region"); !name.empty()) own.push_back(name);
    add_texts(detail_, "regions", own);
    const auto among = [&](const std::string& wanted) {
      return std::find(own.begin(), own.end(), wanted) != own.end();
    };
    if (std::any_of(needs_.regions().begin(), needs_.regions().end(), among)) return;
    const std::string wanted = ", wanted is " + joined(needs_.regions(), "");
    say(own.empty() ? "its region is not known" + wanted : "is in region " + joined(own, "") + wanted);
  }

  void cost(const exchange_rates& rates) {
    const std::string cap = ", the cap is " + number(*needs_.max_cost()) + " " + needs_.currency();
    if (!one_.cost.at_most()) return say("its cost is not known" + cap);
    const expected<cost_estimate> in_unit = convert(one_.cost, needs_.currency(), rates);
    if (!in_unit)
      say("may cost " + number(*one_.cost.at_most()) + " " + one_.cost.currency + cap + ": " +
          in_unit.error().message());
    else if (*in_unit->at_most() > *needs_.max_cost())
      say("may cost " + number(*in_unit->at_most()) + " " + needs_.currency() + cap);
  }

  const candidate& one_;
  const device& d_;
  const requirements& needs_;
  json detail_;
  std::vector<std::string> reasons_;
};

}  // namespace

circuit_needs circuit_needs::of(const circuit& c) {
  circuit_needs n;
  n.qubits = c.num_qubits();
  const kw_circuit& k = c.columns();
  std::vector<bool> measured(c.num_qubits(), false);
  for (std::uint64_t i = 0; i < k.num_gates; ++i) {
    const kw_gate& g = k.gates[i];
    const std::uint32_t* operands = k.operands + g.operand;
    if (g.op == KW_OP_IF || g.op == KW_OP_WHILE) n.conditions = true;
    if (g.op == KW_OP_RESET) n.mid_circuit = true;
    if (g.op == KW_OP_MEASURE) {
      n.mid_circuit = n.mid_circuit || measured[operands[0]];
      measured[operands[0]] = true;
    }
    const bool acts = g.op >= KW_OP_FIRST_GATE || g.op == KW_OP_UNITARY || g.op == KW_OP_OPAQUE;
    for (std::uint32_t q = 0; acts && q < g.num_operands; ++q) n.mid_circuit = n.mid_circuit || measured[operands[q]];
  }
  return n;
}

std::vector<std::string> reasons_at_sight(const candidate& one, const circuit_needs& circuit,
                                          const requirements& needs) {
  judgement j(one, needs);
  j.at_sight(circuit);
  return std::move(j).reasons();
}

std::vector<std::string> reasons_against(const candidate& one, const circuit_needs& circuit, const requirements& needs,
                                         const exchange_rates& rates) {
  judgement j(one, needs);
  j.at_sight(circuit);
  j.for_the_circuit(rates);
  return std::move(j).reasons();
}

}  // namespace ketway
