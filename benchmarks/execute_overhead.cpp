// What `co_await backend.execute(circuit)` adds to a plugin's own time, and how many circuits a second pass through.
#include <benchmark/benchmark.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "instant_plugin.hpp"
#include "ketway/plugin_host.hpp"

namespace {

namespace asio = boost::asio;
using namespace ketway;

circuit bell() {
  circuit c(2, 2);
  c.h(0).cx(0, 1).measure(0, 0).measure(1, 1);
  return c;
}

/// The plugin called through its own table, as a host without any of ours would.
struct direct_host : kw_host {
  static const kw_host_vt table;
  direct_host() : kw_host{&table} {}
};
const kw_host_vt direct_host::table = {sizeof(kw_host_vt),
                                       0,
                                       nullptr,
                                       nullptr,
                                       nullptr,
                                       nullptr,
                                       nullptr,
                                       nullptr,
                                       nullptr,
                                       nullptr,
                                       nullptr,
                                       nullptr,
                                       nullptr};

void direct_call(benchmark::State& state) {
  direct_host host;
  kw_backend* b = ketway::benchmarks::instant_plugin(false).open(&host, {"{}", 2}, nullptr, 0);
  const circuit c = bell();
  auto program = ketway::plugin::sized<kw_program>();
  program.circuit = &c.columns();
  const kw_program* programs[] = {&program};
  auto s = ketway::plugin::sized<kw_submission>();
  s.num_programs = 1, s.programs = programs, s.shots = 1000;
  for (auto _ : state) {
    std::uint64_t rows = 0;
    const auto take = [](void* to, const kw_status*, const void* p) {
      const auto& r = *static_cast<const kw_job*>(p)->results;
      *static_cast<std::uint64_t*>(to) = r.items[0]->rows;
      r.release(r.owner);
    };
    kw_op* op = b->vt->submit(b, &s, kw_done{&rows, take});
    op->vt->release(op);
    benchmark::DoNotOptimize(rows);
  }
  b->vt->destroy(b);
}
BENCHMARK(direct_call);

asio::awaitable<void> run_many(const account& a, benchmark::State& state) {
  const backend b = (co_await a.open("", "instant")).value();
  const circuit c = bell();
  const execute_options o;
  for (auto _ : state) {
    const result r = co_await b.execute(c, o);
    benchmark::DoNotOptimize(r.shots());
  }
}

void through_execute(benchmark::State& state) {
  asio::io_context io(1);
  runtime rt(io.get_executor());
  const account a = open_account(rt, &ketway::benchmarks::instant_plugin(false), "instant").value();
  asio::co_spawn(io, run_many(a, state), asio::detached);
  io.run();
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(through_execute);

void through_execute_with_deadline_and_own_threads(benchmark::State& state) {
  asio::io_context io(1);
  runtime rt;
  const account a = open_account(rt, &ketway::benchmarks::instant_plugin(false), "instant").value();
  asio::co_spawn(io, run_many(a, state), asio::detached);
  io.run();
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(through_execute_with_deadline_and_own_threads)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
