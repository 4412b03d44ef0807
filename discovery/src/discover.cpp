#include "ketway/discovery/discover.hpp"

#include <algorithm>
#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/append.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <map>
#include <mutex>
#include <set>

#include "discovery/rights.hpp"
#include "ketway/plugin_host.hpp"
#include "ketway/suggestion.hpp"

namespace ketway {
namespace {

namespace asio = boost::asio;

// One opening that many may wait for. Whoever waits may be cancelled; the opening is not.
class flight : public std::enable_shared_from_this<flight> {
 public:
  /// Completes with an error code only where the waiter's own slot was used.
  asio::awaitable<void> landed(boost::system::error_code& cancelled) {
    auto wait = asio::redirect_error(asio::use_awaitable, cancelled);
    auto begin = [self = shared_from_this()](auto handler) { self->add(std::move(handler)); };
    return asio::async_initiate<decltype(wait), void(boost::system::error_code)>(std::move(begin), wait);
  }

  void land(expected<backend> outcome) {
    std::map<std::uint64_t, std::unique_ptr<waiter>> all;
    {
      const std::lock_guard lock(mutex_);
      outcome_.emplace(std::move(outcome));
      all.swap(waiting_);
    }
    for (auto& [id, one] : all) one->resume({});
  }

  /// Only after `landed`.
  const expected<backend>& outcome() const { return *outcome_; }

 private:
  using handler_type = asio::any_completion_handler<void(boost::system::error_code)>;

  class waiter {
   public:
    template <class Handler>
    explicit waiter(Handler h)
        : executor_(asio::get_associated_executor(h)),
          work_(asio::prefer(executor_, asio::execution::outstanding_work_t::tracked)),
          handler_(std::move(h)) {}
    void resume(boost::system::error_code how) { asio::post(executor_, asio::append(std::move(handler_), how)); }

   private:
    asio::any_io_executor executor_, work_;
    handler_type handler_;
  };

  template <class Handler>
  void add(Handler handler) {
    asio::cancellation_slot slot = asio::get_associated_cancellation_slot(handler);
    auto one = std::make_unique<waiter>(std::move(handler));
    std::unique_lock lock(mutex_);
    if (outcome_) {
      lock.unlock();
      one->resume({});
      return;
    }
    const std::uint64_t id = next_++;
    // Before anybody can complete it: from then on the slot may be the next wait's, on another thread.
    if (slot.is_connected()) {
      slot.assign([self = weak_from_this(), id](asio::cancellation_type) {
        if (const std::shared_ptr<flight> still = self.lock()) still->cancel(id);
      });
    }
    waiting_.emplace(id, std::move(one));
  }

  void cancel(std::uint64_t id) {
    std::unique_lock lock(mutex_);
    auto node = waiting_.extract(id);
    lock.unlock();
    if (!node.empty()) node.mapped()->resume(asio::error::operation_aborted);
  }

  std::mutex mutex_;
  std::optional<expected<backend>> outcome_;
  std::map<std::uint64_t, std::unique_ptr<waiter>> waiting_;
  std::uint64_t next_ = 0;
};

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
  expected<account> account_for(const meaning& m);
  asio::awaitable<expected<ketway::backend>> open(std::string name);
  asio::awaitable<void> fly(std::string name, std::shared_ptr<flight> shared);

  runtime& rt;
  const discovery::configuration config;
  const discovery::catalog found;
  const discovery::environment variables;
  std::vector<fleet_entry> entries;

  std::mutex accounts_mutex;  // held while a library loads and a plugin opens: neither does I/O of its own
  std::map<std::string, account> accounts;
  std::mutex flights_mutex;
  std::map<std::string, std::shared_ptr<flight>, std::less<>> flights;
};

expected<fleet::state::meaning> fleet::state::understand(std::string_view name) const {
  meaning m;
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

expected<account> fleet::state::account_for(const meaning& m) {
  const std::lock_guard lock(accounts_mutex);
  expected<const discovery::loaded_plugin*> loaded = discovery::load_plugin(m.plugin->manifest);
  if (!loaded) return loaded.error();
  const discovery::loaded_plugin& plugin = **loaded;
  discovery::backend_options options;
  if (!m.target.alias.empty()) {
    expected<discovery::backend_options> read =
        config.options_for(m.target.alias, plugin.manifest, plugin.config_schema);
    if (!read) return read.error();
    options = std::move(*read);
  }
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
  if (!outcome) {
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

asio::awaitable<backend> fleet::backend(std::string name) const {
  expected<ketway::backend> opened = co_await try_backend(std::move(name));
  co_return std::move(opened).value();
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
  return fleet(std::move(s));
}

fleet discover(runtime& rt, const discovery_options& options) {
  expected<fleet> found = try_discover(rt, options);
  return std::move(found).value();
}

}  // namespace ketway
