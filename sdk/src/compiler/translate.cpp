#include "compiler/translate.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "circuit/matrix.hpp"
#include "compiler/angles.hpp"
#include "compiler/expand.hpp"
#include "compiler/records.hpp"
#include "compiler/two_qubits.hpp"

namespace ketway::compiler {
namespace {

constexpr std::size_t max_reasons = 20;

std::string in_words(const record& r) {
  std::string text(gates::table[r.op].name);
  for (std::size_t i = 0; i < r.angles.size(); ++i) text += (i == 0 ? "(" : ", ") + r.angles[i].to_string();
  if (!r.angles.empty()) text += ")";
  for (std::size_t i = 0; i < r.qubits.size(); ++i)
    text += (i == 0 ? " on qubit " : ", ") + std::to_string(r.qubits[i]);
  return text;
}

matrix2 small_matrix(const record& r) {
  if (r.op != KW_OP_UNITARY) return matrix2_of(r.op, numbers(r.angles));
  return {r.matrix[0], r.matrix[1], r.matrix[2], r.matrix[3]};
}

matrix4 pair_matrix(const record& r) {
  std::vector<complex> entries = r.matrix;
  if (r.op != KW_OP_UNITARY) {
    entries = gate_matrix(r.op, numbers(r.angles)).value();
    // A control without a name of its own: t on two operands.
    if (entries.size() == 4) entries = gates::controlled(entries, 1);
  }
  matrix4 out;
  std::copy(entries.begin(), entries.end(), out.begin());
  return out;
}

// What a run of gates on one qubit has come to.
struct run_of_one {
  matrix2 matrix = identity2;
  std::vector<record> gates;
};

// A run of gates on a pair and, between them, on its two qubits.
struct run_of_two {
  run_of_two(std::uint32_t a, std::uint32_t b) : a(a), b(b) {}
  std::uint32_t a, b;
  matrix4 matrix = identity4;
  std::vector<record> gates;
};

class translator {
 public:
  translator(const circuit& c, const machine& m, const translate_options& options)
      : from_(circuit::storage::of(c)),
        m_(m),
        options_(options),
        out_(same_shape(c)),
        to_(circuit::storage::open(out_)),
        ones_(c.num_qubits()),
        pair_of_(c.num_qubits(), none),
        same_(c.num_qubits()) {
    for (std::uint32_t q = 0; q < same_.size(); ++q) same_[q] = q;
  }

  expected<circuit> run() {
    for (const kw_gate& g : from_.gates) {
      if (gates::is_gate(g.op) || g.op == KW_OP_UNITARY)
        gate(read_record(from_, g));
      else
        structure(g);
    }
    close_all();
    write_phase();
    if (!reasons_.empty()) return refusal_of("the circuit does not fit " + m_.name(), std::move(reasons_));
    return std::move(out_);
  }

 private:
  static constexpr std::size_t none = SIZE_MAX;

  void refuse(const record& r) {
    std::string reason = "its gates can't make " + in_words(r);
    if (reasons_.size() < max_reasons && std::find(reasons_.begin(), reasons_.end(), reason) == reasons_.end())
      reasons_.push_back(std::move(reason));
  }

  // ---- records

  void gate(const record& r) {
    if (r.op == KW_OP_GPHASE && r.qubits.empty()) return add_phase(r.angles[0]);
    if (r.qubits.size() > 2) {
      for (const std::uint32_t q : r.qubits) close(q);
      return write_record(to_, r);  // expansion left it because the machine has it
    }
    if (r.qubits.size() == 1) return r.symbolic() ? symbolic_one(r) : one(r);
    if (!r.symbolic()) return two(r);
    symbolic_two(r);
  }

  void structure(const kw_gate& g) {
    if (g.op == KW_OP_IF || g.op == KW_OP_ELSE || g.op == KW_OP_WHILE || g.op == KW_OP_END)
      close_all();
    else if (g.op == KW_OP_MEASURE && !m_.mid_circuit())
      close_all();
    else if (g.op == KW_OP_MEASURE)
      close(from_.operands_of(g)[0]);
    else
      for (const std::uint32_t q : from_.operands_of(g)) close(q);
    if (g.op == KW_OP_IF || g.op == KW_OP_WHILE) phases_.emplace_back(0.0);
    if (g.op == KW_OP_ELSE || g.op == KW_OP_END) write_phase();
    if (g.op == KW_OP_END) phases_.pop_back();
    copy_structure(to_, from_, g, same_);
  }

  void one(const record& r) {
    const std::uint32_t q = r.qubits[0];
    if (pair_of_[q] != none) {
      run_of_two& run = *pairs_[pair_of_[q]];
      run.matrix = on(run.a == q ? 0 : 1, small_matrix(r)) * run.matrix;
      run.gates.push_back(r);
      return;
    }
    keep_one(q, small_matrix(r), r);
    if (!options_.merge) close_one(q);
  }

