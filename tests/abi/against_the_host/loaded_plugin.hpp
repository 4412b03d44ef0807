#pragma once
// A plugin of the tests, loaded as the loader of discovery would, and one circuit run on it.

#include <dlfcn.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_future.hpp>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "ketway/backend.hpp"
#include "ketway/plugin_host.hpp"
#include "ketway/runtime.hpp"

namespace ketway::tests {

/// Never unloaded.
inline const kw_plugin* load(const std::string& id) {
  const char* folder = std::getenv("KETWAY_TEST_PLUGINS");
  const std::string path = std::string(folder ? folder : "test_plugins") + "/libketway_" + id + ".so";
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) throw std::runtime_error(dlerror());
  using entry = const kw_plugin* (*)(std::uint32_t);
  return reinterpret_cast<entry>(dlsym(library, KW_ENTRY_NAME))(KW_ABI_MINOR);
}

inline boost::asio::awaitable<expected<result>> run_on(const account& a, circuit c, execute_options o) {
  auto device = co_await a.open("", a.name());
  if (!device) co_return device.error();
  co_return co_await device->try_execute(std::move(c), std::move(o));
}

/// Runs `c` on `plugin` in a simulated world, for up to an hour of its time. Nothing: it did not end.
inline std::optional<expected<result>> run_simulated(const kw_plugin* plugin, const std::string& config,
                                                     const circuit& c) {
  using namespace std::chrono_literals;
  std::optional<expected<result>> outcome;
  const auto world = make_simulated_world(7);
  {
    runtime rt(*world, settings().level(log_level::off));
    if (auto opened = open_account(rt, plugin, "test", config)) {
      const auto whole = [](account a, circuit circuit,
                            std::optional<expected<result>>& to) -> boost::asio::awaitable<void> {
        auto options = execute_options().shots(100).deadline(1min);
        auto got = co_await run_on(a, std::move(circuit), std::move(options));
        to.emplace(std::move(got));
      };
      boost::asio::co_spawn(rt.get_executor(), whole(std::move(*opened), c, outcome), boost::asio::detached);
      world->run_for(1h);
    } else {
      outcome.emplace(opened.error());
    }
  }
  world->run_for(1h);
  return outcome;
}

/// The same on threads and in real time, for plugins that have threads of their own.
inline expected<result> run_threaded(const kw_plugin* plugin, const std::string& config, const circuit& c) {
  using namespace std::chrono_literals;
  runtime rt(settings().level(log_level::off));
  auto opened = open_account(rt, plugin, "test", config);
  if (!opened) return opened.error();
  auto options = execute_options().shots(100).deadline(20s);
  return boost::asio::co_spawn(rt.get_executor(), run_on(*opened, c, std::move(options)), boost::asio::use_future)
      .get();
}

}  // namespace ketway::tests
