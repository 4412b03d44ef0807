#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <iostream>
#include <ketway/discovery/discover.hpp>

boost::asio::awaitable<ketway::result> bell(ketway::fleet fleet) {
  const ketway::backend local = co_await fleet.backend("local");
  ketway::circuit c(2, 2);
  c.h(0).cx(0, 1).measure(0, 0).measure(1, 1);
  co_return co_await local.execute(c, ketway::execute_options().shots(1000));
}
int main() {
  ketway::runtime rt;
  auto r = boost::asio::co_spawn(rt.get_executor(), bell(ketway::discover(rt)), boost::asio::use_future).get();
  for (const auto& [key, count] : r.counts()) std::cout << key << ": " << count << "\n";
}
