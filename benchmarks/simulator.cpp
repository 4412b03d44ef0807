// The local simulator's engine by itself: whole circuits by kind, qubits and threads; drawing shots; how long a running
// simulation takes to notice that it is cancelled; and what a circuit of two gates costs from columns to counts.
#include <benchmark/benchmark.h>

#include <chrono>
#include <numbers>
#include <random>
#include <thread>

#include "engine/simulation.hpp"
#include "engine/tile_kernels.hpp"

namespace {

using namespace ketway::local;
constexpr double pi = std::numbers::pi;

class builder {
 public:
  explicit builder(std::uint32_t n) : n_(n) {}
  builder& add(std::uint16_t op, std::initializer_list<std::uint32_t> on, std::initializer_list<double> values = {}) {
    kw_gate g{};
    g.op = op, g.num_operands = static_cast<std::uint16_t>(on.size());
    g.operand = static_cast<std::uint32_t>(operands_.size()), g.param = static_cast<std::uint32_t>(params_.size());
    operands_.insert(operands_.end(), on), params_.insert(params_.end(), values);
    gates_.push_back(g);
    return *this;
  }
  builder& measure_all() {
    for (std::uint32_t q = 0; q < n_; ++q) add(KW_OP_MEASURE, {q, q});
    return *this;
  }
  kw_circuit columns() const {
    kw_circuit c{};
    c.struct_size = sizeof c, c.num_qubits = c.num_bits = n_;
    c.gates = gates_.data(), c.num_gates = gates_.size(), c.operands = operands_.data();
    c.num_operands = operands_.size(), c.params = params_.data(), c.num_params = params_.size();
    return c;
  }

 private:
  std::uint32_t n_;
  std::vector<kw_gate> gates_;
  std::vector<std::uint32_t> operands_;
  std::vector<double> params_;
};

class dice {
 public:
  explicit dice(unsigned seed) : random_(seed) {}
  double angle() { return std::uniform_real_distribution<double>(0, 2 * pi)(random_); }
  std::vector<std::uint32_t> order(std::uint32_t n) {
    std::vector<std::uint32_t> out(n);
    for (std::uint32_t q = 0; q < n; ++q) out[q] = q;
    std::shuffle(out.begin(), out.end(), random_);
    return out;
  }

