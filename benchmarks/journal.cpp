// What the journal costs, in a folder of its own below the one that is named (a local disk; removed at the end).
// Usage: ketway_bench_journal FOLDER [submissions] [owed jobs]; prints submissions a second and their times with and without
// the journal, one at a time and 16 side by side, and how long `resume` takes.
#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "instant_plugin.hpp"
#include "ketway/plugin_host.hpp"
#include "ketway/resolver.hpp"

namespace {

namespace asio = boost::asio;
using namespace ketway;
using steady = std::chrono::steady_clock;

double microseconds(steady::duration d) { return std::chrono::duration<double, std::micro>(d).count(); }

circuit bell() {
  circuit c(2, 2);
  c.h(0).cx(0, 1).measure(0, 0).measure(1, 1);
  return c;
}

asio::awaitable<void> submit_some(backend b, execute_options o, std::size_t n, std::vector<double>& times) {
  for (std::size_t i = 0; i < n; ++i) {
    const auto began = steady::now();
    const auto j = co_await b.try_submit(bell(), o);
    if (!j) std::printf("%s\n", j.error().to_string().c_str()), std::exit(1);
    times.push_back(microseconds(steady::now() - began));
  }
}

asio::awaitable<void> open(const account& a, std::optional<backend>& to) {
  to.emplace((co_await a.open("", "queued")).value());
}

/// Returns the 99th percentile of one at a time, in microseconds.
double submissions(const std::string& folder, bool durable, std::size_t n) {
  asio::io_context io;
  double single_p99 = 0;
  {
    runtime rt(io.get_executor(), settings().journal(journal_in_folder(folder)));
    const account a = open_account(rt, &ketway::benchmarks::instant_plugin(true), "queued").value();
    std::optional<backend> b;
    asio::co_spawn(io, open(a, b), asio::detached);
    io.run();
    for (const std::size_t side : {1U, 16U}) {
      std::vector<double> times;
      const auto began = steady::now();
      io.restart();
      for (std::size_t i = 0; i < side; ++i)
        asio::co_spawn(io, submit_some(*b, execute_options().durable(durable), n / side, times), asio::detached);
      io.run();
      const double took = std::chrono::duration<double>(steady::now() - began).count();
      std::sort(times.begin(), times.end());
      const auto at = [&](double part) {
        return times[static_cast<std::size_t>(part * static_cast<double>(times.size() - 1))];
      };
      std::printf("%s, %2zu at once: %.0f submissions a second; median %.0f us, p99 %.0f us\n",
                  durable ? "journaled" : "not journaled", side, static_cast<double>(times.size()) / took, at(0.5),
                  at(0.99));
      if (side == 1) single_p99 = at(0.99);
    }
  }
  io.restart();
  io.run();
  return single_p99;
}

void fill(const std::string& folder, std::size_t n) {
  std::uint64_t next = 1;
  const auto random = [&next](std::span<std::byte> to) {
    for (auto& b : to) b = static_cast<std::byte>(next++ * 37 % 251);
  };
  auto store = journal_in_folder(folder)(random).value();
  const std::string submission(600, 's');
  for (std::size_t first = 0; first < n; first += 10'000) {
    std::vector<journal_write> batch;
    for (std::size_t i = first; i < std::min(n, first + 10'000); ++i) {
      char token[40];
      std::snprintf(token, sizeof token, "%08zx-0000-4000-8000-000000000000", i);
      job_record r;
      r.token = token, r.backend = "queued", r.plugin = "instant", r.plugin_version = "1", r.device = "instant";
      r.created_ns = 1'750'000'000'000'000'000ULL + i, r.shots = 1024, r.num_results = 1;
      journal_intent intent(std::move(r));
      intent.submission = submission;
      batch.emplace_back(std::move(intent));
      journal_progress p(token, journal_state::accepted);
      p.id = std::to_string(i);
      batch.emplace_back(std::move(p));
    }
    for (const auto& one : store->write(batch)) one.value();
  }
}

class one_backend final : public backend_resolver {
 public:
  explicit one_backend(backend b) : backend_(std::move(b)) {}
  asio::awaitable<expected<backend>> open(std::string) override { return give(backend_); }

 private:
  static asio::awaitable<expected<backend>> give(backend b) { co_return b; }
  backend backend_;
};

void resume(const std::string& folder, std::size_t n) {
  fill(folder, n);
  runtime rt(settings().journal(journal_in_folder(folder)));
  const account a = open_account(rt, &ketway::benchmarks::instant_plugin(true), "queued").value();
  const auto b = std::make_shared<one_backend>(
      asio::co_spawn(rt.get_executor(), a.open("", "queued"), asio::use_future).get().value());
  rt.resolve_with(b);
  const auto began = steady::now();
  const auto report = asio::co_spawn(rt.get_executor(), rt.resume(), asio::use_future).get().value();
  const double took = std::chrono::duration<double>(steady::now() - began).count();
  std::printf("resume: %zu jobs of %zu taken in hand in %.2f s\n", report.jobs.size(), n, took);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: %s FOLDER [submissions] [owed jobs]\n", argv[0]);
    return 2;
  }
  const std::filesystem::path own = std::filesystem::path(argv[1]) / "ketway_bench_journal";
  const std::size_t n = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 2'000;
  const std::size_t owed = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 100'000;
  std::filesystem::remove_all(own);
  const double without = submissions((own / "a").string(), false, n), with = submissions((own / "a").string(), true, n);
  std::printf("the journal adds %.0f us to a submission at p99\n", with - without);
  resume((own / "b").string(), owed);
  std::filesystem::remove_all(own);
  return 0;
}
