#include "compiler/device_json.hpp"

#include <limits>

namespace ketway::compiler::device_json {

const json* member(const json& object, const char* key) {
  const auto at = object.find(key);
  return at == object.end() || at->is_null() ? nullptr : &*at;
}

const json* object_at(const json& object, const char* key) {
  const json* found = member(object, key);
  return found != nullptr && found->is_object() ? found : nullptr;
}

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

std::string text(const json& object, const char* key) {
  const json* t = member(object, key);
  return t != nullptr && t->is_string() ? t->get<std::string>() : std::string();
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

json document(std::string_view text) {
  json root = json::parse(text.begin(), text.end(), nullptr, false);
  if (root.is_discarded()) throw unreadable("it is no JSON");
  if (!root.is_object()) throw unreadable("it is no object");
  const json* schema = member(root, "schema");
  if (schema == nullptr || *schema != "kw.device/1") throw unreadable("its `schema` is not `kw.device/1`");
  return root;
}

}  // namespace ketway::compiler::device_json
