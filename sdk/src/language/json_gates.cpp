// Gates of the JSON form, with the many ways in which people name their operands and angles.

#include <algorithm>
#include <array>

#include "language/json_reader.hpp"

namespace ketway::language {
namespace {

using name_list = std::array<std::string_view, 4>;

/// The names of a gate's angles, in their order.
name_list angle_names(std::uint16_t op) {
  switch (op) {
    case KW_OP_R:
    case KW_OP_FSIM: return {"theta", "phi"};
    case KW_OP_U2: return {"phi", "lambda"};
    case KW_OP_U:
    case KW_OP_CU3: return {"theta", "phi", "lambda"};
    case KW_OP_CU: return {"theta", "phi", "lambda", "gamma"};
    case KW_OP_PHASEDXZ: return {"x", "z", "a"};
    case KW_OP_XX_PLUS_YY:
    case KW_OP_XX_MINUS_YY: return {"theta", "beta"};
    case KW_OP_MS: return {"phi0", "phi1", "theta"};
    default: return {};
  }
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

std::vector<std::string_view> gate_names() {
  std::vector<std::string_view> out;
  for (std::uint16_t op = KW_OP_FIRST_GATE; op < KW_OP_LIMIT; ++op) {
    if (const auto* info = find_op(op)) out.push_back(info->name);
  }
  for (const std::string_view name : {"cnot", "toffoli", "fredkin", "measure", "measure_all", "reset", "barrier",
                                      "delay", "unitary", "opaque", "if", "while"}) {
    out.push_back(name);
  }
  return out;
}

}  // namespace

void json_reader::gate(json_object& o, std::string_view type, std::size_t type_at) {
  const gate_info* info = find_op(type);
  if (info == nullptr) info = find_op(lower_case(type));
  if (info == nullptr || info->op < KW_OP_FIRST_GATE) {
    return void(fail(type_at, "gate " + language::quoted(type) + " is not known" + did_you_mean(type, gate_names())));
  }
  bool each = false;
  const bool placed = gate_qubits(o, type, *info, each);
  const bool turned = gate_angles(o, type, *info);
  if (!o.finish() || !placed || !turned) return;
  if (!each) {
    if (room(o.at(), 1, qubits_.size())) write(o.at(), columns_->gate(info->op, qubits_, angles_));
    return;
  }
  if (!room(o.at(), qubits_.size(), qubits_.size())) return;
  for (const auto q : qubits_) {
    if (!write(o.at(), columns_->gate(info->op, std::span(&q, 1), angles_))) return;
  }
}

/// Controls first, then targets, into `qubits_`. `each`: a one-qubit gate on every one of them.
bool json_reader::gate_qubits(json_object& o, std::string_view type, const gate_info& info, bool& each) {
  const auto* control = o.find({"control", "controls"});
  const auto* target = o.find({"target", "targets"});
  const auto* plain = o.find({"qubit", "qubits"});
  if (target != nullptr && plain != nullptr) {
    return fail(plain->key_at, "keys " + language::quoted(target->key) + " and " + language::quoted(plain->key) +
                                   " say the same thing");
  }
  const auto* what = target != nullptr ? target : plain;
  qubits_.clear();
  if (control != nullptr && !places(control->value_at, "a qubit", columns_->num_qubits, qubits_)) return false;
  const std::size_t controls = qubits_.size();
  if (what != nullptr && !places(what->value_at, "a qubit", columns_->num_qubits, qubits_)) return false;
  const std::size_t targets = qubits_.size() - controls;

  const std::size_t wanted = info.num_qubits;
  const auto named = static_cast<std::size_t>(std::max<int>(gates::table[info.op].controls, 0));
  const auto word = lower_case(type);
  const bool many = word.starts_with("mc");
  each = wanted == 1 && controls == 0 && targets > 1 && !many;
  bool good = controls + targets == wanted || each;
  if (many) good = good || (controls == 0 ? targets >= 2 : targets == 1);
  // Controls beyond those in the gate's name: its targets and all controls, or its own qubits and controls in front.
  good = good || (controls > named && targets == wanted - named);
  good = good || (controls > 0 && plain != nullptr && targets == wanted);
  if (good && !(many && controls + targets < 2)) return true;
  const std::size_t at = what != nullptr ? what->value_at : o.at();
  return fail(at, "gate " + language::quoted(type) + " takes " +
                      (many ? "at least 2 qubits" : std::to_string(wanted) + (wanted == 1 ? " qubit" : " qubits")) +
                      (named == 0 || many ? "" : ", " + std::to_string(named) + " of them controls") + ", found " +
                      std::to_string(controls + targets));
}

bool json_reader::gate_angles(json_object& o, std::string_view type, const gate_info& info) {
  angles_.clear();
  const auto* listed = o.find({"params", "parameters", "angles", "angle"});
  std::vector<const json_text::member*> named;
  if (!named_angles(o, info, named)) return false;
  if (listed != nullptr && !named.empty()) {
    return fail(named.front()->key_at, "keys " + language::quoted(listed->key) + " and " +
                                           language::quoted(named.front()->key) + " say the same thing");
  }
  if (listed != nullptr && !angle_list(listed->value_at, angles_)) return false;
  for (const auto* m : named) {
    if (!angle_at(m->value_at, angles_)) return false;
  }
  // The length of a pause, which `id` does not take.
  if (type == "u0" && angles_.size() == 1) angles_.clear();
  if (angles_.size() == info.num_params) return true;
  const std::size_t at = listed != nullptr ? listed->value_at : o.at();
  return fail(at, "gate " + language::quoted(type) + " takes " + std::to_string(info.num_params) +
                      (info.num_params == 1 ? " angle" : " angles") + ", found " + std::to_string(angles_.size()));
}

bool json_reader::named_angles(json_object& o, const gate_info& info, std::vector<const json_text::member*>& found) {
  if (info.num_params == 0) return true;
  if (info.num_params == 1) {
    if (const auto* m = o.find({"theta", "phi", "lambda", "lam"})) found.push_back(m);
    return true;
  }
  const name_list names = angle_names(info.op);
  const std::string_view* missing = nullptr;
  for (std::size_t i = 0; i < info.num_params; ++i) {
    const auto* m = names[i] == "lambda" ? o.find({"lambda", "lam"}) : o.find({names[i]});
    if (m != nullptr) found.push_back(m);
    if (m == nullptr && missing == nullptr) missing = &names[i];
  }
  if (found.empty() || missing == nullptr) return true;
  return fail(o.at(),
              "expected the angle " + language::quoted(*missing) + " beside " + language::quoted(found.front()->key));
}

}  // namespace ketway::language