  void two(const record& r) {
    const std::uint32_t a = r.qubits[0], b = r.qubits[1];
    if (pair_of_[a] == none || pair_of_[a] != pair_of_[b]) {
      close(a, false), close(b, false);
      open_pair(a, b);
    }
    run_of_two& run = *pairs_[pair_of_[a]];
    run.matrix = (run.a == a ? pair_matrix(r) : exchanged(pair_matrix(r))) * run.matrix;
    run.gates.push_back(r);
    if (!options_.merge) close(a);
  }

  void symbolic_one(const record& r) {
    close(r.qubits[0]);
    if (m_.has(r.op, r.qubits, r.angles)) return write_record(to_, r);
    make_one(r.qubits[0], u_of(r.op, r.angles), r);
  }

  void symbolic_two(const record& r) {
    const std::uint32_t a = r.qubits[0], b = r.qubits[1];
    std::vector<std::uint32_t> order;
    if (m_.has(r.op, r.qubits, r.angles, &order)) {
      close(a), close(b);
      return write_record(to_, record(r.op, order, r.angles));
    }
    if (r.op != KW_OP_RZZ) return expand_symbolic(r, [this](const record& next) { gate(next); });
    if (native_interaction(r)) return;
    gate(record(KW_OP_CX, {a, b}));
    gate(record(KW_OP_RZ, {b}, {r.angles[0]}));
    gate(record(KW_OP_CX, {a, b}));
  }

  // rzz by another of its family that takes symbols.
  bool native_interaction(const record& r) {
    const std::uint32_t a = r.qubits[0], b = r.qubits[1];
    const angle& t = r.angles[0];
    const auto both = [&](std::uint16_t op, std::vector<angle> angles) {
      gate(record(op, {a}, angles)), gate(record(op, {b}, std::move(angles)));
    };
    std::vector<std::uint32_t> order;
    if (m_.has(KW_OP_RXX, r.qubits, r.angles, &order)) {
      both(KW_OP_H, {});
      symbolic_two(record(KW_OP_RXX, order, r.angles));
      both(KW_OP_H, {});
      return true;
    }
    if (m_.has(KW_OP_RYY, r.qubits, r.angles, &order)) {
      both(KW_OP_RX, {plus_pi(0.0, -1, 2)});
      symbolic_two(record(KW_OP_RYY, order, r.angles));
      both(KW_OP_RX, {plus_pi(0.0, 1, 2)});
      return true;
    }
    const std::vector<angle> ms{0.0, 0.0, t};
    if (m_.has(KW_OP_MS, r.qubits, ms)) {
      both(KW_OP_H, {});
      symbolic_two(record(KW_OP_MS, r.qubits, ms));
      both(KW_OP_H, {});
      return true;
    }
    const std::vector<angle> cp{scaled(t, -2)};
    if (m_.has(KW_OP_CP, r.qubits, cp, &order)) {
      both(KW_OP_P, {t});
      symbolic_two(record(KW_OP_CP, order, cp));
      add_phase(scaled(t, -1, 2));
      return true;
    }
    return false;
  }

  // ---- runs

  void open_pair(std::uint32_t a, std::uint32_t b) {
    run_of_two run(a, b);
    for (const std::uint32_t q : {a, b}) {
      run.matrix = on(q == a ? 0 : 1, ones_[q].matrix) * run.matrix;
      run.gates.insert(run.gates.end(), ones_[q].gates.begin(), ones_[q].gates.end());
      ones_[q] = {};
      touched_.push_back(q);
    }
    if (free_.empty()) free_.push_back(pairs_.size()), pairs_.emplace_back();
    pair_of_[a] = pair_of_[b] = free_.back();
    free_.pop_back();
    pairs_[pair_of_[a]].emplace(std::move(run));
  }

  // `whole`: also a run of one qubit; it may go on in a pair otherwise.
  void close(std::uint32_t q, bool whole = true) {
    if (pair_of_[q] != none) close_pair(q);
    if (whole) close_one(q);
  }

  void close_all() {
    for (std::size_t i = 0; i < touched_.size(); ++i) close(touched_[i]);
    touched_.clear();
  }

  void close_one(std::uint32_t q) {
    run_of_one run = std::move(ones_[q]);
    ones_[q] = {};
    if (run.gates.empty()) return;
    const euler e = euler_of(run.matrix);
    const as_u u{e.theta, e.phi, e.lambda, e.phase};
    const bool native = std::all_of(run.gates.begin(), run.gates.end(),
                                    [&](const record& r) { return m_.has(r.op, r.qubits, r.angles); });
    const auto made = m_.every_gate() ? std::nullopt : m_.basis_of(q).make(u);
    if (native && (!options_.merge || !made || run.gates.size() <= made->size()) &&
        !(options_.merge && is_nothing(run.matrix))) {
      for (const record& r : run.gates) write_record(to_, r);
      return;
    }
    if (m_.every_gate()) {
      if (is_nothing(run.matrix)) return add_phase(e.phase);
      add_phase(e.phase);
      return write_record(to_, record(KW_OP_U, {q}, {e.theta, e.phi, e.lambda}));
    }
    if (!made) return refuse(run.gates.front());
    write_made(q, u, *made);
  }

  static bool is_nothing(const matrix2& m) { return compare(identity2, m).distance < resolution; }

