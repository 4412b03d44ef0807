#include "compiler/device_text.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace ketway::compiler {
namespace {

using json = nlohmann::json;

class unreadable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

const json* member(const json& object, const char* key) {
  const auto at = object.find(key);
  return at == object.end() || at->is_null() ? nullptr : &*at;
}

// A figure is a number, or an object that holds it as `value`.
std::optional<double> figure(const json& object, const char* key) {
  const json* f = member(object, key);
  if (f == nullptr) return std::nullopt;
  if (f->is_object()) f = member(*f, "value");
  if (f == nullptr || !f->is_number()) throw unreadable(std::string("`") + key + "` is no figure");
  return f->get<double>();
}

bool flag(const json& object, const char* key, bool absent) {
  const json* f = member(object, key);
  if (f == nullptr) return absent;
  if (!f->is_boolean()) throw unreadable(std::string("`") + key + "` is neither true nor false");
  return f->get<bool>();
}

std::uint32_t qubit(const json& number) {
  if (!number.is_number_unsigned() || number.get<std::uint64_t>() >= circuit_limits::max_qubits)
    throw unreadable("`" + number.dump() + "` is no qubit");
  return number.get<std::uint32_t>();
}

const json& list(const json& object, const char* key) {
  static const json empty = json::array();
  const json* l = member(object, key);
  if (l == nullptr) return empty;
  if (!l->is_array()) throw unreadable(std::string("`") + key + "` is no list");
  for (const json& entry : *l)
    if (!entry.is_object()) throw unreadable(std::string("an entry of `") + key + "` is no object");
  return *l;
}

parameter_limit limit_of(const json& p) {
  if (const json* values = member(p, "values")) {
    if (!values->is_array()) throw unreadable("`values` is no list");
    std::vector<double> all;
    for (const json& v : *values) {
      if (!v.is_number()) throw unreadable("an entry of `values` is no number");
      all.push_back(v.get<double>());
    }
    return parameter_limit(std::move(all));
  }
  const std::optional<double> low = figure(p, "min"), high = figure(p, "max");
  constexpr double infinity = std::numeric_limits<double>::infinity();
  return {low.value_or(-infinity), high.value_or(infinity)};
}

class reader {
 public:
  device_text read(const json& root) {
    if (!root.is_object()) throw unreadable("it is no object");
    const json* schema = member(root, "schema");
    if (schema == nullptr || *schema != "kw.device/1") throw unreadable("its `schema` is not `kw.device/1`");
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
  const json root = json::parse(text.begin(), text.end(), nullptr, false);
  try {
    if (root.is_discarded()) throw unreadable("it is no JSON");
    return reader().read(root);
  } catch (const unreadable& e) {
    return error(errc::invalid_argument, std::string("the description of the device cannot be read: ") + e.what());
  }
}

}  // namespace ketway::compiler