 private:
  std::mt19937 random_;
};

builder qft(std::uint32_t n) {
  builder b(n);
  for (std::uint32_t q = 0; q < n; q += 2) b.add(KW_OP_X, {q});
  for (std::uint32_t i = n; i-- > 0;) {
    b.add(KW_OP_H, {i});
    for (std::uint32_t j = i; j-- > 0;)
      b.add(KW_OP_CP, {j, i}, {pi / static_cast<double>(std::uint64_t{1} << (i - j))});
  }
  for (std::uint32_t i = 0; i < n / 2; ++i) b.add(KW_OP_SWAP, {i, n - 1 - i});
  return b;
}

builder hea(std::uint32_t n, int layers = 8) {  // a hardware-efficient ansatz
  builder b(n);
  dice d(n);
  for (int l = 0; l < layers; ++l) {
    for (std::uint32_t q = 0; q < n; ++q) b.add(KW_OP_RY, {q}, {d.angle()});
    for (std::uint32_t q = 0; q < n; ++q) b.add(KW_OP_RZ, {q}, {d.angle()});
    for (std::uint32_t q = 0; q < n; ++q) b.add(KW_OP_CX, {q, (q + 1) % n});
  }
  return b;
}

builder ghz(std::uint32_t n) {
  builder b(n);
  b.add(KW_OP_H, {0});
  for (std::uint32_t q = 0; q + 1 < n; ++q) b.add(KW_OP_CX, {q, q + 1});
  return b;
}

builder volume(std::uint32_t n) {  // as quantum volume: n layers of random two-qubit gates on random pairs
  builder b(n);
  dice d(n);
  const auto turn = [&](std::uint32_t q) { b.add(KW_OP_U, {q}, {d.angle(), d.angle(), d.angle()}); };
  for (std::uint32_t l = 0; l < n; ++l) {
    const auto q = d.order(n);
    for (std::uint32_t k = 0; k + 1 < n; k += 2) {
      const std::uint32_t s = q[k], t = q[k + 1];
      turn(s), turn(t);
      b.add(KW_OP_CX, {t, s}).add(KW_OP_RZ, {s}, {d.angle()}).add(KW_OP_RY, {t}, {d.angle()});
      b.add(KW_OP_CX, {s, t}).add(KW_OP_RY, {t}, {d.angle()}).add(KW_OP_CX, {t, s});
      turn(s), turn(t);
    }
  }
  return b;
}

builder ising(std::uint32_t n) {  // 20 Trotter steps of a chain in a transverse field
  builder b(n);
  for (std::uint32_t q = 0; q < n; ++q) b.add(KW_OP_H, {q});
  for (int s = 0; s < 20; ++s) {
    for (std::uint32_t q = 0; q + 1 < n; ++q)
      b.add(KW_OP_CX, {q, q + 1}).add(KW_OP_RZ, {q + 1}, {0.2}).add(KW_OP_CX, {q, q + 1});
    for (std::uint32_t q = 0; q < n; ++q) b.add(KW_OP_RX, {q}, {0.14});
  }
  return b;
}

/// One shot: everything but the drawing.
template <builder (*Make)(std::uint32_t)>
void circuit(benchmark::State& state) {
  builder b = Make(static_cast<std::uint32_t>(state.range(0)));
  b.measure_all();
  crew threads(static_cast<unsigned>(state.range(1)));
  simulation_request r;
  r.shots = 1, r.seed = 1, r.counts = true;
  std::size_t sweeps = 0;
  for (auto _ : state) {
    stop_signal stop;
    const kw_circuit c = b.columns();
    const simulation s(c, false);
    benchmark::DoNotOptimize(s.run(r, threads, stop));
    sweeps = s.steps().sweeps;
  }
  state.counters["sweeps"] = static_cast<double>(sweeps);
  state.SetLabel(instruction_set());
}
builder hea8(std::uint32_t n) { return hea(n); }
void sizes(benchmark::internal::Benchmark* b) {
  for (const int n : {16, 20, 22, 24})
    for (const int threads : {1, 2}) b->Args({n, threads});
  b->ArgNames({"qubits", "threads"})->Unit(benchmark::kMillisecond)->UseRealTime();
}
BENCHMARK(circuit<qft>)->Name("qft")->Apply(sizes);
BENCHMARK(circuit<hea8>)->Name("hea")->Apply(sizes);
BENCHMARK(circuit<ghz>)->Name("ghz")->Apply(sizes);
BENCHMARK(circuit<volume>)->Name("volume")->Apply(sizes);
BENCHMARK(circuit<ising>)->Name("ising")->Apply(sizes);

void million_shots(benchmark::State& state) {
  const auto n = static_cast<std::uint32_t>(state.range(0));
  builder b = hea(n, 2);
  b.measure_all();
  const kw_circuit c = b.columns();
  const simulation s(c, false);
  crew threads(static_cast<unsigned>(state.range(1)));
  simulation_request r;
  r.seed = 1, r.counts = true;
  double drawing = 0;
  std::uint64_t outcomes = 0;
  for (auto _ : state) {
    const auto timed = [&](std::uint64_t shots) {
      stop_signal stop;
      r.shots = shots;
      const auto began = std::chrono::steady_clock::now();
      outcomes = s.run(r, threads, stop).counts->rows;
      return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    };
    const double alone = timed(1), both = timed(1'000'000);
    drawing += both - alone;
    state.SetIterationTime(both);
  }
  state.counters["drawing_ms"] = 1e3 * drawing / static_cast<double>(state.iterations());
  state.counters["outcomes"] = static_cast<double>(outcomes);
}
BENCHMARK(million_shots)
    ->Args({20, 1})
    ->Args({20, 2})
    ->Args({10, 1})
    ->ArgNames({"qubits", "threads"})
    ->Unit(benchmark::kMillisecond)
    ->UseManualTime();

/// From the request to the end of the run.
void cancellation(benchmark::State& state) {
  builder b = hea(static_cast<std::uint32_t>(state.range(0)), 2000);
  b.measure_all();
  const kw_circuit c = b.columns();
  const simulation s(c, false);
  crew threads(2);
  simulation_request r;
  r.shots = 1, r.counts = true;
  for (auto _ : state) {
    stop_signal stop;
    std::chrono::steady_clock::time_point asked;
    std::thread other([&] {
      while (stop.polls() < 20) std::this_thread::yield();
      asked = std::chrono::steady_clock::now();
      stop.request();
    });
    try {
      s.run(r, threads, stop);
    } catch (const failure&) {
    }
    const auto ended = std::chrono::steady_clock::now();
    other.join();
    state.SetIterationTime(std::chrono::duration<double>(ended - asked).count());
  }
}
BENCHMARK(cancellation)
    ->Arg(18)
    ->Arg(24)
    ->ArgName("qubits")
    ->Unit(benchmark::kMillisecond)
    ->UseManualTime()
    ->Iterations(20);

void bell(benchmark::State& state) {
  builder b(2);
  b.add(KW_OP_H, {0}).add(KW_OP_CX, {0, 1}).measure_all();
  crew threads(2);
  simulation_request r;
  r.shots = 1000, r.counts = true;
  for (auto _ : state) {
    stop_signal stop;
    const kw_circuit c = b.columns();
    ++r.seed;
    benchmark::DoNotOptimize(simulation(c, false).run(r, threads, stop));
  }
}
BENCHMARK(bell);

void teleportation_of_a_million_shots(benchmark::State& state) {
  builder b(3);
  b.add(KW_OP_RY, {0}, {1.1}).add(KW_OP_H, {1}).add(KW_OP_CX, {1, 2}).add(KW_OP_CX, {0, 1}).add(KW_OP_H, {0});
  b.add(KW_OP_MEASURE, {0, 0}).add(KW_OP_MEASURE, {1, 1});
  b.add(KW_OP_IF, {3}).add(KW_OP_X, {2}).add(KW_OP_END, {}).add(KW_OP_IF, {1}).add(KW_OP_Z, {2}).add(KW_OP_END, {});
  b.add(KW_OP_MEASURE, {2, 2});
  crew threads(1);
  simulation_request r;
  r.shots = 1'000'000, r.counts = true;
  for (auto _ : state) {
    stop_signal stop;
    const kw_circuit c = b.columns();
    ++r.seed;
    benchmark::DoNotOptimize(simulation(c, false).run(r, threads, stop));
  }
}
BENCHMARK(teleportation_of_a_million_shots);

}  // namespace

BENCHMARK_MAIN();
