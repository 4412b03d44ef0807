// How fast circuits are read and written, in MB/s on one core. The texts are made here: a random mix of gates as tools
// write them.

#include <benchmark/benchmark.h>

#include <cstdio>
#include <random>
#include <string>

#include "ketway/language.hpp"

namespace {

std::string openqasm2_text(std::size_t statements) {
  constexpr unsigned qubits = 32;
  std::mt19937_64 random(20240607);
  const auto below = [&](unsigned n) { return std::to_string(random() % n); };
  const auto angle = [&] {
    std::string digits(24, '\0');
    const double value = static_cast<double>(random() >> 11) * 0x1p-53 * 6.283185307179586;
    digits.resize(static_cast<std::size_t>(std::snprintf(digits.data(), digits.size(), "%.17g", value)));
    return digits;
  };
  std::string text = "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[" + std::to_string(qubits) + "];\ncreg c[" +
                     std::to_string(qubits) + "];\n";
  for (std::size_t i = 0; i < statements; ++i) {
    const auto a = random() % qubits, b = (a + 1 + random() % (qubits - 1)) % qubits;
    const std::string first = "q[" + std::to_string(a) + "]", second = "q[" + std::to_string(b) + "]";
    switch (random() % 6) {
      case 0: text += "h " + first + ";\n"; break;
      case 1:
      case 2: text += "cx " + first + "," + second + ";\n"; break;
      case 3: text += "rz(pi*" + below(64) + "/16) " + first + ";\n"; break;
      case 4: text += "u3(" + angle() + "," + angle() + ",-pi/2) " + first + ";\n"; break;
      default: text += "measure " + first + " -> c[" + std::to_string(b) + "];\n"; break;
    }
  }
  return text;
}

constexpr std::size_t statements = 1'000'000;

const std::string& sample() {
  static const std::string text = openqasm2_text(statements);
  return text;
}

const ketway::circuit& sample_circuit() {
  static const ketway::circuit c = ketway::read_openqasm2(sample()).value().circuit;
  return c;
}

void count_bytes(benchmark::State& state, std::size_t bytes) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(bytes));
  state.counters["records_per_second"] =
      benchmark::Counter(static_cast<double>(statements), benchmark::Counter::kIsIterationInvariantRate);
}

void ReadOpenQasm2(benchmark::State& state) {
  const std::string& text = sample();
  for (auto _ : state) {
    auto read = ketway::read_openqasm2(text);
    if (!read || read->circuit.size() != statements) state.SkipWithError("not read");
    benchmark::DoNotOptimize(read);
  }
  count_bytes(state, text.size());
}
BENCHMARK(ReadOpenQasm2)->Unit(benchmark::kMillisecond);

void ReadJson(benchmark::State& state) {
  const std::string text = ketway::write_json(sample_circuit()).value();
  for (auto _ : state) {
    auto read = ketway::read_json(text);
    if (!read || read->circuit.size() != statements) state.SkipWithError("not read");
    benchmark::DoNotOptimize(read);
  }
  count_bytes(state, text.size());
}
BENCHMARK(ReadJson)->Unit(benchmark::kMillisecond);

void WriteOpenQasm2(benchmark::State& state) {
  std::size_t bytes = 0;
  for (auto _ : state) {
    auto text = ketway::write_openqasm2(sample_circuit());
    if (!text) state.SkipWithError("not written");
    bytes = text->size();
    benchmark::DoNotOptimize(text);
  }
  count_bytes(state, bytes);
}
BENCHMARK(WriteOpenQasm2)->Unit(benchmark::kMillisecond);

void WriteJson(benchmark::State& state) {
  std::size_t bytes = 0;
  for (auto _ : state) {
    auto text = ketway::write_json(sample_circuit());
    if (!text) state.SkipWithError("not written");
    bytes = text->size();
    benchmark::DoNotOptimize(text);
  }
  count_bytes(state, bytes);
}
BENCHMARK(WriteJson)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
