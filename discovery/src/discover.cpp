#include "ketway/discovery/discover.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <functional>
#include <map>
#include <mutex>
#include <set>

#include "discovery/flight.hpp"
#include "discovery/late_backend.hpp"
#include "discovery/rights.hpp"
#include "ketway/plugin_host.hpp"
#include "ketway/resolver.hpp"
#include "ketway/suggestion.hpp"

namespace ketway {
namespace {

namespace asio = boost::asio;

// One opening that many may wait for.
using flight = discovery::flight<expected<backend>>;

std::string quoted_list(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

bool costs_nothing(const device& d) { return d.simulator && d.free; }

}  // namespace

struct fleet::state : std::enable_shared_from_this<fleet::state> {
  state(runtime& r, discovery::configuration c, discovery::catalog k, discovery::environment v)
      : rt(r), config(std::move(c)), found(std::move(k)), variables(std::move(v)) {}

  // What a name means and which plugin answers for it.
  class meaning {
   public:
    discovery::backend_target target;
    const discovery::found_plugin* plugin = nullptr;
  };
  expected<meaning> understand(std::string_view name) const;
  const discovery::failover_entry* set_named(std::string_view name) const;
  expected<void> known(std::string_view name) const;
  /// What the plugin is configured with there.
  expected<discovery::backend_options> options_of(const meaning& m, const discovery::loaded_plugin& plugin) const;
  expected<account> account_for(const meaning& m);
  asio::awaitable<expected<ketway::backend>> open(std::string name);
  /// `all`: what the set is made of, sets inside of it opened up.
  expected<ketway::backend> set_of(const std::vector<std::string>& names, failover_options o,
                                   std::vector<std::shared_ptr<discovery::late_backend>>& all);
  asio::awaitable<void> fly(std::string name, std::shared_ptr<flight> shared);

  runtime& rt;
  const discovery::configuration config;
  const discovery::catalog found;
  const discovery::environment variables;
  std::vector<fleet_entry> entries;

