#include "compiler/expand.hpp"

#include "circuit/gate_table.hpp"
#include "compiler/angles.hpp"
#include "compiler/rules.hpp"
#include "compiler/shannon.hpp"

namespace ketway::compiler {
namespace {

using list = std::vector<std::uint32_t>;

class expander {
 public:
  explicit expander(const sink& to) : to_(to) {}
  expander& borrow(list idle) { return idle_ = std::move(idle), *this; }

  void gate(const record& r) {
    if (r.op == KW_OP_UNITARY) return shannon(r.matrix, r.qubits, to_);
    const std::size_t k = r.controls();
    const list controls(r.qubits.begin(), r.qubits.begin() + static_cast<std::ptrdiff_t>(k));
    const list targets(r.qubits.begin() + static_cast<std::ptrdiff_t>(k), r.qubits.end());
    const gates::row& row = gates::table[r.op];
    base(row.controls > 0 ? row.base : r.op, controls, targets, r.angles);
  }

 private:
  // `op` has no controls of its own.
  void base(std::uint16_t op, const list& controls, const list& targets, const std::vector<angle>& angles) {
    if (op == KW_OP_ID) return;
    if (op == KW_OP_GPHASE) return control_writer(to_, idle_).phase(angles[0], controls);
    if (controls.size() + targets.size() <= 2) {
      list qubits = controls;
      qubits.insert(qubits.end(), targets.begin(), targets.end());
      return to_(record(gates::canonical(op, controls.size()), std::move(qubits), angles));
    }
    if (op == KW_OP_X) return control_writer(to_, idle_).x(controls, targets[0]);
    if (op == KW_OP_P) {
      list all = controls;
      all.push_back(targets[0]);
      return control_writer(to_, idle_).phase(angles[0], std::move(all));
    }
    for (const part& p : parts_of(op, angles)) {
      const gates::row& row = gates::table[p.op];
      list inner;
      for (std::size_t i = 0; i < p.num_operands; ++i) inner.push_back(targets[p.operands[i]]);
      const std::size_t own = static_cast<std::size_t>(std::max<int>(row.controls, 0));
      list all = p.frame ? list{} : controls;
      all.insert(all.end(), inner.begin(), inner.begin() + static_cast<std::ptrdiff_t>(own));
      base(own > 0 ? row.base : p.op, all, {inner.begin() + static_cast<std::ptrdiff_t>(own), inner.end()}, p.angles);
    }
  }

  const sink& to_;
  list idle_;
};

// Qubits that a gate may borrow: where a device does not go on after measurements, those not measured yet.
list others(const record& r, std::uint32_t num_qubits, const std::vector<bool>& over) {
  list out;
  if (r.controls() < 3) return out;
  std::vector<bool> mine(num_qubits, false);
  for (const std::uint32_t q : r.qubits) mine[q] = true;
  // The nearest by number, as many as can be of use.
  for (std::uint32_t d = 1; d < num_qubits && out.size() < r.qubits.size(); ++d)
    for (const std::int64_t q : {std::int64_t{r.qubits[0]} - d, std::int64_t{r.qubits[0]} + d})
      if (q >= 0 && q < num_qubits && !mine[static_cast<std::size_t>(q)] && !over[static_cast<std::size_t>(q)])
        out.push_back(static_cast<std::uint32_t>(q));
  return out;
}

}  // namespace

circuit expand(const circuit& c, const machine& m) {
  circuit out = same_shape(c);
  circuit::storage& to = circuit::storage::open(out);
  const circuit::storage& from = circuit::storage::of(c);
  const sink write = [&](const record& r) { write_record(to, r); };
  list same(c.num_qubits());
  for (std::uint32_t q = 0; q < same.size(); ++q) same[q] = q;
  std::vector<bool> over(c.num_qubits(), false);
  for (const kw_gate& g : from.gates) {
    if (!gates::is_gate(g.op) && g.op != KW_OP_UNITARY) {
      if (g.op == KW_OP_MEASURE && !m.mid_circuit()) over[from.operands_of(g)[0]] = true;
      copy_structure(to, from, g, same);
      continue;
    }
    const record r = read_record(from, g);
    if (r.qubits.size() <= 2 || (!m.coupled() && m.has(r.op, r.qubits, r.angles)))
      write(r);
    else
      expander(write).borrow(others(r, c.num_qubits(), over)).gate(r);
  }
  return out;
}

void expand_symbolic(const record& r, const sink& to) {
  const std::uint32_t a = r.qubits[0], b = r.qubits[1];
  const auto step = [&](std::uint16_t op, list qubits, std::vector<angle> angles) {
    const record next(op, std::move(qubits), std::move(angles));
    const bool whole = next.qubits.size() < 2 || !next.symbolic() || op == KW_OP_RZZ;
    whole ? to(next) : expand_symbolic(next, to);
  };
  switch (r.op) {
    case KW_OP_CP:
      step(KW_OP_P, {a}, {scaled(r.angles[0], 1, 2)});
      step(KW_OP_P, {b}, {scaled(r.angles[0], 1, 2)});
      step(KW_OP_RZZ, {a, b}, {scaled(r.angles[0], -1, 2)});
      return step(KW_OP_GPHASE, {}, {scaled(r.angles[0], -1, 4)});
    case KW_OP_CRZ:
      step(KW_OP_RZ, {b}, {scaled(r.angles[0], 1, 2)});
      return step(KW_OP_RZZ, {a, b}, {scaled(r.angles[0], -1, 2)});
    default: break;
  }
  // All else by its rule, its controls kept.
  const std::size_t k = r.controls();
  const gates::row& row = gates::table[r.op];
  const std::uint16_t op = row.controls > 0 ? row.base : r.op;
  for (const part& p : parts_of(op, r.angles)) {
    list qubits;
    if (!p.frame && k == 1) qubits.push_back(a);
    for (std::size_t i = 0; i < p.num_operands; ++i) qubits.push_back(r.qubits[k + p.operands[i]]);
    const std::uint16_t whole = !p.frame && k == 1 ? gates::canonical(p.op, 1) : p.op;
    step(whole, std::move(qubits), p.angles);
  }
}

}  // namespace ketway::compiler
