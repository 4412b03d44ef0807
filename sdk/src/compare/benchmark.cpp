// A set of circuits on a set of backends.
#include "ketway/benchmark.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cmath>
#include <memory>

#include "compare/answer.hpp"
#include "ketway/together.hpp"

namespace ketway {
namespace {

namespace asio = boost::asio;

/// One benchmark while it runs. Strand only.
class bench {
 public:
  bench(std::vector<benchmark_circuit> c, benchmark_options o, std::vector<contender> all)
      : circuits(std::move(c)),
        options(std::move(o)),
        contenders(std::move(all)),
        ideals(circuits.size()),
        next(contenders.size(), 0) {
    report.cells.resize(circuits.size() * contenders.size());
    for (std::size_t i = 0; i < report.cells.size(); ++i) {
      benchmark_cell& cell = report.cells[i];
      cell.circuit = circuits[i / contenders.size()].name;
      cell.backend = contenders[i % contenders.size()].name();
      cell.failure = comparing::not_started(cell.backend);
    }
  }

  std::vector<benchmark_circuit> circuits;
  benchmark_options options;
  std::vector<contender> contenders;
  std::vector<std::optional<distribution>> ideals;
  std::vector<std::size_t> next;  // of each contender: the circuit that comes next
  benchmark_report report;
  bool stopped = false;  // by a cancel while the ideals were computed

  benchmark_cell& cell(std::size_t which, std::size_t who) { return report.cells[which * contenders.size() + who]; }
};

asio::awaitable<void> compute_ideals(std::shared_ptr<bench> b) {
  co_await asio::this_coro::throw_if_cancelled(false);
  const contender simulator(*b->options.ideal());
  const execute_options exact = comparing::for_ideal(b->options.execution());
  for (std::size_t i = 0; i < b->circuits.size(); ++i) {
    const benchmark_circuit& one = b->circuits[i];
    if (one.circuit.num_qubits() > b->options.ideal_limit()) {
      b->report.notices.push_back(one.name + ": no ideal, since it has more than " +
                                  std::to_string(b->options.ideal_limit()) + " qubits");
      continue;
    }
    const expected<result> outcome = co_await comparing::answer_of(simulator, one.circuit, exact);
    if (outcome)
      b->ideals[i].emplace(distribution::of(*outcome));
    else
      b->report.notices.push_back(one.name + ": no ideal: " + outcome.error().message());
    b->stopped = co_await comparing::was_cancelled();
    if (b->stopped) co_return;
  }
}

void fill(benchmark_cell& cell, const expected<result>& outcome, const std::optional<distribution>& ideal) {
  if (!outcome) {
    cell.failure = outcome.error();
    return;
  }
  cell.failure.reset();
  cell.timing = outcome->timing();
  cell.cost = outcome->cost();
  if (!ideal) return;
  const distribution seen = distribution::of(*outcome);
  cell.hellinger_fidelity = hellinger_fidelity(seen, *ideal);
  cell.total_variation = total_variation(seen, *ideal);
  cell.p_value = test_same(seen, *ideal).p_value;
}

/// Circuit after circuit on one backend; several of these share its circuits.
asio::awaitable<void> work_through(std::shared_ptr<bench> b, std::size_t who) {
  co_await asio::this_coro::throw_if_cancelled(false);
  while (b->next[who] < b->circuits.size()) {
    if (co_await comparing::was_cancelled()) co_return;
    const std::size_t which = b->next[who]++;
    const expected<result> outcome =
        co_await comparing::answer_of(b->contenders[who], b->circuits[which].circuit, b->options.execution());
    benchmark_cell& cell = b->cell(which, who);
    fill(cell, outcome, b->ideals[which]);
    if (b->options.on_cell()) b->options.on_cell()(cell);
  }
}

std::chrono::nanoseconds median_of(const std::vector<std::chrono::nanoseconds>& ordered) {
  const std::size_t half = ordered.size() / 2;
  if (ordered.size() % 2 == 1) return ordered[half];
  return ordered[half - 1] + (ordered[half] - ordered[half - 1]) / 2;
}

asio::awaitable<benchmark_report> run(std::shared_ptr<bench> b) {
  co_await asio::this_coro::throw_if_cancelled(false);
  co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
  if (b->options.ideal()) {
    std::vector<asio::awaitable<void>> first;
    first.push_back(compute_ideals(b));
    co_await together(std::move(first));
  }
  if (!b->stopped) {
    std::vector<asio::awaitable<void>> all;
    for (std::size_t who = 0; who < b->contenders.size(); ++who)
      for (std::uint32_t i = 0; i < std::min<std::size_t>(b->options.at_once(), b->circuits.size()); ++i)
        all.push_back(work_through(b, who));
    co_await together(std::move(all));
  }
  for (const contender& one : b->contenders) b->report.summaries.push_back(summarize(one.name(), b->report.cells));
  co_return std::move(b->report);
}

}  // namespace

benchmark_summary summarize(const std::string& backend, const std::vector<benchmark_cell>& cells) {
  benchmark_summary s;
  s.backend = backend;
  std::vector<std::chrono::nanoseconds> times;
  double fidelities = 0;
  std::size_t faithful = 0;
  for (const benchmark_cell& cell : cells) {
    if (cell.backend != backend) continue;
    ++s.runs;
    if (cell.failure) continue;
    ++s.succeeded;
    times.push_back(cell.timing.total);
    if (cell.hellinger_fidelity) fidelities += *cell.hellinger_fidelity, ++faithful;
    if (cell.cost.amount)
      s.cost[cell.cost.currency] += *cell.cost.amount;
    else
      ++s.cost_unknown;
  }
  if (s.runs != 0) s.success_rate = static_cast<double>(s.succeeded) / static_cast<double>(s.runs);
  if (faithful != 0) s.mean_fidelity = fidelities / static_cast<double>(faithful);
  if (times.empty()) return s;
  std::sort(times.begin(), times.end());
  s.median = median_of(times);
  s.p90 = times[(times.size() * 9 + 9) / 10 - 1];
  return s;
}

asio::awaitable<benchmark_report> benchmark(std::vector<benchmark_circuit> circuits, benchmark_options options,
                                            std::vector<contender> contenders) {
  auto b = std::make_shared<bench>(std::move(circuits), std::move(options), std::move(contenders));
  const asio::any_io_executor where = co_await asio::this_coro::executor;
  const asio::strand<asio::any_io_executor> strand = asio::make_strand(where);
  asio::awaitable<benchmark_report> work = run(std::move(b));
  benchmark_report report = co_await asio::co_spawn(strand, std::move(work), asio::use_awaitable);
  co_return report;
}

}  // namespace ketway
