// kw_plugin -> account -> backends.
#include <algorithm>

#include "execute/launch.hpp"
#include "execute/plugin_backend.hpp"
#include "host/account_core.hpp"
#include "host/plugin_wait.hpp"
#include "ketway/plugin_host.hpp"
#include "ketway/schema.hpp"

namespace ketway {
namespace {

flow<expected<std::vector<device>>> ask_devices(call_context&) {
  const auto start = [](auto verb, kw_backend* b, kw_done d) { return verb(b, d); };
  const auto copy = [](const void* p, const std::string&) {
    const kw_devices list = grown(*static_cast<const kw_devices*>(p));
    std::vector<device> all;
    for (std::uint32_t i = 0; list.items && i < list.count; ++i)
      if (list.items[i]) all.push_back(to_device(*list.items[i]));
    return all;
  };
  plugin_wait wait("devices", &kw_backend_vt::devices, nullptr, start, copy);
  auto all = co_await wait;
  if (all && std::any_of(all->begin(), all->end(), [](const device& d) { return d.id.empty(); }))
    co_return error(errc::internal, "the plugin described a device without an id");
  co_return all;
}

/// The plugin's own word on a name that is not in its list: it may know it by another, or names the nearest.
flow<expected<device>> ask_one(std::string id) {
  const auto args = std::make_shared<std::string>(std::move(id));
  const auto start = [a = args.get()](auto verb, kw_backend* b, kw_done d) { return verb(b, str(*a), d); };
  const auto copy = [](const void* p, const std::string&) { return to_device(*static_cast<const kw_device*>(p)); };
  plugin_wait wait("device", &kw_backend_vt::device, args, start, copy);
  co_return co_await wait;
}

std::string not_there(const std::string& id, const std::vector<device>& all) {
  std::string text = "no device named '" + id + "'; there are";
  for (const auto& d : all) text += (text.back() == 'e' ? " " : ", ") + d.id;
  return text;
}

// By value: the handle may be gone when the coroutine is first resumed.
boost::asio::awaitable<expected<backend>> open_device(std::shared_ptr<account::core> core, std::string id,
                                                      std::string name) {
  auto all = co_await start_question<expected<std::vector<device>>>(core->account, &ask_devices);
  if (!all) co_return std::move(all.error());
  for (auto& d : *all)
    if (id.empty() || d.id == id)
      co_return backend(std::make_shared<plugin_backend>(core, std::move(d), std::move(name)));
  if (!id.empty()) {
    auto body = [id](call_context&) { return ask_one(id); };
    auto one = co_await start_question<expected<device>>(core->account, std::move(body));
    if (one && !one->id.empty())
      co_return backend(std::make_shared<plugin_backend>(core, std::move(*one), std::move(name)));
    if (!one && one.error().code() == errc::not_found) co_return std::move(one.error().backend(std::move(name)));
  }
  error missing(errc::not_found, all->empty() ? std::string("the plugin has no devices") : not_there(id, *all));
  missing.backend(std::move(name));
  co_return missing;
}

}  // namespace

expected<account> open_account(runtime& rt, const kw_plugin* plugin, std::string name, std::string_view config,
                               const account_rights& rights) {
  const kw_plugin facts = grown(*plugin);
  if (facts.config_schema.size)
    if (auto ok = check_schema(view(facts.config_schema), config, name); !ok) {
      ok.error().backend(std::move(name));
      return std::move(ok.error());
    }
  auto a = std::make_shared<plugin_account>(rt.implementation(), *plugin, std::move(name), rights);
  if (auto ok = a->open(config); !ok) return std::move(ok.error());
  return account(std::make_shared<account::core>(std::move(a)));
}

const std::string& account::name() const noexcept { return core_->account->name(); }

std::string_view account::plugin_id() const noexcept { return view(core_->account->plugin().id); }
std::string_view account::plugin_version() const noexcept { return view(core_->account->plugin().version); }

boost::asio::awaitable<expected<std::vector<device>>> account::devices() const {
  return start_question<expected<std::vector<device>>>(core_->account, &ask_devices);
}

boost::asio::awaitable<expected<backend>> account::open(std::string id, std::string name) const {
  return open_device(core_, std::move(id), std::move(name));
}

}  // namespace ketway
