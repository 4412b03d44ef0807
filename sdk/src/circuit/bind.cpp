// Symbolic parameters of a whole circuit.

#include <set>
#include <unordered_map>

#include "circuit/columns.hpp"

namespace ketway {
namespace {

using storage = circuit::storage;
using value_map = std::map<std::string, double, std::less<>>;

// Calls visit(record, i, expression) for every symbolic parameter.
template <class Visit>
void for_each_expression(const storage& s, Visit visit) {
  for (std::size_t record = 0; record < s.gates.size(); ++record) {
    const kw_gate& g = s.gates[record];
    if (g.symbol == 0 || (!gates::is_gate(g.op) && g.op != KW_OP_OPAQUE)) continue;
    const std::size_t n = s.params_of(g).size();
    for (std::size_t i = 0; i < n; ++i)
      if (const std::string_view text = s.expression_of(g, i); !text.empty()) visit(record, i, text);
  }
}

std::set<std::string, std::less<>> names_of(const storage& s) {
  std::set<std::string, std::less<>> names;
  std::set<std::string_view> seen;
  for_each_expression(s, [&](std::size_t, std::size_t, std::string_view text) {
    if (!seen.insert(text).second) return;
    for (std::string& name : parameter::parse(text).value().names()) names.insert(std::move(name));
  });
  return names;
}

void list(std::string& text, std::string_view name) { text.append(text.empty() ? "" : ", ").append(name); }

std::optional<error> compare_names(const std::set<std::string, std::less<>>& names, const value_map& values) {
  std::string missing, unknown;
  for (const std::string& name : names)
    if (!values.contains(name)) list(missing, name);
  for (const auto& [name, value] : values)
    if (!names.contains(name)) list(unknown, name);
  if (!missing.empty()) return error(errc::failed_precondition, "no value for " + missing);
  if (!unknown.empty()) return error(errc::invalid_argument, "the circuit has no parameter " + unknown);
  return std::nullopt;
}

}  // namespace

std::vector<std::string> circuit::parameters() const {
  const auto names = names_of(storage::of(*this));
  return {names.begin(), names.end()};
}

expected<circuit> circuit::bind(const std::map<std::string, double, std::less<>>& values) const {
  const storage& from = storage::of(*this);
  if (auto why = compare_names(names_of(from), values)) return std::move(*why);

  circuit out = *this;
  storage& to = storage::open(out);
  std::unordered_map<std::string_view, double> known;
  std::optional<ketway::error> failure;
  for_each_expression(from, [&](std::size_t record, std::size_t i, std::string_view text) {
    if (failure) return;
    auto at = known.find(text);
    if (at == known.end()) {
      expected<double> value = parameter::parse(text).value().evaluate(values);
      if (!value)
        return failure.emplace(value.error().code(),
                               "record " + std::to_string(record) + ": " + value.error().message()),
               void();
      at = known.emplace(text, *value).first;
    }
    const kw_gate& g = to.gates[record];
    to.params[g.param + (g.op == KW_OP_OPAQUE ? 1 : 0) + i] = at->second;
  });
  if (failure) return std::move(*failure);

  // What stays of the symbols: labels, units, and the names of opaque gates, whose values are numbers now.
  to.symbols = symbol_column();
  for (std::size_t i = 0; i < to.gates.size(); ++i) {
    const kw_gate& old = from.gates[i];
    if (gates::is_gate(old.op)) {
      to.gates[i].symbol = 0;
    } else if (old.op == KW_OP_OPAQUE) {
      std::vector<std::string_view> texts(from.num_symbols_of(old));
      texts[0] = from.symbols[old.symbol];
      to.gates[i].symbol = to.symbols.add(texts);
    } else {
      to.gates[i].symbol = to.copy_symbols(from, old);
    }
  }
  to.touch();
  return out;
}

}  // namespace ketway