  void make_one(std::uint32_t q, const as_u& u, const record& why) {
    const auto made = m_.basis_of(q).make(u);
    if (!made) return refuse(why);
    write_made(q, u, *made);
  }

  void write_made(std::uint32_t q, const as_u& u, const std::vector<small_gate>& made) {
    for (const small_gate& g : made) write_record(to_, record(g.op, {q}, g.angles));
    if (options_.phase) add_phase(phase_between(u, made));
  }

  void close_pair(std::uint32_t q) {
    const run_of_two run = std::move(*pairs_[pair_of_[q]]);
    free_.push_back(pair_of_[q]);
    pairs_[pair_of_[q]].reset();
    pair_of_[run.a] = pair_of_[run.b] = none;
    const std::vector<entangler> offered = m_.entanglers(run.a, run.b);
    std::size_t separate = 0;  // gates on two qubits if each record is made by itself
    std::vector<std::optional<synthesis>> each(run.gates.size());
    std::optional<record> impossible;
    for (std::size_t i = 0; i < run.gates.size(); ++i) {
      const record& r = run.gates[i];
      if (r.qubits.size() != 2) continue;
      if (m_.has(r.op, r.qubits, r.angles)) {
        ++separate;
        continue;
      }
      each[i] = synthesise(pair_matrix(r), turned(offered, r.qubits[0] == run.a, run));
      if (!each[i])
        impossible = r;
      else
        separate += each[i]->uses;
    }
    if (options_.merge && run.gates.size() > 1) {
      const std::optional<synthesis> whole = synthesise(run.matrix, offered);
      if (whole && (impossible || whole->uses < separate)) return write_pieces(*whole, run.a, run.b);
    }
    if (impossible) refuse(*impossible);
    for (std::size_t i = 0; i < run.gates.size(); ++i) {
      const record& r = run.gates[i];
      if (r.qubits.size() == 1) {
        keep_one(r.qubits[0], small_matrix(r), r);
        if (!options_.merge) close_one(r.qubits[0]);
      } else if (impossible) {
        continue;
      } else if (each[i]) {
        write_pieces(*each[i], r.qubits[0], r.qubits[1]);
      } else {
        write_native(r);
      }
    }
  }

  // What the pair offers, for a gate whose operands stand the other way round.
  std::vector<entangler> turned(const std::vector<entangler>& offered, bool same, const run_of_two& run) const {
    return same ? offered : m_.entanglers(run.b, run.a);
  }

  void keep_one(std::uint32_t q, const matrix2& m, record r) {
    if (ones_[q].gates.empty()) touched_.push_back(q);
    ones_[q].matrix = m * ones_[q].matrix;
    ones_[q].gates.push_back(std::move(r));
  }

  void write_native(const record& r) {
    for (const std::uint32_t q : r.qubits) close_one(q);
    std::vector<std::uint32_t> order;
    record as = r;
    if (m_.has(r.op, r.qubits, r.angles, &order)) as.qubits = order;
    write_record(to_, as);
  }

  void write_pieces(const synthesis& s, std::uint32_t a, std::uint32_t b) {
    for (const piece& p : s.steps) {
      if (p.local) {
        const std::uint32_t q = p.operand == 0 ? a : b;
        keep_local(q, p.small);
        continue;
      }
      for (const std::uint32_t q : {a, b}) close_one(q);
      std::vector<angle> angles(p.angles.begin(), p.angles.end());
      write_native(p.reversed ? record(p.op, {b, a}, angles) : record(p.op, {a, b}, angles));
    }
    add_phase(s.phase);
    if (!options_.merge)
      for (const std::uint32_t q : {a, b}) close_one(q);
  }

  void keep_local(std::uint32_t q, const matrix2& m) {
    record r(KW_OP_UNITARY, {q});
    r.matrix.assign(m.begin(), m.end());
    keep_one(q, m, std::move(r));
  }

  // ---- the global phase

  void add_phase(const angle& a) {
    if (options_.phase) phases_.back() = plus(phases_.back(), a);
  }

  void write_phase() {
    angle a = std::exchange(phases_.back(), angle(0.0));
    if (!a.symbolic()) a = reduced(a.value());
    if (a.symbolic() || a.value() != 0) write_record(to_, record(KW_OP_GPHASE, {}, {a}));
  }

  const circuit::storage& from_;
  const machine& m_;
  const translate_options options_;
  circuit out_;
  circuit::storage& to_;
  std::vector<run_of_one> ones_;  // of each qubit
  std::vector<std::optional<run_of_two>> pairs_;
  std::vector<std::size_t> free_;       // places in `pairs_`
  std::vector<std::size_t> pair_of_;    // [qubit] = place in `pairs_`
  std::vector<std::uint32_t> touched_;  // since all were closed; with repetitions
  std::vector<std::uint32_t> same_;
  std::vector<angle> phases_{angle(0.0)};  // of the circuit and of each open block
  std::vector<std::string> reasons_;
};

}  // namespace

expected<circuit> translate(const circuit& c, const machine& m, const translate_options& options) {
  return translator(c, m, options).run();
}

}  // namespace ketway::compiler