  std::shared_ptr<backend_resolver> resolver;  // for the jobs of the journal
  std::mutex accounts_mutex;  // held while a library loads and a plugin opens: neither does I/O of its own
  std::map<std::string, account> accounts;
  std::mutex flights_mutex;
  std::map<std::string, std::shared_ptr<flight>, std::less<>> flights;
};

const discovery::failover_entry* fleet::state::set_named(std::string_view name) const {
  const auto& all = config.failover();
  const auto set = std::find_if(all.begin(), all.end(), [name](const auto& e) { return e.name == name; });
  return set == all.end() ? nullptr : &*set;
}

// Whether it means something, by way of sets too; they are not nested in a circle.
expected<void> fleet::state::known(std::string_view name) const {
  if (const auto* set = set_named(name)) {
    for (const std::string& one : set->backends)
      if (auto ok = known(one); !ok) return ok;
    return {};
  }
  if (auto m = understand(name); !m && m.error().code() == errc::not_found) return m.error();
  return {};  // what else is wrong with it is its own failure, when it is asked
}

expected<fleet::state::meaning> fleet::state::understand(std::string_view name) const {
  meaning m;
  if (set_named(name) != nullptr)
    return std::move(
        error(errc::invalid_argument, "\"" + std::string(name) + "\" is a failover set: name one of its backends")
            .backend(std::string(name)));
  expected<discovery::backend_target> target = config.resolve(name);
  if (!target) return target.error();
  m.target = std::move(*target);
  expected<const discovery::found_plugin*> plugin = found.find(m.target.plugin);
  if (plugin) {
    m.plugin = *plugin;
    return m;
  }
  error why = std::move(plugin).error();
  if (why.code() == errc::not_found && m.target.alias.empty()) {
    std::vector<std::string> names;
    for (const fleet_entry& e : entries) names.push_back(e.name);
    for (const discovery::failover_entry& e : config.failover()) names.push_back(e.name);
    const std::string what = "there is no backend \"" + std::string(name) + "\"";
    if (names.empty()) {
      why = error(errc::not_found, what + ": no plugin was found");
      why.advice("`ketway doctor` says where it was looked for");
    } else {
      const std::string near = nearest_name(m.target.plugin, names);
      why = error(errc::not_found, what + (near.empty() ? "" : "; did you mean \"" + near + "\"?") +
                                       " (there is: " + quoted_list(names) + ")");
    }
  }
  why.backend(std::string(name));
  return why;
}

expected<discovery::backend_options> fleet::state::options_of(const meaning& m,
                                                              const discovery::loaded_plugin& plugin) const {
  if (m.target.alias.empty()) return discovery::backend_options();
  return config.options_for(m.target.alias, plugin.manifest, plugin.config_schema);
}

expected<account> fleet::state::account_for(const meaning& m) {
  const std::lock_guard lock(accounts_mutex);
  expected<const discovery::loaded_plugin*> loaded = discovery::load_plugin(m.plugin->manifest);
  if (!loaded) return loaded.error();
  const discovery::loaded_plugin& plugin = **loaded;
  const expected<discovery::backend_options> read = options_of(m, plugin);
  if (!read) return read.error();
  const discovery::backend_options& options = *read;
  // Secrets cannot be compared: two entries with one are two accounts.
  const std::string owner = options.secrets.empty() ? std::string() : m.target.alias;
  const std::string key = plugin.id + '\n' + owner + '\n' + options.config;
  if (const auto known = accounts.find(key); known != accounts.end()) return known->second;
  const std::string name = m.target.alias.empty() ? plugin.manifest.name : m.target.alias;
  expected<account> opened =
      open_account(rt, plugin.entry, name, options.config,
                   discovery::rights_for(plugin.manifest, options, plugin.config_schema, variables));
  if (opened) accounts.emplace(key, *opened);
  return opened;
}

asio::awaitable<expected<ketway::backend>> fleet::state::open(std::string name) {
  if (const auto* set = set_named(name)) {
    failover_options called;
    called.name(name);
    std::vector<std::shared_ptr<discovery::late_backend>> all;
    const expected<ketway::backend> made = set_of(set->backends, called, all);
    // So that what the set says of itself is true where that can be had.
    for (const auto& one : all)
      if (co_await discovery::late_backend::try_open(one)) break;
    co_return made;
  }
  const expected<meaning> m = understand(name);
  if (!m) co_return m.error();
  expected<account> owner = account_for(*m);
  if (!owner) co_return std::move(owner).error().backend(name);
  expected<ketway::backend> opened = co_await owner->open(m->target.device, name);
  if (!opened || !m->target.device.empty() || costs_nothing(opened->device())) co_return opened;
  const expected<std::vector<device>> all = co_await owner->devices();
  if (!all) co_return all.error();
  if (all->size() < 2) co_return opened;
  std::vector<std::string> names;
  for (const device& d : *all) names.push_back(m->plugin->manifest.name + ":" + d.id);
  error several(errc::invalid_argument, "\"" + name + "\" has several devices; name one: " + quoted_list(names));
  several.backend(name);
  co_return several;
}

asio::awaitable<void> fleet::state::fly(std::string name, std::shared_ptr<flight> shared) {
  const std::shared_ptr<state> alive = shared_from_this();
  expected<ketway::backend> outcome(error(errc::internal, "opening failed with an exception"));
  try {
    outcome = co_await open(name);
  } catch (const std::exception& e) {
    outcome = error(errc::internal, std::string("opening failed: ") + e.what()).backend(name);
  }
  // A set holds the fleet, so the fleet must not hold the set.
  if (!outcome || set_named(name) != nullptr) {
    const std::lock_guard lock(flights_mutex);
    flights.erase(name);
  }
  shared->land(std::move(outcome));
}

asio::awaitable<expected<backend>> fleet::try_backend(std::string name) const {
  const std::shared_ptr<state> s = state_;
  std::shared_ptr<flight> shared;
  bool first = false;
  {
    const std::lock_guard lock(s->flights_mutex);
    std::shared_ptr<flight>& place = s->flights[name];
    if (place == nullptr) {
      place = std::make_shared<flight>();
      first = true;
    }
    shared = place;
  }
  if (first) asio::co_spawn(s->rt.get_executor(), s->fly(name, shared), asio::detached);
  boost::system::error_code cancelled;
  co_await shared->landed(cancelled);
  if (cancelled) {
    error why(errc::cancelled, "cancelled while the backend was being opened");
    why.backend(name);
    co_return why;
  }
  co_return shared->outcome();
}

namespace {

// Belongs to the fleet that it opens backends of, and knows it only as long as that lives.
class fleet_resolver final : public backend_resolver {
 public:
  explicit fleet_resolver(std::weak_ptr<fleet::state> s) : state_(std::move(s)) {}
  asio::awaitable<expected<backend>> open(std::string name) override { return open_in(state_.lock(), std::move(name)); }

