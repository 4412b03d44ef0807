// A service whose jobs outlive it. What may cost is in the journal before it is sent, so the next life of the service, or
// another process, finds it again.
//
//   durable_service BACKEND            picks up what is owed and prints its results; with nothing owed, submits a job and
//                                      waits for it
//   durable_service BACKEND --crash    submits a job and is killed as soon as the provider has accepted it
//
// `try` beside this file shows both lives against an emulated cloud.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <csignal>
#include <iostream>
#include <string>

#include "ketway/discovery/discover.hpp"

namespace asio = boost::asio;

namespace {

ketway::circuit bell() {
  ketway::circuit c(2, 2);
  c.h(0).cx(0, 1).measure(0, 0).measure(1, 1);
  return c;
}

asio::awaitable<void> print_results(ketway::job j) {
  for (const auto& one : co_await j.results(std::chrono::minutes(5))) {
    std::cout << "result of " << j.uri() << ":";
    if (one)
      for (const auto& [key, n] : one->counts()) std::cout << " " << key << "=" << n;
    else
      std::cout << " " << one.error().to_string();
    std::cout << std::endl;
  }
}

asio::awaitable<void> serve(ketway::runtime& rt, ketway::fleet fleet, std::string name, bool crash) {
  // First what an earlier life has left. Nothing of it is paid for twice: what may have been accepted is looked for.
  const ketway::expected<ketway::resume_report> owed = co_await rt.resume();
  if (!owed) throw ketway::exception(owed.error());
  for (const ketway::error& failure : owed->failures) std::cerr << "still owed: " << failure.to_string() << std::endl;
  for (const ketway::job& j : owed->jobs) co_await print_results(j);
  if (!owed->jobs.empty()) co_return;

  const ketway::backend where = co_await fleet.backend(name);
  ketway::execute_options options;
  options.shots(200).durable();
  const ketway::job j = co_await where.submit(bell(), options);
  std::cout << "accepted: " << j.uri() << std::endl;
  if (crash) std::raise(SIGKILL);  // as the machine's power may end
  co_await print_results(j);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: durable_service BACKEND [--crash]\n";
    return 2;
  }
  try {
    asio::io_context io(1);
    ketway::runtime rt(io.get_executor());  // its journal: $KETWAY_STATE_DIR, or the folder for such things
    const bool crash = argc > 2 && std::string_view(argv[2]) == "--crash";
    std::exception_ptr failure;
    asio::co_spawn(io, serve(rt, ketway::discover(rt), argv[1], crash), [&](auto e) { failure = std::move(e); });
    io.run();
    if (failure) std::rethrow_exception(failure);
    return 0;
  } catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 1;
  }
}
