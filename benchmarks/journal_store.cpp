// What a store of jobs costs: opening, writing an intent with two budgets, listing. Usage:
//   ketway_bench_journal_store FOLDER [jobs]                      SQLite there, and in memory
//   KETWAY_BENCH_POSTGRES=CONNINFO ketway_bench_journal_store …   PostgreSQL as well; its schema must be empty
#include "ketway/journal_store.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "ketway/journal_postgres.hpp"

namespace {

using namespace ketway;  // NOLINT(google-build-using-namespace)
using clock_type = std::chrono::steady_clock;

constexpr std::uint64_t noon_ns = 1'728'000'000'000'000'000;

std::function<void(std::span<std::byte>)> random_bits() {
  return [bits = std::mt19937_64(std::random_device()())](std::span<std::byte> to) mutable {
    for (std::byte& b : to) b = static_cast<std::byte>(bits() & 0xFFU);
  };
}

class stopwatch {
 public:
  double us() const { return std::chrono::duration<double, std::micro>(clock_type::now() - start_).count(); }

 private:
  clock_type::time_point start_ = clock_type::now();
};

std::unique_ptr<journal_store> open(const journal_opener& opener) { return std::move(opener(random_bits()).value()); }

journal_intent intent(std::uint64_t n) {
  job_record r;
  r.token = "00000000-0000-4000-8000-" + std::to_string(100'000'000'000 + n);
  r.backend = "cloud:qpu", r.plugin = "cloud", r.plugin_version = "1.0.0", r.device = "qpu", r.name = "bell";
  r.created_ns = noon_ns + n, r.shots = 1000, r.num_results = 1, r.reserved = 0.01, r.unit = "USD";
  journal_intent w(std::move(r));
  w.submission.assign(2000, 's');
  w.limits = {budget_limit(budget_limit::span::day, 1e9, "USD"), budget_limit(budget_limit::span::ever, 1e9, "USD")};
  return w;
}

void check(const std::vector<expected<void>>& answers) {
  for (const auto& a : answers) a.value();
}

void write_one_by_one(journal_store& s, std::uint64_t from, const char* what) {
  std::vector<double> each;
  for (std::uint64_t n = from; n < from + 500; ++n) {
    const std::vector<journal_write> batch = {intent(n)};
    const stopwatch w;
    check(s.write(batch));
    each.push_back(w.us());
  }
  std::sort(each.begin(), each.end());
  std::printf("  intent alone, %s: median %.0f us, p99 %.0f us\n", what, each[each.size() / 2],
              each[each.size() * 99 / 100]);
}

void write_batches(journal_store& s, std::uint64_t from, std::uint64_t jobs) {
  const stopwatch w;
  for (std::uint64_t n = from; n < from + jobs;) {
    std::vector<journal_write> batch;
    for (int i = 0; i < 64 && n < from + jobs; ++i) batch.emplace_back(intent(n++));
    check(s.write(batch));
  }
  std::printf("  %llu intents, 64 a transaction: %.0f a second\n", static_cast<unsigned long long>(jobs),
              static_cast<double>(jobs) / w.us() * 1e6);
}

void measure(const char* name, const journal_opener& opener, std::uint64_t jobs) {
  std::printf("%s\n", name);
  auto s = open(opener);
  write_one_by_one(*s, 0, "few jobs");
  write_batches(*s, 500, jobs);
  write_one_by_one(*s, 500 + jobs, "many jobs");
  const auto list = [&](const char* what, const job_filter& f) {
    const stopwatch w;
    const std::size_t n = s->list(f).value().size();
    std::printf("  list of %zu %s: %.1f ms\n", n, what, w.us() / 1000);
  };
  list("open jobs", job_filter().states(job_filter::which::owed));
  list("jobs", job_filter());
  list("newest jobs", job_filter().limit(20));
  const stopwatch sums;
  s->spent(0).value();
  std::printf("  sums of all: %.0f us\n", sums.us());
  const stopwatch again;
  const auto other = open(opener);
  std::printf("  opening it: %.2f ms\n", again.us() / 1000);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return std::fprintf(stderr, "usage: %s FOLDER [jobs]\n", argv[0]), 2;
  const std::uint64_t jobs = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 100'000;
  const stopwatch all;
  for (int i = 0; i < 200; ++i) open(journal_in_memory());
  std::printf("a new journal in memory, opened and closed: %.0f us\n", all.us() / 200);
  measure("in memory", journal_in_memory(), jobs);
  measure("in a folder", journal_in_folder(argv[1]), jobs);
  if (const char* conninfo = std::getenv("KETWAY_BENCH_POSTGRES"))
    measure("PostgreSQL", journal_in_postgres(secret(conninfo)), jobs);
}
