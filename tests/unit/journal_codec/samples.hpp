#pragma once
// Circuits, submissions and results by seed, and what makes two of them equal.

#include <algorithm>
#include <array>
#include <numbers>
#include <random>
#include <string>
#include <vector>

#include "execute/convert.hpp"
#include "execute/work.hpp"
#include "host/values.hpp"

namespace ketway::tests {

class dice {
 public:
  explicit dice(std::uint64_t seed) : engine_(seed) {}
  std::uint32_t below(std::uint64_t n) { return static_cast<std::uint32_t>(engine_() % n); }
  bool chance() { return engine_() % 2 == 0; }
  double number() { return static_cast<double>(engine_() >> 11) * 0x1p-53 * 6 - 3; }
  std::uint64_t word() { return engine_(); }
  /// `k` of `n`, each once.
  std::vector<std::uint32_t> some(std::uint32_t k, std::uint32_t n) {
    std::vector<std::uint32_t> all(n);
    for (std::uint32_t i = 0; i < n; ++i) all[i] = i;
    std::shuffle(all.begin(), all.end(), engine_);
    all.resize(k);
    return all;
  }

 private:
  std::mt19937_64 engine_;
};

/// Numeric gates that every device of `any_device` runs.
inline circuit plain_circuit(dice& d, std::uint32_t qubits, std::size_t gates) {
  circuit c(qubits);
  for (std::size_t i = 0; i < gates; ++i) {
    const auto q = d.some(2, qubits);
    switch (d.below(5)) {
      case 0: c.h(q[0]); break;
      case 1: c.rz(d.number(), q[0]); break;
      case 2: c.u(d.number(), -0.0, d.number(), q[0]); break;
      case 3: c.cx(q[0], q[1]); break;
      default: c.cp(d.number(), q[0], q[1]); break;
    }
  }
  return c;
}

inline std::vector<std::complex<double>> random_unitary(dice& d) {
  const double a = d.number(), b = d.number();
  return {{std::cos(a), 0}, -std::polar(std::sin(a), b), std::polar(std::sin(a), -b), {std::cos(a), 0}};
}

inline void add_record(circuit& c, dice& d, std::vector<bool>& open) {
  const std::uint32_t n = c.num_qubits();
  const auto q = d.some(5, n);
  const auto theta = parameter("theta"), phi = parameter("phi_2");
  switch (d.below(16)) {
    case 0: c.x(q[0]); break;
    case 1: c.gate(KW_OP_RX, {q[0], q[1], q[2], q[3]}, {d.number()}); break;  // extra controls
    case 2: c.rx(theta * 2 + d.number(), q[0]); break;
    case 3: c.u(d.number(), apply("sin", phi), theta, q[0]); break;
    case 4: c.unitary(random_unitary(d), std::array{q[0]}, d.chance() ? "W\xff" : ""); break;
    case 5: c.opaque("magic", std::array{q[0], q[1]}, std::array<angle, 2>{d.number(), phi}); break;
    case 6: c.opaque("plain", std::array{q[2]}); break;
    case 7: c.measure(q[0], d.below(c.num_bits())); break;
    case 8: c.reset(q[0]); break;
    case 9: c.barrier(d.some(d.below(n) + 1, n)); break;
    case 10: c.delay(std::abs(d.number()), std::array{q[0], q[1]}); break;
    case 11: c.delay_cycles(d.below(1000), std::array{q[1]}); break;
    case 12:
      if (open.size() < 5) {
        condition when(d.below(c.num_bits()), d.chance());
        if (d.chance()) when.also(d.below(c.num_bits()), d.chance());
        const bool branch = d.chance();
        branch ? c.begin_if(when) : c.begin_while(when);
        open.push_back(branch);
      }
      break;
    case 13:
      if (!open.empty() && open.back()) c.otherwise(), open.back() = false;
      break;
    case 14:
      if (!open.empty()) c.end(), open.pop_back();
      break;
    default: c.gate(KW_OP_GPHASE, {}, {d.number()}); break;
  }
}

/// Every kind of record, several registers.
inline circuit any_circuit(dice& d) {
  circuit c(3 + d.below(3), d.below(3));
  c.add_qubits("more", 4), c.add_bits("flags", 1 + d.below(70)), c.add_bits("none", 0);
  c.name(d.chance() ? "" : "a name \xc3\xa9 \xfe");
  std::vector<bool> open;
  for (std::uint32_t i = d.below(60); i > 0; --i) add_record(c, d, open);
  for (; !open.empty(); open.pop_back()) c.end();
  return c;
}

inline device any_device(dice& d) {
  device at;
  at.id = "machine-" + std::to_string(d.below(10)), at.num_qubits = 20;
  at.simulator = at.free = at.sweeps = at.memory = at.mid_circuit = at.conditions = at.statevector = at.exact = true;
  constexpr std::array formats{"kw.circuit/1", "openqasm3", "openqasm2"};
  at.formats = {formats[d.below(3)]};
  return at;
}

inline execute_options any_options(dice& d) {
  execute_options o;
  o.shots(d.below(4) == 0 ? 0 : 1 + d.below(100000));
  if (d.chance()) o.seed(d.word());
  if (d.chance() && o.shots()) o.memory();
  if (d.chance()) o.statevector();
  if (d.chance()) o.option("depth", std::to_string(d.below(9))).option("label", "\"a \\\"b\\\"\"");
  return o;
}

inline std::shared_ptr<work> any_work(std::uint64_t seed) {
  dice d(seed);
  const auto w = make_simulated_world(seed);
  const device at = any_device(d);
  const execute_options o = any_options(d);
  work_builder b(at, o, *w);
  b.inline_allowed(d.chance());
  if (d.chance()) b.session("session-" + std::to_string(d.below(100)));
  const auto ready = [&](circuit c) { return b.ready(std::move(c), work_builder::binding::none).value(); };
  if (d.below(4) == 0 && at.formats.front() == "kw.circuit/1") {
    circuit c(3);
    c.rx(parameter("a") * 2, 0).ry(parameter("b"), 1).measure_all();
    parameter_table table({"a", "b"});
    for (std::uint32_t i = 0; i <= d.below(5); ++i) table.row({d.number(), d.number()});
    return b.build_sweep(ready(std::move(c)), table, "").value();
  }
  std::vector<prepared> all;
  for (std::uint32_t i = 0; i <= d.below(4); ++i) {
    circuit c = plain_circuit(d, 2 + d.below(6), d.below(40));
    c.name("program " + std::to_string(i));
    if (d.chance()) c.measure_all();
    all.push_back(ready(std::move(c)));
  }
  return b.build(std::move(all), "").value();
}

/// Every byte that a plugin can read of a circuit, offsets apart from what they lead to.
inline std::string record_bytes(const kw_circuit& c) {
  std::string all;
  const auto add = [&](const void* at, std::size_t size) { all.append(static_cast<const char*>(at), size); };
  add(&c.num_qubits, 4), add(&c.num_bits, 4);
  for (std::uint64_t i = 0; i < c.num_gates; ++i) {
    const kw_gate& g = c.gates[i];
    add(&g.op, 2), add(&g.num_operands, 2), add(c.operands + g.operand, g.num_operands * std::size_t{4});
  }
  add(c.params, c.num_params * 8);
  for (std::uint64_t i = 0; i < c.num_symbols; ++i) all.append(view(c.symbols[i])).push_back('\0');
  for (std::uint64_t i = 0; i < c.num_registers; ++i)
    all.append(view(c.registers[i].name)), add(&c.registers[i].first, 4), add(&c.registers[i].size, 4);
  return all;
}

/// Every byte that a plugin can read of a submission.
inline std::string bytes_of(const kw_submission& s) {
  std::string all;
  const auto number = [&](std::uint64_t n) { all += std::to_string(n) + '|'; };
  const auto text = [&](std::string_view t) { number(t.size()), all.append(t); };
  number(s.struct_size), number(s.shots), number(s.seed), number(s.want), number(s.flags), number(s.num_programs);
  text(view(s.device)), text(view(s.client_token)), text(view(s.options)), text(view(s.session));
  text(view_bytes(s.memo));
  for (std::uint32_t i = 0; i < s.num_programs; ++i) {
    const kw_program& p = *s.programs[i];
    number(p.struct_size), text(view(p.name)), text(view(p.format)), text(view_bytes(p.text));
    if (p.circuit) text(record_bytes(*p.circuit));
    number(p.num_observables), number(static_cast<std::uint64_t>(p.precision));
    if (!p.sweep) continue;
    number(p.sweep->struct_size), number(p.sweep->num_sets);
    for (std::uint32_t k = 0; k < p.sweep->num_symbols; ++k) text(view(p.sweep->symbols[k]));
    all.append(reinterpret_cast<const char*>(p.sweep->values), p.sweep->num_sets * p.sweep->num_symbols * 8);
  }
  return all;
}

inline std::string bytes_of(const expectation& e) {
  std::string all = std::to_string(e.shots) + '|' + std::to_string(e.rows) + '|' + std::to_string(e.memory) +
                    std::to_string(e.statevector) + std::to_string(e.exact);
  for (const prepared& one : e.circuits) {
    all += one.program.name() + std::to_string(one.measured_here) + record_bytes(one.program.columns());
    for (const auto& r : one.program.qubit_registers()) all += r.name + std::to_string(r.size);
  }
  return all;
}

/// What a plugin could answer to circuit 0 of a submission, in columns that live as long as this.
class answer {
 public:
  answer(dice& d, const expectation& e) {
    const std::uint32_t bits = e.circuits[0].program.num_bits(), key = (bits + 7) / 8;
    const std::uint32_t rows = std::min<std::uint32_t>(1 + d.below(6), bits < 3 ? 1U << bits : 8);
    for (std::uint32_t i = 0; i < rows; ++i)
      for (std::uint32_t k = 0; k < key; ++k) keys_.push_back(k == 0 ? static_cast<std::uint8_t>(i) : 0);
    const bool single = d.chance();
    if (e.exact || d.below(3) == 0) {
      auto& p = part(KW_RESULT_PROBABILITIES, bits, rows);
      values_.assign(rows, 1.0 / rows), floats_.assign(rows, 1.0F / static_cast<float>(rows));
      p.values = single ? reinterpret_cast<const double*>(floats_.data()) : values_.data();
      p.value_size = single ? 4 : 8;
    }
    if (!e.exact && (parts_.empty() || d.chance())) {
      counts_.assign(rows, 0);
      for (std::uint32_t i = 0; i < rows; ++i) counts_[i] = e.shots / rows + (i < e.shots % rows ? 1 : 0);
      part(KW_RESULT_COUNTS, bits, rows).counts = counts_.data();
    }
    if (e.memory) {
      shots_.assign(e.shots * key, 0);
      for (std::uint64_t i = 0; i < e.shots; ++i)
        if (key) shots_[i * key] = static_cast<std::uint8_t>(d.below(rows));
      part(KW_RESULT_SHOTS, bits, e.shots).keys = shots_.data();
    }
    if (e.statevector) {
      const std::uint32_t n = e.circuits[0].program.num_qubits();
      state_.assign(std::size_t{2} << n, 0.25), single_state_.assign(std::size_t{2} << n, 0.125F);
      state_[1] = d.number(), single_state_[1] = static_cast<float>(d.number());
      auto& p = part(KW_RESULT_STATEVECTOR, n, std::uint64_t{1} << n);
      p.keys = nullptr, p.value_size = single ? 4 : 8;
      p.values = single ? reinterpret_cast<const double*>(single_state_.data()) : state_.data();
    }
    for (const auto& p : parts_) pointers_.push_back(&p);
  }
  plugin_results columns() const {
    auto all = sized<kw_results>();
    all.count = static_cast<std::uint32_t>(pointers_.size()), all.items = pointers_.data();
    return to_results(all);
  }

