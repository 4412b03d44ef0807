// The real world: own threads, foreign executors, blocking callers, many at once.
#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <thread>

#include "ketway/plugin.hpp"
#include "ketway/plugin_host.hpp"

namespace ketway::tests {
namespace {

namespace asio = boost::asio;
namespace p = ketway::plugin;

/// Offloads a little, so that every path of the host is walked on real threads.
class busy_backend final : public p::backend {
 public:
  using backend::backend;
  p::task<std::vector<p::device>> devices() override {
    std::vector<p::device> all(1);
    all[0].id = "busy", all[0].num_qubits = 4, all[0].formats = {"kw.circuit/1"};
    all[0].flags = KW_DEVICE_SIMULATOR | KW_DEVICE_FREE;
    co_return all;
  }
  p::task<p::job> submit(const kw_submission& s) override {
    std::uint64_t sum = 0;
    auto work = [&] {
      for (std::uint64_t i = 0; i < 100; ++i) sum += i;
    };
    co_await p::offload(work);
    if (sum != 4950) throw p::error(KW_INTERNAL, "the work was lost");
    if (s.programs[0]->circuit->num_qubits == 4) co_await p::sleep(3600'000'000'000ULL);
    p::job j;
    j.id = "x", j.state = KW_JOB_DONE;
    j.results = std::make_unique<p::results>();
    auto& part = j.results->parts.emplace_back(KW_RESULT_COUNTS);
    part.num_bits = s.programs[0]->circuit->num_bits, part.rows = 1, part.keys = {0}, part.counts = {s.shots};
    co_return j;
  }
};

const kw_plugin& busy_plugin() {
  static const kw_plugin plugin = [] {
    auto x = p::sized<kw_plugin>();
    x.id = p::str("busy"), x.version = p::str("1");
    x.open = [](kw_host* h, kw_str, char* why, std::uint64_t n) {
      return p::open_backend(why, n, [&] { return std::make_unique<busy_backend>(h); });
    };
    return x;
  }();
  return plugin;
}

circuit small() {
  circuit c(2, 2);
  c.h(0).cx(0, 1).measure(0, 0).measure(1, 1);
  return c;
}

backend open_busy(runtime& rt) {
  const account a = open_account(rt, &busy_plugin(), "busy").value();
  return asio::co_spawn(rt.get_executor(), a.open("", "busy"), asio::use_future).get().value();
}

asio::awaitable<std::uint64_t> run_some(backend b, int times) {
  std::uint64_t total = 0;
  for (int i = 0; i < times; ++i) {
    const result r = co_await b.execute(small());
    total += r.count("00");
  }
  co_return total;
}

TEST(Threads, BlockingCodeWaitsWithAFuture) {
  runtime rt;
  const backend b = open_busy(rt);
  EXPECT_EQ(asio::co_spawn(rt.get_executor(), run_some(b, 3), asio::use_future).get(), 3U * 1024U);
}

TEST(Threads, ManyThreadsMayUseOneBackendAtOnce) {
  runtime rt(settings().io_threads(2).compute_threads(2));
  const backend b = open_busy(rt);
  std::vector<std::thread> threads;
  std::vector<std::uint64_t> totals(4);
  for (auto& total : totals)
    threads.emplace_back([&] {
      asio::io_context io;
      auto sum = asio::co_spawn(io, run_some(b, 50), asio::use_future);
      io.run();
      total = sum.get();
    });
  for (auto& t : threads) t.join();
  for (const auto total : totals) EXPECT_EQ(total, 50U * 1024U);
}

TEST(Threads, ABackendLivesOnTheCallersEventLoop) {
  asio::io_context io;
  runtime rt(io.get_executor());
  const account a = open_account(rt, &busy_plugin(), "busy").value();
  std::uint64_t total = 0;
  const auto run = [](account on, std::uint64_t& to) -> asio::awaitable<void> {
    const auto b = co_await on.open("", "busy");
    to = co_await run_some(b.value(), 5);
  };
  asio::co_spawn(io, run(a, total), asio::detached);
  io.run();
  EXPECT_EQ(total, 5U * 1024U);
}

TEST(Threads, AnExecutorOfManyThreadsWorksToo) {
  asio::thread_pool pool(3);
  runtime rt(pool.get_executor());
  const account a = open_account(rt, &busy_plugin(), "busy").value();
  const backend b = asio::co_spawn(pool, a.open("", "busy"), asio::use_future).get().value();
  std::vector<std::future<std::uint64_t>> sums;
  for (int i = 0; i < 8; ++i) sums.push_back(asio::co_spawn(pool, run_some(b, 20), asio::use_future));
  for (auto& s : sums) EXPECT_EQ(s.get(), 20U * 1024U);
  pool.join();
}

TEST(Threads, CancellationFromTheCallersExecutorReachesThePlugin) {
  runtime rt;
  const backend b = open_busy(rt);
  asio::io_context io;
  asio::cancellation_signal stop;
  std::optional<errc> code;
  circuit never_ends(4, 1);
  never_ends.h(0).measure(0, 0);
  const auto run = [](backend on, circuit c, std::optional<errc>& to) -> asio::awaitable<void> {
    const auto r = co_await on.try_execute(std::move(c));
    to = r ? errc::ok : r.error().code();
  };
  asio::co_spawn(io, run(b, never_ends, code), asio::bind_cancellation_slot(stop.slot(), asio::detached));
  asio::post(io, [&] { stop.emit(asio::cancellation_type::terminal); });
  io.run();
  EXPECT_EQ(code, errc::cancelled);
}

TEST(Threads, ADeadlineReachesThePlugin) {
  runtime rt;
  const backend b = open_busy(rt);
  circuit never_ends(4, 1);
  never_ends.h(0).measure(0, 0);
  execute_options o;
  o.deadline(std::chrono::milliseconds(5));
  const auto r = asio::co_spawn(rt.get_executor(), b.try_execute(never_ends, o), asio::use_future).get();
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().code(), errc::deadline_exceeded);
}

TEST(Threads, SeveralRuntimesLiveSideBySide) {
  runtime a, b;
  const backend in_a = open_busy(a), in_b = open_busy(b);
  auto x = asio::co_spawn(a.get_executor(), run_some(in_a, 10), asio::use_future);
  auto y = asio::co_spawn(b.get_executor(), run_some(in_b, 10), asio::use_future);
  EXPECT_EQ(x.get() + y.get(), 20U * 1024U);
}

TEST(Threads, ARuntimeEndsWhileABackendHandleIsStillHeld) {
  std::optional<backend> kept;
  {
    runtime rt;
    kept.emplace(open_busy(rt));
  }
  EXPECT_EQ(kept->name(), "busy");
}

}  // namespace
}  // namespace ketway::tests
