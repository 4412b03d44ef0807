#include <algorithm>
#include <cmath>

#include "compiler/device_text.hpp"

namespace ketway {

bool parameter_limit::allows(double value) const noexcept {
  constexpr double tolerance = 1e-9;
  if (listed_)
    return std::any_of(values_.begin(), values_.end(), [&](double v) { return std::abs(v - value) <= tolerance; });
  return value >= low_ - tolerance && value <= high_ + tolerance;
}

native_gate& native_gate::site(std::vector<std::uint32_t> qubits, std::optional<double> error, bool usable) {
  sites_.emplace_back(std::move(qubits), error, usable);
  return *this;
}

target& target::basis(const std::vector<std::string>& names) {
  for (const std::string& n : names) gate(native_gate(n));
  return *this;
}

expected<target> target::of(const device& d) {
  target t(d.num_qubits);
  t.name(d.id.empty() ? d.name : d.id);
  t.coupling(d.coupling).mid_circuit(d.mid_circuit).conditions(d.conditions);
  if (d.detail.empty()) {
    t.basis(d.basis);
    return t;
  }
  const expected<compiler::device_text> text = compiler::device_text::read(d.detail);
  if (!text) return error(text.error()).backend(d.id);
  // The basis decides what is used where there is one; the document says where and how well.
  for (const std::string& n : d.basis) {
    bool told = false;
    for (const native_gate& g : text->gates)
      if (find_op(g.name()) != nullptr && find_op(n) != nullptr && find_op(g.name())->op == find_op(n)->op)
        t.gate(g), told = true;
    if (!told) t.gate(native_gate(n));
  }
  for (const std::uint32_t q : text->unusable) t.without(q);
  for (const auto& [q, e] : text->readout) t.readout_error(q, e);
  return t;
}

expected<target> target::read(std::string_view kw_device) {
  const expected<compiler::device_text> text = compiler::device_text::read(kw_device);
  if (!text) return text.error();
  target t(text->num_qubits);
  t.name(text->name);
  for (const native_gate& g : text->gates) t.gate(g);
  for (const std::uint32_t q : text->unusable) t.without(q);
  for (const auto& [q, e] : text->readout) t.readout_error(q, e);
  if (t.num_qubits() == 0 || t.gates().empty())
    return error(
        errc::invalid_argument,
        "the description of the device says neither which qubits nor which gates it has; expected `qubits` and "
        "`gates` of kw.device/1");
  return t;
}

}  // namespace ketway
