// The same from code that has no event loop: futures, from several threads at once. The runtime brings its own thread.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <iostream>
#include <thread>
#include <vector>

#include "ketway/discovery/discover.hpp"

namespace asio = boost::asio;

int main() {
  try {
    ketway::runtime rt(ketway::settings::from_environment());
    const ketway::fleet fleet = ketway::discover(rt);
    const ketway::backend backend =
        asio::co_spawn(rt.get_executor(), fleet.backend(fleet.default_backend()), asio::use_future).get();

    std::vector<std::future<ketway::result>> results;
    for (std::uint32_t n = 2; n <= 6; ++n) {  // GHZ states, all at once
      ketway::circuit c(n, n);
      c.h(0);
      for (std::uint32_t q = 1; q < n; ++q) c.cx(q - 1, q);
      for (std::uint32_t q = 0; q < n; ++q) c.measure(q, q);
      results.push_back(asio::co_spawn(rt.get_executor(), backend.execute(c), asio::use_future));
    }
    for (auto& pending : results) {
      const ketway::result r = pending.get();  // this thread waits; no other does
      std::uint64_t sum = 0;
      for (const auto& [key, n] : r.counts()) sum += n, std::cout << key << " " << n << "  ";
      std::cout << "= " << sum << " shots\n";
      if (r.counts().size() != 2 || sum != r.shots()) return 1;
    }
    return 0;
  } catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 1;
  }
}
