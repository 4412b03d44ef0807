// Runs a Bell circuit on the installed local simulator; exit status 0 if it entangles.

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <cstdio>

#include "ketway/circuit.hpp"
#include "ketway/discovery/discover.hpp"
#include "ketway/runtime.hpp"

boost::asio::awaitable<int> run(ketway::runtime& rt) {
  auto fleet = ketway::discover(rt);
  auto local = co_await fleet.backend("local");
  ketway::circuit bell(2, 2);
  bell.h(0).cx(0, 1).measure(0, 0).measure(1, 1);
  auto options = ketway::execute_options().shots(1000).seed(7);
  auto result = co_await local.execute(bell, options);
  std::printf("00: %llu, 11: %llu\n", static_cast<unsigned long long>(result.count("00")),
              static_cast<unsigned long long>(result.count("11")));
  co_return result.count("00") + result.count("11") == 1000 && result.count("00") > 0 && result.count("11") > 0 ? 0 : 1;
}

int main() try {
  ketway::runtime rt(ketway::settings::from_environment());
  return boost::asio::co_spawn(rt.get_executor(), run(rt), boost::asio::use_future).get();
} catch (const std::exception& e) {
  std::fprintf(stderr, "%s\n", e.what());
  return 1;
}
