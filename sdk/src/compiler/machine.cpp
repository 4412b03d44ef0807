#include "compiler/machine.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "circuit/gate_table.hpp"
#include "compiler/angles.hpp"

namespace ketway::compiler {
namespace {

constexpr std::uint32_t far = UINT32_MAX;
// Pairs are listed one by one up to here where a gate works everywhere but for some sites.
constexpr std::uint32_t largest_complete = 512;

std::uint64_t key(std::uint32_t a, std::uint32_t b) noexcept { return (std::uint64_t{a} << 32) | b; }
std::uint64_t key(std::span<const std::uint32_t> q) noexcept { return q.size() == 1 ? q[0] : key(q[0], q[1]); }

std::optional<double> finite(std::optional<double> e) { return e && std::isfinite(*e) ? e : std::nullopt; }

std::string text_of(std::span<const std::uint32_t> qubits) {
  std::string text;
  for (const std::uint32_t q : qubits) text += (text.empty() ? "" : ",") + std::to_string(q);
  return text;
}

}  // namespace

error refusal_of(std::string_view what, std::vector<std::string> reasons) {
  std::string message(what);
  std::vector<diagnostic> all;
  for (std::string& reason : reasons) {
    message += (all.empty() ? ": " : "; ") + reason;
    diagnostic d;
    d.message = std::move(reason);
    all.push_back(std::move(d));
  }
  return error(errc::invalid_argument, std::move(message)).diagnostics(std::move(all)).billed(billing::not_billed);
}

expected<machine> machine::of(const target& t) {
  machine m;
  std::vector<std::string> wrong;
  m.num_qubits_ = t.num_qubits();
  m.name_ = t.name().empty() ? "the target" : t.name();
  m.mid_circuit_ = t.mid_circuit(), m.conditions_ = t.conditions();
  m.every_gate_ = t.gates().empty();
  if (t.num_qubits() > circuit_limits::max_qubits)
    wrong.push_back("it has " + std::to_string(t.num_qubits()) + " qubits, at most " +
                    std::to_string(circuit_limits::max_qubits) + " are allowed");
  if (wrong.empty()) {
    m.take_qubits(t, wrong);
    m.take_coupling(t, wrong);
    m.take_gates(t, wrong);
  }
  if (!wrong.empty()) return refusal_of(m.name_ + " contradicts itself", std::move(wrong));
  m.find_bases();
  m.find_edges();
  return m;
}

void machine::take_qubits(const target& t, std::vector<std::string>& wrong) {
  usable_.assign(num_qubits_, true);
  readout_.assign(num_qubits_, 0);
  for (const std::uint32_t q : t.unusable()) {
    if (q < num_qubits_)
      usable_[q] = false;
    else
      wrong.push_back("there is no qubit " + std::to_string(q));
  }
  for (const auto& [q, e] : t.readout_errors())
    if (q < num_qubits_ && std::isfinite(e)) readout_[q] = e;
}

void machine::take_coupling(const target& t, std::vector<std::string>& wrong) {
  for (const auto& [a, b] : t.coupling()) {
    if (a >= num_qubits_ || b >= num_qubits_ || a == b) {
      wrong.push_back("there is no pair of qubits " + std::to_string(a) + " and " + std::to_string(b));
      continue;
    }
    listed_.emplace_back(a, b);
    listed_set_[key(a, b)] = true;
  }
}

void machine::take_gates(const target& t, std::vector<std::string>& wrong) {
  for (const native_gate& g : t.gates()) {
    const gate_info* info = find_op(g.name());
    if (info == nullptr) continue;  // the device has a word for it and Ketway has none
    if (!gates::is_gate(info->op) && info->op != KW_OP_UNITARY) continue;
    known_gate k{info->op,
                 g.sites().empty() || g.everywhere(),
                 g.symmetric(),
                 false,
                 finite(g.typical_error()).value_or(0),
                 g.limits(),
                 {},
                 {},
                 {}};
    if (info->op != KW_OP_UNITARY && k.limits.size() > info->num_params)
      wrong.push_back(std::string(info->name) + " has limits for more parameters than it has");
    const bool two = gates::table[k.op].operands == 2 && k.op != KW_OP_UNITARY;
    if (two) k.mirror = symmetric_by_matrix(k.op), k.symmetric = k.symmetric || k.mirror;
    for (const native_gate::place& site : g.sites()) {
      if (std::any_of(site.qubits.begin(), site.qubits.end(), [&](auto q) { return q >= num_qubits_; })) {
        wrong.push_back(std::string(info->name) + " has a site on qubits " + text_of(site.qubits) +
                        ", which are not all there");
        continue;
      }
      if (site.qubits.size() != info->num_qubits || site.qubits.empty() || site.qubits.size() > 2) continue;
      k.sites.insert_or_assign(key(site.qubits), site);
    }
    if (two) {
      k.forward = entangler::of(k.op, k.limits, false);
      k.backward = k.symmetric ? std::vector<entangler>{} : entangler::of(k.op, k.limits, true);
      entangles_ = entangles_ || std::any_of(k.forward.begin(), k.forward.end(),
                                             [](const entangler& e) { return e.what() != entangler::kind::itself; });
    }
    gates_.push_back(std::move(k));
  }
}

machine::found machine::look(const known_gate& g, std::span<const std::uint32_t> qubits) const {
  if (std::any_of(qubits.begin(), qubits.end(), [&](std::uint32_t q) { return !usable_[q]; })) return {};
  if (qubits.size() <= 2 && !g.sites.empty()) {
    auto at = g.sites.find(key(qubits));
    if (at == g.sites.end() && qubits.size() == 2 && g.symmetric) at = g.sites.find(key(qubits[1], qubits[0]));
    if (at != g.sites.end()) return {at->second.usable, finite(at->second.error).value_or(g.typical)};
  }
  if (!g.everywhere) return {};
  if (qubits.size() == 2 && !listed_.empty() && !listed_set_.contains(key(qubits)) &&
      !(g.symmetric && listed_set_.contains(key(qubits[1], qubits[0]))))
    return {};
  if (qubits.size() > 2 && coupled_) return {};
  return {true, g.typical};
}

void machine::find_bases() {
  std::map<std::vector<bool>, std::uint32_t> known;
  basis_of_.assign(num_qubits_, 0);
  for (std::uint32_t q = 0; q < num_qubits_; ++q) {
    std::vector<bool> offered;
    std::vector<one_qubit_basis::offer> offers;
    for (const known_gate& g : gates_) {
      const bool here = gates::table[g.op].operands == 1 && look(g, std::span(&q, 1)).works;
      offered.push_back(here);
      if (here) offers.push_back({g.op, g.limits});
    }
    const auto [at, fresh] = known.emplace(std::move(offered), static_cast<std::uint32_t>(bases_.size()));
    if (fresh) bases_.emplace_back(std::move(offers));
    basis_of_[q] = at->second;
  }
  // A qubit that lacks what others have is of no use.
  const bool any = std::any_of(bases_.begin(), bases_.end(), [](const one_qubit_basis& b) { return b.universal(); });
  for (std::uint32_t q = 0; q < num_qubits_ && any; ++q)
    if (!bases_[basis_of_[q]].universal()) usable_[q] = false;
}

void machine::add_edge(std::uint32_t a, std::uint32_t b) {
  if (edges_.contains(key(a, b))) return;
  double least = -1;
  for (const known_gate& g : gates_) {
    if (gates::table[g.op].operands != 2) continue;
    for (const pair_of_qubits& order : {pair_of_qubits{a, b}, pair_of_qubits{b, a}}) {
      const std::uint32_t qubits[] = {order.first, order.second};
      const found f = look(g, qubits);
      if (f.works && (least < 0 || f.error < least)) least = f.error;
    }
  }
  if (least < 0 && !(every_gate_ && usable_[a] && usable_[b])) return;
  edges_[key(a, b)] = edges_[key(b, a)] = std::max(least, 0.0);
  neighbours_[a].push_back(b);
  neighbours_[b].push_back(a);
}

void machine::find_edges() {
  bool somewhere = false, everywhere = every_gate_, excepted = false;
  std::vector<pair_of_qubits> sites;
  for (const known_gate& g : gates_) {
    if (gates::table[g.op].operands != 2) continue;
    somewhere = true;
    everywhere = everywhere || g.everywhere;
    for (const auto& [where, site] : g.sites) {
      sites.emplace_back(site.qubits[0], site.qubits[1]);
      excepted = excepted || !site.usable;
    }
  }
  const bool complete = listed_.empty() && everywhere;
  coupled_ = !listed_.empty() || (somewhere && (!everywhere || (excepted && num_qubits_ <= largest_complete)));
  if (!coupled_) return;
  neighbours_.resize(num_qubits_);
  if (complete)
    for (std::uint32_t a = 0; a < num_qubits_; ++a)
      for (std::uint32_t b = a + 1; b < num_qubits_; ++b) add_edge(a, b);
  for (const auto& [a, b] : listed_) add_edge(a, b);
  for (const auto& [a, b] : sites) add_edge(a, b);
  for (auto& list : neighbours_) std::sort(list.begin(), list.end());
}

bool machine::adjacent(std::uint32_t a, std::uint32_t b) const { return !coupled_ || edges_.contains(key(a, b)); }

double machine::edge_error(std::uint32_t a, std::uint32_t b) const {
  const auto at = edges_.find(key(a, b));
  return at == edges_.end() ? 0 : at->second;
}

const std::vector<std::uint32_t>& machine::distances_from(std::uint32_t q) const {
  std::vector<std::uint32_t>& row = distances_[q];
  if (!row.empty()) return row;
  row.assign(num_qubits_, far);
  std::vector<std::uint32_t> wave{q};
  row[q] = 0;
  for (std::size_t i = 0; i < wave.size(); ++i)
    for (const std::uint32_t next : neighbours_[wave[i]])
      if (row[next] == far) row[next] = row[wave[i]] + 1, wave.push_back(next);
  return row;
}

// A gate that is its own mirror image is written in the order that the device lists.
std::vector<std::uint32_t> machine::as_listed(const known_gate& g, std::span<const std::uint32_t> qubits) const {
  std::vector<std::uint32_t> out(qubits.begin(), qubits.end());
  if (qubits.size() != 2 || !g.mirror) return out;
  const auto listed = [&](std::uint64_t k) { return g.sites.contains(k) || listed_set_.contains(k); };
  if (!listed(key(qubits[0], qubits[1])) && listed(key(qubits[1], qubits[0]))) std::swap(out[0], out[1]);
  return out;
}

bool machine::has(std::uint16_t op, std::span<const std::uint32_t> qubits, std::span<const angle> angles,
                  std::vector<std::uint32_t>* order) const {
  if (every_gate_) {
    if (order != nullptr) order->assign(qubits.begin(), qubits.end());
    return qubits.size() == 1 || !coupled_ || (qubits.size() == 2 && adjacent(qubits[0], qubits[1]));
  }
  const bool matrix = op == KW_OP_UNITARY;
  for (const known_gate& g : gates_) {
    if (g.op != op || (!matrix && qubits.size() != gates::table[op].operands)) continue;
    bool fits = true;
    for (std::size_t i = 0; i < angles.size() && i < g.limits.size(); ++i)
      fits = fits && (g.limits[i].unlimited() || (!angles[i].symbolic() && g.limits[i].allows(angles[i].value())));
    if (!fits || !look(g, qubits).works) continue;
    if (order != nullptr) *order = as_listed(g, qubits);
    return true;
  }
  return false;
}

bool machine::has_name(std::uint16_t op) const {
  return every_gate_ || std::any_of(gates_.begin(), gates_.end(), [&](const known_gate& g) { return g.op == op; });
}

std::vector<entangler> machine::entanglers(std::uint32_t a, std::uint32_t b) const {
  std::vector<std::pair<double, const std::vector<entangler>*>> found_here;
  for (const known_gate& g : gates_) {
    if (gates::table[g.op].operands != 2 || g.op == KW_OP_UNITARY) continue;
    const std::uint32_t forward[] = {a, b}, backward[] = {b, a};
    if (const found f = look(g, forward); f.works)
      found_here.emplace_back(f.error, &g.forward);
    else if (const found r = look(g, backward); r.works)
      found_here.emplace_back(r.error, &g.backward);
  }
  std::stable_sort(found_here.begin(), found_here.end(),
                   [](const auto& x, const auto& y) { return x.first < y.first; });
  std::vector<entangler> out;
  for (const auto& [error, list] : found_here) out.insert(out.end(), list->begin(), list->end());
  return out;
}

}  // namespace ketway::compiler
