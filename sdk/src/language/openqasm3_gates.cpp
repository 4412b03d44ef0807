#include "language/openqasm3_gates.hpp"

#include <algorithm>

#include "circuit/gate_table.hpp"
#include "ketway/circuit.hpp"
#include "language/gate_recipes.hpp"
#include "language/stdgates.hpp"

namespace ketway::language {
namespace {
std::string controlled_by(std::size_t n) {
  if (n == 0) return {};
  return n == 1 ? "ctrl @ " : "ctrl(" + std::to_string(n) + ") @ ";
}
}  // namespace

const openqasm3_gates::call& openqasm3_gates::of(std::uint16_t op, std::size_t controls) {
  const auto [at, fresh] = known_.try_emplace({op, controls});
  if (fresh) at->second = make(op, controls);
  return at->second;
}

openqasm3_gates::call openqasm3_gates::make(std::uint16_t op, std::size_t extra) {
  call out;
  const gates::row& row = gates::table[op];
  if (extra == 0 && op == KW_OP_CU3) return out.text = "cu", out.behind = "0.0", out;
  const std::size_t controls = extra + static_cast<std::size_t>(std::max<int>(row.controls, 0));
  const bool modified = extra != 0 || (row.controls > 0 && standard_name(op).empty());
  if (modified && basis_only_ && (extra != 0 || find_recipe(op) == nullptr)) {
    out.refused = "gate '" + std::string(gates::table[row.base].name) + "' with " + std::to_string(controls) +
                  (controls == 1 ? " control" : " controls") +
                  " needs the modifier 'ctrl', and only plain gates are asked for (basis_only)";
    return out;
  }
  if (!modified || basis_only_) return out.text = name_of(op), out;

  const std::uint16_t base = op == KW_OP_GPHASE ? op : row.base;
  if (base == KW_OP_U || base == KW_OP_U2) {
    // U and u2 of OpenQASM 3 have a phase that a control would see; cu says exactly which one is meant.
    out.text = controlled_by(controls - 1) + "cu";
    out.before = base == KW_OP_U2 ? "1.5707963267948966" : "";
    out.behind = "0.0";
    return out;
  }
  out.text = controlled_by(controls) + name_of(base);
  return out;
}

std::string openqasm3_gates::name_of(std::uint16_t op) {
  if (const auto name = standard_name(op); !name.empty()) return std::string(name);
  if (op == KW_OP_SXDG && !basis_only_) return "inv @ sx";
  if (!defined_.contains(gates::table[op].name)) define(op);
  return std::string(gates::table[op].name);
}

void openqasm3_gates::define(std::uint16_t op) {
  const gate_recipe& how = *find_recipe(op);
  std::string body;
  for (std::string_view rest = how.steps; !rest.empty();) {
    std::string_view step = rest.substr(0, rest.find(';'));
    rest.remove_prefix(std::min(step.size() + 1, rest.size()));
    if (step.starts_with('!')) step.remove_prefix(1);
    const auto called = step.substr(0, step.find_first_of("( "));
    step.remove_prefix(called.size());
    body += name_of(find_op(called)->op) + std::string(step) + "; ";
  }
  std::string formals;
  for (std::uint16_t i = 0; i < gates::table[op].operands; ++i) {
    if (i != 0) formals += ", ";
    formals += static_cast<char>('a' + i);
  }
  const std::string name(gates::table[op].name);
  const std::string params = how.params.empty() ? "" : "(" + std::string(how.params) + ")";
  text_ += "gate " + name + params + " " + formals + " { " + body + "}\n";
  defined_.insert(name);
}

}  // namespace ketway::language
