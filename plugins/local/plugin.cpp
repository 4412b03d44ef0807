#include <algorithm>
#include <mutex>

#include "backend.hpp"

namespace ketway::local {
namespace {

/// One crew for all accounts with the same number of threads, while any of them is open; the last one to close ends the
/// threads.
std::shared_ptr<crew> shared_crew(unsigned size) {
  static std::mutex mutex;
  static std::weak_ptr<crew> current;
  const std::lock_guard lock(mutex);
  if (auto c = current.lock(); c && c->size() == size) return c;
  auto c = std::make_shared<crew>(size);
  current = c;
  return c;
}

kw_backend* open(kw_host* host, kw_str config, char* why, std::uint64_t why_size) {
  return plugin::open_backend(why, why_size, [&] {
    const auto settings = account_settings::read(plugin::view(config));
    const unsigned workers = KW_SLOT(host->vt, kw_host_vt, workers) ? host->vt->workers(host) : 1;
    return std::make_unique<local_backend>(host, settings, shared_crew(settings.threads ? settings.threads : workers));
  });
}

kw_plugin describe() {
  auto p = plugin::sized<kw_plugin>();
  p.abi_minor = KW_ABI_MINOR;
  p.id = plugin::str("org.ketway.local"), p.version = plugin::str("0.1.0");
  p.config_schema = plugin::str(config_schema), p.options_schema = plugin::str(options_schema);
  p.find_kind = KW_FIND_BY_TOKEN, p.find_settle_ns = 0;
  p.open = &open;
  return p;
}

}  // namespace
}  // namespace ketway::local

const kw_plugin* kw_plugin_v1(std::uint32_t) {
  static const kw_plugin self = ketway::local::describe();
  return &self;
}
