#include "language/gate_definitions.hpp"

#include <array>
#include <vector>

#include "circuit/gate_table.hpp"
#include "ketway/circuit.hpp"
#include "language/gate_recipes.hpp"
#include "language/qelib1.hpp"

namespace ketway::language {
namespace {

std::string join(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : ",") + word;
  return out;
}

std::vector<std::string> numbered(char letter, std::size_t n) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < n; ++i) out.push_back(letter + std::to_string(i));
  return out;
}

std::vector<std::string> slice(const std::vector<std::string>& words, std::size_t from, std::size_t to) {
  return {words.begin() + static_cast<std::ptrdiff_t>(from), words.begin() + static_cast<std::ptrdiff_t>(to)};
}

}  // namespace

std::string_view gate_definitions::name_for(std::uint16_t op, std::size_t controls) {
  if (op == KW_OP_GPHASE) {
    if (controls == 0) return {};
    return name_for(KW_OP_P, controls - 1);
  }
  // In its named form, or as the base gate with all its controls.
  const std::uint16_t form = gates::canonical(op, controls);
  const std::size_t operands = gates::table[op].operands + controls;
  const key wanted(form, operands - gates::table[form].operands);
  if (const auto found = known_.find(wanted); found != known_.end()) return found->second;

  std::string name(wanted.second == 0 ? qelib1_name(form) : std::string_view());
  if (name.empty() && form == KW_OP_X) name = define_mcx(wanted.second);
  if (name.empty() && form == KW_OP_P) name = define_mcphase(wanted.second);
  if (name.empty()) name = define(form, wanted.second);
  keep(name);
  return known_[wanted] = std::move(name);
}

std::string gate_definitions::define(std::uint16_t op, std::size_t controls) {
  const gate_recipe& how = *find_recipe(op);
  const std::string base(gates::table[op].name);
  std::string name = controls == 0 ? base : "c" + std::to_string(controls) + "_" + base;
  const auto control_names = numbered('q', controls);
  auto formals = control_names;
  for (std::uint16_t i = 0; i < gates::table[op].operands; ++i) formals.emplace_back(1, static_cast<char>('a' + i));

  std::string body;
  for (std::string_view rest = how.steps; !rest.empty();) {
    std::string_view step = rest.substr(0, rest.find(';'));
    rest.remove_prefix(std::min(step.size() + 1, rest.size()));
    const bool marked = step.starts_with('!');
    if (marked) step.remove_prefix(1);
    const auto called = step.substr(0, step.find_first_of("( "));
    const std::size_t k = marked ? controls : 0;
    const auto callee = name_for(find_op(called)->op, k);
    if (callee.empty()) continue;
    step.remove_prefix(called.size());
    const auto space = step.rfind(' ');
    body += std::string(callee) + std::string(step.substr(0, space)) + " ";
    std::vector<std::string> operands(control_names.begin(), control_names.begin() + static_cast<std::ptrdiff_t>(k));
    if (space != std::string_view::npos) operands.emplace_back(step.substr(space + 1));
    body += join(operands) + "; ";
  }
  const std::string params = how.params.empty() ? "" : "(" + std::string(how.params) + ")";
  text_ += "gate " + name + params + " " + join(formals) + " { " + body + "}\n";
  return name;
}

std::string gate_definitions::define_mcx(std::size_t controls) {
  std::string name = "mcx_" + std::to_string(controls);
  const auto phase = std::string(name_for(KW_OP_P, controls));
  const auto q = numbered('q', controls);
  text_ += "gate " + name + " " + join(q) + ",a { h a; " + phase + "(pi) " + join(q) + ",a; h a; }\n";
  return name;
}

/// phase(l) on q[0..m-1],a: half of it on the last control and a, taken back where the other controls are not all on,
/// and the other half by the other controls. A flip of the last control may borrow a, which it leaves as it was.
std::string gate_definitions::define_mcphase(std::size_t controls) {
  std::string name = "mcphase_" + std::to_string(controls);
  const auto q = numbered('q', controls);
  const auto others = slice(q, 0, controls - 1);
  const auto half = std::string(name_for(KW_OP_CP, 0));
  const auto rest = std::string(name_for(KW_OP_P, controls - 1));
  const auto flip = x_call(others, {"a"}, q.back());
  const auto pair = q.back() + ",a; ";
  text_ += "gate " + name + "(lambda) " + join(q) + ",a { " + half + "(lambda/2) " + pair + flip + half +
           "(-lambda/2) " + pair + flip + rest + "(lambda/2) " + join(others) + ",a; }\n";
  return name;
}

std::string gate_definitions::x_call(const std::vector<std::string>& controls, const std::vector<std::string>& dirty,
                                     const std::string& target) {
  const std::size_t m = controls.size();
  constexpr std::size_t named = 4;
  if (m <= named) return std::string(name_for(KW_OP_X, m)) + " " + join(controls) + "," + target + "; ";
  if (dirty.size() >= m - 2) {
    return chain_mcx(m) + " " + join(controls) + "," + join(slice(dirty, 0, m - 2)) + "," + target + "; ";
  }
  return dirty_mcx(m) + " " + join(controls) + "," + dirty.front() + "," + target + "; ";
}

/// With one borrowed qubit (Barenco et al., lemma 7.3): half of the controls flip the borrowed qubit, it and the
/// other half flip the target, twice.
std::string gate_definitions::dirty_mcx(std::size_t controls) {
  auto& name = dirty_[controls];
  if (!name.empty()) return name;
  const auto q = numbered('q', controls);
  const std::size_t split = (controls + 1) / 2;
  const auto first = slice(q, 0, split);
  auto second = slice(q, split, controls);
  auto idle = second;
  idle.emplace_back("a");
  const auto inner = x_call(first, idle, "d");
  second.emplace_back("d");
  const auto outer = x_call(second, first, "a");
  const std::string made = "mcx_" + std::to_string(controls) + "_borrowed";
  text_ += "gate " + made + " " + join(q) + ",d,a { " + inner + outer + inner + outer + "}\n";
  keep(made);
  return dirty_[controls] = made;
}

/// With controls - 2 borrowed qubits (Barenco et al., lemma 7.2).
std::string gate_definitions::chain_mcx(std::size_t controls) {
  auto& name = chain_[controls];
  if (!name.empty()) return name;
  const auto q = numbered('q', controls);
  const auto d = numbered('d', controls - 2);
  const auto ccx = std::string(name_for(KW_OP_CCX, 0)) + " ";
  std::string inner = ccx + q[0] + "," + q[1] + "," + d[0] + "; ";
  for (std::size_t i = 2; i + 1 < controls; ++i) {
    const auto link = ccx + q[i] + "," + d[i - 2] + "," + d[i - 1] + "; ";
    inner = link + inner + link;
  }
  const auto outer = ccx + q.back() + "," + d.back() + ",a; ";
  const std::string made = "mcx_" + std::to_string(controls) + "_chain";
  text_ += "gate " + made + " " + join(q) + "," + join(d) + ",a { " + outer + inner + outer + inner + "}\n";
  keep(made);
  return chain_[controls] = made;
}

}  // namespace ketway::language
