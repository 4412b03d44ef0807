#pragma once
// What tests/data/journal was made from. Nothing here may change, or its bytes are no longer what they say; a new version of
// a form gets files of its own.

#include <memory>
#include <string>

#include "execute/convert.hpp"
#include "execute/work.hpp"

namespace ketway::tests {

inline circuit golden_circuit() {
  circuit c(3, 1);
  c.add_bits("flags", 9);
  c.name("golden");
  c.h(0).u(0.5, -1.25, 3, 1).gate(KW_OP_RX, {0, 1, 2}, {0.75});
  c.measure(0, 0).begin_if(condition(0, true).also(3, false)).x(2).otherwise().reset(1).end();
  c.barrier(std::array{0U, 2U}).delay(1e-6, std::array{1U}).delay_cycles(16, std::array{1U});
  const std::complex<double> y[] = {0, {0, -1}, {0, 1}, 0};
  c.unitary(y, std::array{2U}, "why").measure(2, 9);
  return c;
}

inline device golden_device(const std::string& format) {
  device d;
  d.id = "forte-1", d.num_qubits = 5, d.formats = {format};
  d.simulator = d.free = d.sweeps = d.memory = d.mid_circuit = d.conditions = d.statevector = d.exact = true;
  return d;
}

inline std::shared_ptr<work> golden_submission() {
  const auto w = make_simulated_world(4);
  const device d = golden_device("kw.circuit/1");
  const auto o = execute_options().shots(321).seed(0xFEDCBA9876543210).memory().option("level", "3");
  work_builder b(d, o, *w);
  b.session("session-9"), b.inline_allowed(true);
  return b.build(b.ready(golden_circuit(), work_builder::binding::none).value(), "").value();
}

inline std::shared_ptr<work> golden_texts() {
  const auto w = make_simulated_world(5);
  const device d = golden_device("openqasm3");
  const auto o = execute_options().shots(10).seed(1);
  const work_builder b(d, o, *w);
  std::vector<prepared> all;
  for (const std::uint32_t n : {1U, 2U}) {
    circuit c(n);
    c.name("ghz" + std::to_string(n)).h(0);
    if (n > 1) c.cx(0, 1);
    all.push_back(b.ready(std::move(c), work_builder::binding::none).value());
  }
  return b.build(std::move(all), "").value();
}

inline std::shared_ptr<work> golden_sweep() {
  const auto w = make_simulated_world(6);
  const device d = golden_device("kw.circuit/1");
  const auto o = execute_options().shots(0).seed(2);
  const work_builder b(d, o, *w);
  circuit c(2);
  c.rx(parameter("a") * 2 + 1, 0).ry(apply("sin", parameter("b")), 1).measure_all();
  parameter_table table({"a", "b"});
  table.row({0.1, 0.2}).row({-0.3, 4});
  return b.build_sweep(b.ready(std::move(c), work_builder::binding::none).value(), table, "").value();
}

inline result golden_result() {
  auto d = std::make_shared<result::data>();
  d->backend = "ionq:forte-1", d->job_id = "job-7", d->metadata = R"({"engine":"trapped ions"})";
  circuit c(2);
  d->program = c.measure_all(), d->shots = 10, d->num_bits = 2, d->rounded = true;
  d->timing.total = std::chrono::milliseconds(1500), d->timing.queue = std::chrono::milliseconds(1200);
  d->cost.amount = 0.25, d->cost.currency = "USD", d->cost.estimated = false;
  d->notices = {"a notice"};
  static constexpr std::uint8_t keys[] = {0, 3}, order[] = {0, 3, 3, 0, 3, 0, 3, 3, 0, 3};
  static constexpr std::uint64_t counts[] = {4, 6};
  static constexpr double probabilities[] = {0.4375, 0.5625}, state[] = {0.6, 0, 0, 0, 0, 0, 0, -0.8};
  kw_result part{};
  part.struct_size = sizeof part, part.num_bits = 2, part.rows = 2, part.keys = keys, part.value_size = 8;
  d->counts = d->probabilities = d->shots_in_order = d->state = part;
  d->counts.kind = KW_RESULT_COUNTS, d->counts.counts = counts;
  d->probabilities.kind = KW_RESULT_PROBABILITIES, d->probabilities.values = probabilities;
  d->shots_in_order.kind = KW_RESULT_SHOTS, d->shots_in_order.rows = 10, d->shots_in_order.keys = order;
  d->state.kind = KW_RESULT_STATEVECTOR, d->state.rows = 4, d->state.keys = nullptr, d->state.values = state;
  return result(std::move(d));
}

}  // namespace ketway::tests
