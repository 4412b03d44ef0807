// Many jobs wait on an emulated cloud over real sockets, in coroutines of one thread: how many, what they take, and that
// each ends. Usage: ketway_bench_waiting_on_emulator PLUGINS [jobs] [seconds in the cloud's queue]
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "emulator/emulation.hpp"
#include "ketway/discovery/discover.hpp"

namespace {

namespace asio = boost::asio;
using namespace ketway;
using clock_type = std::chrono::steady_clock;

long from_status(const char* name) {
  std::ifstream f("/proc/self/status");
  for (std::string line; std::getline(f, line);)
    if (line.starts_with(name)) return std::strtol(line.c_str() + std::string(name).size() + 1, nullptr, 10);
  return 0;
}

class tally {
 public:
  std::size_t accepted = 0, results = 0, failed = 0;
};

asio::awaitable<void> one(backend b, circuit c, tally& t) {
  auto j = co_await b.try_submit(std::move(c), execute_options().shots(100));
  if (!j) {
    ++t.failed;
    std::printf("%s\n", j.error().to_string().c_str());
    co_return;
  }
  ++t.accepted;
  const auto r = co_await j->try_results(std::chrono::hours(1));
  if (r && r->size() == 1 && r->front() && r->front()->count("00") + r->front()->count("11") == 100)
    ++t.results;
  else
    ++t.failed;
}

double seconds_since(clock_type::time_point t) { return std::chrono::duration<double>(clock_type::now() - t).count(); }

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return std::fprintf(stderr, "usage: %s PLUGINS [jobs] [seconds in the queue]\n", argv[0]), 2;
  const std::size_t n = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 10'000;
  emulator::emulation_options o;
  o.ibm = false;
  o.ionq_cloud.queue_ns = 1'000'000'000ULL * (argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 60);
  const auto cloud = emulator::emulation::start(o).value();
  const auto file = std::filesystem::temp_directory_path() / ("ketway-bench-" + std::to_string(getpid()) + ".json");
  std::ofstream(file) << cloud->configuration();
  std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  for (const auto& v : cloud->environment()) ::setenv(v.name.c_str(), v.value.c_str(), 1);

  asio::io_context context(1);
  runtime rt(context.get_executor());
  const fleet all = discover(rt, discovery_options().plugin_path(argv[1]).config_file(file));
  circuit c(2, 2);
  c.h(0).cx(0, 1).measure(0, 0).measure(1, 1);
  tally t;
  const auto from = clock_type::now();
  const auto work = [&]() -> asio::awaitable<void> {
    const backend b = co_await all.backend("ionq");
    const long before = from_status("VmRSS:");
    for (std::size_t i = 0; i < n; ++i) asio::co_spawn(context, one(b, c, t), asio::detached);
    asio::steady_timer timer(context);
    while (t.accepted + t.failed < n) {
      timer.expires_after(std::chrono::milliseconds(50));
      co_await timer.async_wait(asio::use_awaitable);
    }
    std::printf(
        "%zu jobs accepted after %.1f s; they wait on one thread; the process has %ld (the emulator's among them)\n",
        t.accepted, seconds_since(from), from_status("Threads:"));
    std::printf("%.0f bytes resident a job, both sides together\n",
                static_cast<double>(from_status("VmRSS:") - before) * 1024 / static_cast<double>(n));
  };
  asio::co_spawn(context, work(), asio::detached);
  while (t.results + t.failed < n) context.run_one();
  std::printf("%zu results, %zu failures after %.1f s\n", t.results, t.failed, seconds_since(from));
  std::filesystem::remove(file);
  return t.failed == 0 ? 0 : 1;
}
