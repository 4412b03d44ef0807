#include "compiler/device_text.hpp"

#include <algorithm>

#include "compiler/device_json.hpp"

namespace ketway::compiler {
namespace {

using namespace device_json;

class reader {
 public:
  device_text read(const json& root) {
    if (const json* p = member(root, "processor"); p != nullptr && p->is_string()) out_.name = p->get<std::string>();
    for (const json& q : list(root, "qubits")) qubit_entry(q);
    for (const json& g : list(root, "gates")) gate(g);
    return std::move(out_);
  }

 private:
  std::uint32_t known(const json& number) {
    const std::uint32_t q = qubit(number);
    out_.num_qubits = std::max(out_.num_qubits, q + 1);
    return q;
  }

  void qubit_entry(const json& entry) {
    const json* number = member(entry, "qubit");
    if (number == nullptr) throw unreadable("an entry of `qubits` has no `qubit`");
    const std::uint32_t q = known(*number);
    if (!flag(entry, "usable", true)) out_.unusable.push_back(q);
    if (const json* readout = member(entry, "readout"); readout != nullptr && readout->is_object())
      if (const auto e = figure(*readout, "error")) out_.readout.emplace_back(q, *e);
  }

  void gate(const json& entry) {
    const json* name = member(entry, "name");
    if (name == nullptr) return;  // the device has it and Ketway has no word for it
    if (!name->is_string()) throw unreadable("the `name` of a gate is no text");
    native_gate g(name->get<std::string>());
    g.everywhere(flag(entry, "everywhere", false)).symmetric(flag(entry, "symmetric", false));
    if (const json* typical = member(entry, "typical"); typical != nullptr && typical->is_object())
      if (const auto e = figure(*typical, "error")) g.typical_error(*e);
    std::vector<parameter_limit> limits;
    for (const json& p : list(entry, "parameters")) limits.push_back(limit_of(p));
    const gate_info* info = find_op(g.name());
    if (info != nullptr && info->op >= KW_OP_FIRST_GATE) g.limits(std::move(limits));
    for (const json& s : list(entry, "sites")) {
      const json* qubits = member(s, "qubits");
      if (qubits == nullptr || !qubits->is_array()) throw unreadable("a site has no `qubits`");
      std::vector<std::uint32_t> where;
      for (const json& q : *qubits) where.push_back(known(q));
      g.site(std::move(where), figure(s, "error"), flag(s, "usable", true));
    }
    out_.gates.push_back(std::move(g));
  }

  device_text out_;
};

}  // namespace

expected<device_text> device_text::read(std::string_view text) {
  try {
    return reader().read(document(text));
  } catch (const unreadable& e) {
    return error(errc::invalid_argument, std::string("the description of the device cannot be read: ") + e.what());
  }
}

}  // namespace ketway::compiler
