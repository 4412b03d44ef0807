#include "language/gate_definitions.hpp"

#include <array>
#include <vector>

#include "circuit/gate_table.hpp"
#include "ketway/circuit.hpp"
#include "language/qelib1.hpp"

namespace ketway::language {
namespace {

// How a gate is made of others, exactly. A step marked with ! is the one that a control acts on; the others undo each
// other where the marked ones do not happen, so they need no control. `gphase` without a control is left out.
class recipe {
 public:
  constexpr recipe(std::uint16_t o, std::string_view p, std::string_view s) : op(o), params(p), steps(s) {}
  std::uint16_t op;
  std::string_view params, steps;
};

constexpr std::array recipes{
    recipe(KW_OP_ID, "", ""),
    recipe(KW_OP_Y, "", "sdg a;!x a;s a"),
    recipe(KW_OP_Z, "", "!p(pi) a"),
    recipe(KW_OP_H, "", "ry(-pi/4) a;!z a;ry(pi/4) a"),
    recipe(KW_OP_S, "", "!p(pi/2) a"),
    recipe(KW_OP_SDG, "", "!p(-pi/2) a"),
    recipe(KW_OP_T, "", "!p(pi/4) a"),
    recipe(KW_OP_TDG, "", "!p(-pi/4) a"),
    recipe(KW_OP_SX, "", "h a;!s a;h a"),
    recipe(KW_OP_SXDG, "", "h a;!sdg a;h a"),
    recipe(KW_OP_RX, "theta", "h a;!rz(theta) a;h a"),
    recipe(KW_OP_RY, "theta", "!x a;ry(-theta/2) a;!x a;ry(theta/2) a"),
    recipe(KW_OP_RZ, "theta", "!p(theta) a;!gphase(-theta/2)"),
    recipe(KW_OP_R, "theta,phi", "rz(-phi) a;!rx(theta) a;rz(phi) a"),
    recipe(KW_OP_U2, "phi,lambda", "!u(pi/2,phi,lambda) a"),
    recipe(KW_OP_U, "theta,phi,lambda", "!p(lambda) a;!ry(theta) a;!p(phi) a"),
    recipe(KW_OP_GPI, "phi", "rz(-phi) a;!x a;rz(phi) a"),
    recipe(KW_OP_GPI2, "phi", "rz(-phi) a;!rx(pi/2) a;rz(phi) a"),
    recipe(KW_OP_PHASEDXZ, "theta,kappa,phi", "p(-phi) a;h a;!p(theta) a;h a;p(phi) a;!p(kappa) a"),
    recipe(KW_OP_CS, "", "!cp(pi/2) a,b"),
    recipe(KW_OP_CSDG, "", "!cp(-pi/2) a,b"),
    recipe(KW_OP_CSXDG, "", "h b;!csdg a,b;h b"),
    recipe(KW_OP_CU, "theta,phi,lambda,gamma", "!p(gamma) a;!cu3(theta,phi,lambda) a,b"),
    recipe(KW_OP_SWAP, "", "cx b,a;!cx a,b;cx b,a"),
    recipe(KW_OP_ISWAP, "", "!s a;!s b;!h a;!cx a,b;!cx b,a;!h b"),
    recipe(KW_OP_ISWAPDG, "", "!h b;!cx b,a;!cx a,b;!h a;!sdg b;!sdg a"),
    recipe(KW_OP_SISWAP, "", "!xx_plus_yy(-pi/2,0) a,b"),
    recipe(KW_OP_SISWAPDG, "", "!xx_plus_yy(pi/2,0) a,b"),
    recipe(KW_OP_DCX, "", "!cx a,b;!cx b,a"),
    recipe(KW_OP_ECR, "", "!rzx(pi/4) a,b;!x a;!rzx(-pi/4) a,b"),
    recipe(KW_OP_RXX, "theta", "h a;h b;cx a,b;!rz(theta) b;cx a,b;h a;h b"),
    recipe(KW_OP_RYY, "theta", "sdg a;sdg b;!rxx(theta) a,b;s a;s b"),
    recipe(KW_OP_RZZ, "theta", "cx a,b;!rz(theta) b;cx a,b"),
    recipe(KW_OP_RZX, "theta", "h b;!rzz(theta) a,b;h b"),
    recipe(KW_OP_XX_PLUS_YY, "theta,beta", "rz(beta) a;!rxx(theta/2) a,b;!ryy(theta/2) a,b;rz(-beta) a"),
    recipe(KW_OP_XX_MINUS_YY, "theta,beta", "rz(-beta) b;!rxx(theta/2) a,b;!ryy(-theta/2) a,b;rz(beta) b"),
    recipe(KW_OP_MS, "phi0,phi1,theta", "rz(-phi0) a;rz(-phi1) b;!rxx(theta) a,b;rz(phi0) a;rz(phi1) b"),
    recipe(KW_OP_FSIM, "theta,phi", "!rxx(theta) a,b;!ryy(theta) a,b;!cp(-phi) a,b"),
    recipe(KW_OP_XY, "theta", "!xx_plus_yy(-theta,0) a,b"),
    recipe(KW_OP_CPHASE00, "lambda", "x a;x b;!cp(lambda) a,b;x a;x b"),
    recipe(KW_OP_CPHASE01, "lambda", "x a;!cp(lambda) a,b;x a"),
    recipe(KW_OP_CPHASE10, "lambda", "x b;!cp(lambda) a,b;x b"),
    recipe(KW_OP_PSWAP, "lambda", "!swap a,b;!rzz(lambda) a,b;!gphase(lambda/2)"),
    recipe(KW_OP_CCZ, "", "h c;!ccx a,b,c;h c"),
    recipe(KW_OP_RCCX, "", "h c;t c;cx b,c;tdg c;!cx a,c;t c;cx b,c;tdg c;h c"),
    recipe(KW_OP_RC3X, "",
           "h d;t d;cx c,d;tdg d;h d;!cx a,d;!t d;!cx b,d;!tdg d;!cx a,d;!t d;!cx b,d;!tdg d;h d;t d;cx c,d;tdg d;h d"),
};

const recipe* find_recipe(std::uint16_t op) {
  for (const auto& r : recipes) {
    if (r.op == op) return &r;
  }
  return nullptr;
}

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
  const recipe& how = *find_recipe(op);
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
