// Memory of a waiting job: many coroutines of one thread wait in `execute` for jobs that stay in the queue.
// Usage: ketway_bench_waiting_jobs [number of jobs]; prints bytes a job, heap and resident.
#include <malloc.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "instant_plugin.hpp"
#include "ketway/plugin_host.hpp"

namespace {

namespace asio = boost::asio;
using namespace ketway;

std::size_t resident_bytes() {
  std::ifstream f("/proc/self/statm");
  std::size_t total = 0, resident = 0;
  f >> total >> resident;
  return resident * 4096;
}

asio::awaitable<void> one(const backend& b, const circuit& c, const execute_options& o, std::size_t& ended) {
  const auto r = co_await b.try_execute(c, o);
  if (!r && r.error().code() == errc::deadline_exceeded) ++ended;
}

asio::awaitable<void> open(const account& a, std::optional<backend>& to) {
  to.emplace((co_await a.open("", "queued")).value());
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t n = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 100'000;
  const auto world = make_simulated_world(1);
  runtime rt(*world);
  const account a = open_account(rt, &ketway::benchmarks::instant_plugin(true), "queued").value();
  std::optional<backend> b;
  asio::co_spawn(rt.get_executor(), open(a, b), asio::detached);
  world->run_ready();
  circuit c(2, 2);
  c.h(0).cx(0, 1).measure(0, 0).measure(1, 1);
  execute_options o;
  o.deadline(std::chrono::hours(1));
  std::size_t ended = 0;
  const std::size_t heap_before = mallinfo2().uordblks, resident_before = resident_bytes();
  for (std::size_t i = 0; i < n; ++i) asio::co_spawn(rt.get_executor(), one(*b, c, o, ended), asio::detached);
  world->run_ready();
  const std::size_t heap = mallinfo2().uordblks - heap_before, resident = resident_bytes() - resident_before;
  std::printf("%zu jobs wait on one thread: %.0f bytes of heap and %.0f resident bytes each\n", n,
              static_cast<double>(heap) / static_cast<double>(n),
              static_cast<double>(resident) / static_cast<double>(n));
  world->run_for(std::chrono::minutes(10));
  std::printf("after 10 min of virtual time and polling: %.0f bytes of heap each\n",
              static_cast<double>(mallinfo2().uordblks - heap_before) / static_cast<double>(n));
  world->run_for(std::chrono::hours(1));
  std::printf("%zu of them ended at their deadline\n", ended);
  return ended == n ? 0 : 1;
}