 private:
  static asio::awaitable<expected<backend>> open_in(std::shared_ptr<fleet::state> s, std::string name) {
    if (!s) co_return error(errc::not_found, "the fleet that could open backends has ended").backend(name);
    const fleet all(std::move(s));
    co_return co_await all.try_backend(std::move(name));
  }
  const std::weak_ptr<fleet::state> state_;
};

/// A plugin's limits by its id, as jobs name it. A plugin that is not there has no jobs.
std::vector<budget_limit> limits_by_id(const std::vector<budget_limit>& budget, const discovery::catalog& found) {
  std::vector<budget_limit> limits;
  for (budget_limit l : budget) {
    if (!l.plugin().empty()) {
      const auto plugin = found.find(l.plugin());
      if (!plugin) continue;
      l.plugin((*plugin)->manifest.id);
    }
    limits.push_back(std::move(l));
  }
  return limits;
}

}  // namespace

asio::awaitable<backend> fleet::backend(std::string name) const {
  expected<ketway::backend> opened = co_await try_backend(std::move(name));
  co_return std::move(opened).value();
}

expected<backend> fleet::state::set_of(const std::vector<std::string>& names, failover_options o,
                                       std::vector<std::shared_ptr<discovery::late_backend>>& all) {
  if (names.empty()) return error(errc::invalid_argument, "a failover set needs a backend");
  std::vector<ketway::backend> candidates;
  for (const std::string& name : names) {
    if (auto ok = known(name); !ok) return ok.error();
    if (const auto* set = set_named(name)) {
      failover_options called;
      called.name(name);
      auto inner = set_of(set->backends, called, all);
      if (!inner) return inner;
      candidates.push_back(std::move(*inner));
    } else {
      all.push_back(std::make_shared<discovery::late_backend>(rt, fleet(shared_from_this()), name));
      candidates.emplace_back(all.back());
    }
  }
  return ketway::failover(std::move(o), std::move(candidates));
}

expected<backend> fleet::failover(const std::vector<std::string>& names, failover_options o) const {
  std::vector<std::shared_ptr<discovery::late_backend>> all;
  return state_->set_of(names, std::move(o), all);
}

asio::awaitable<expected<std::vector<device>>> fleet::devices(std::string name) const {
  const std::shared_ptr<state> s = state_;
  const expected<state::meaning> m = s->understand(name);
  if (!m) co_return m.error();
  expected<account> owner = s->account_for(*m);
  if (!owner) co_return std::move(owner).error().backend(name);
  expected<std::vector<device>> all = co_await owner->devices();
  if (!all || m->target.device.empty()) co_return all;
  const auto other = [&m](const device& d) { return d.id != m->target.device; };
  // An entry that is called as its plugin stands before all of the plugin's devices: they have no other name.
  if (name == m->plugin->manifest.name && !std::all_of(all->begin(), all->end(), other)) {
    std::stable_partition(all->begin(), all->end(), std::not_fn(other));
    co_return all;
  }
  const std::vector<device> everything = *all;
  all->erase(std::remove_if(all->begin(), all->end(), other), all->end());
  if (!all->empty()) co_return all;
  std::vector<std::string> ids;
  for (const device& d : everything) ids.push_back(d.id);
  error none(errc::not_found, "no device \"" + m->target.device + "\"" + suggestion(m->target.device, ids));
  none.backend(name);
  co_return none;
}

expected<const discovery::loaded_plugin*> fleet::load(std::string_view name) const {
  const expected<state::meaning> m = state_->understand(name);
  if (!m) return m.error();
  const std::lock_guard lock(state_->accounts_mutex);
  return discovery::load_plugin(m->plugin->manifest);
}

expected<std::string> fleet::origin(std::string_view name) const {
  const expected<state::meaning> m = state_->understand(name);
  if (!m) return m.error();
  const std::lock_guard lock(state_->accounts_mutex);
  const auto loaded = discovery::load_plugin(m->plugin->manifest);
  if (!loaded) return loaded.error();
  const discovery::loaded_plugin& plugin = **loaded;
  const auto options = state_->options_of(*m, plugin);
  if (!options) return options.error();
  // Not everybody gives what is built anew a new version.
  std::error_code failed;
  const auto built = std::filesystem::last_write_time(plugin.manifest.library, failed).time_since_epoch().count();
  return plugin.id + '\n' + plugin.version + '\n' + (failed ? "" : std::to_string(built)) + '\n' + options->config;
}

const std::vector<fleet_entry>& fleet::entries() const noexcept { return state_->entries; }
const discovery::catalog& fleet::catalog() const noexcept { return state_->found; }
const discovery::configuration& fleet::configuration() const noexcept { return state_->config; }
const std::string& fleet::default_backend() const noexcept { return state_->config.default_backend(); }

expected<fleet> try_discover(runtime& rt, const discovery_options& options) {
  expected<discovery::configuration> config =
      discovery::configuration::load(options.config_file(), options.environment());
  if (!config) return config.error();
  discovery::search_settings where;
  where.command_line(options.plugin_path()).configured(config->plugin_path()).environment(options.environment());
  auto s = std::make_shared<fleet::state>(rt, std::move(*config), discovery::find_plugins(where.folders()),
                                          options.environment());
  // What somebody named for this very call must not be passed over in silence: another plugin of that name may run instead.
  const auto named = [&](const std::filesystem::path& folder) {
    return std::find(options.plugin_path().begin(), options.plugin_path().end(), folder) != options.plugin_path().end();
  };
  for (const discovery::refused_plugin& r : s->found.refused())
    if (named(r.path) || named(r.folder.path))
      rt.log(log_level::warn, "plugins", "not taken: " + r.path.string() + ": " + r.why.message());

  std::set<std::string> aliases;
  for (const discovery::backend_entry& b : s->config.backends()) {
    fleet_entry e;
    e.name = b.alias;
    e.plugin = b.plugin;
    e.device = b.device;
    e.configured = true;
    aliases.insert(e.name);
    s->entries.push_back(std::move(e));
  }
  const auto plugins_begin = static_cast<std::ptrdiff_t>(s->entries.size());
  for (const discovery::found_plugin& p : s->found.plugins()) {
    if (aliases.contains(p.manifest.name)) continue;
    fleet_entry e;
    e.name = e.plugin = p.manifest.name;
    s->entries.push_back(std::move(e));
  }
  std::sort(s->entries.begin() + plugins_begin, s->entries.end(),
            [](const fleet_entry& a, const fleet_entry& b) { return a.name < b.name; });
  rt.limit_spending(limits_by_id(s->config.budget(), s->found), s->config.rates());
  s->resolver = std::make_shared<fleet_resolver>(s);
  rt.resolve_with(s->resolver);
  return fleet(std::move(s));
}

std::string backend_name(const fleet_entry& entry, const std::vector<device>& all, std::size_t number) {
  const device& d = all[number];
  const bool named = entry.device == d.id || all.size() == 1;
  return named || (number == 0 && costs_nothing(d)) ? entry.name : entry.name + ":" + d.id;
}

fleet discover(runtime& rt, const discovery_options& options) {
  expected<fleet> found = try_discover(rt, options);
  return std::move(found).value();
}

}  // namespace ketway