 private:
  kw_result& part(std::uint32_t kind, std::uint32_t bits, std::uint64_t rows) {
    kw_result& r = parts_.emplace_back(sized<kw_result>());
    r.kind = kind, r.num_bits = bits, r.rows = rows, r.keys = keys_.data(), r.value_size = 8;
    r.metadata = str(R"({"engine":"statevector"})");
    return r;
  }
  std::vector<kw_result> parts_;
  std::vector<const kw_result*> pointers_;
  std::vector<std::uint8_t> keys_, shots_;
  std::vector<std::uint64_t> counts_;
  std::vector<double> values_, state_;
  std::vector<float> floats_, single_state_;
};

inline result any_result(std::uint64_t seed) {
  dice d(seed + 1000);
  const auto w = any_work(seed);
  result_facts facts;
  facts.backend = "ionq:simulator", facts.job_id = "job-" + std::to_string(d.below(1000));
  facts.timing.total = std::chrono::nanoseconds(d.word() >> 20);
  if (d.chance()) facts.timing.queue = std::chrono::nanoseconds(d.below(1000));
  if (d.chance()) facts.timing.run = std::chrono::nanoseconds(d.below(1000));
  if (d.chance()) facts.cost.amount = std::abs(d.number());
  facts.cost.currency = "USD", facts.cost.estimated = d.chance();
  expectation e = *w->expected;
  e.rows = 0;
  return convert(e, 0, answer(d, e).columns(), facts).value();
}

/// All that a caller can see of a result.
inline std::string bytes_of(const result& r) {
  std::string all = r.backend() + '|' + r.job_id() + '|' + r.metadata() + '|' + std::to_string(r.shots()) + '|' +
                    std::to_string(r.num_bits()) + '|' + std::to_string(r.rounded()) + '|' +
                    std::to_string(r.circuit_digest()) + '|' + std::to_string(r.num_rows());
  for (const auto& n : r.notices()) all += n + '|';
  for (const auto& g : r.registers()) all += g.name + std::to_string(g.first) + ':' + std::to_string(g.size) + '|';
  const auto time = [&](auto t) { all += std::to_string(t.count()) + '|'; };
  time(r.timing().total), time(r.timing().queue.value_or(std::chrono::nanoseconds(-1)));
  time(r.timing().run.value_or(std::chrono::nanoseconds(-1)));
  all += r.cost().currency + std::to_string(r.cost().estimated) + std::to_string(r.cost().amount.value_or(-1)) + '|';
  const auto number = [&](double x) { all.append(reinterpret_cast<const char*>(&x), sizeof x); };
  r.each_count([&](std::string_view key, std::uint64_t n) { all.append(key), all += '=' + std::to_string(n); });
  r.each_probability([&](std::string_view key, double p) { all.append(key), number(p); });
  r.each_shot([&](std::string_view key) { all.append(key) += '|'; });
  for (const auto& z : r.statevector()) number(z.real()), number(z.imag());
  return all;
}

}  // namespace ketway::tests
