#include "ketway/discovery/select.hpp"

#include <algorithm>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <map>
#include <mutex>
#include <set>

#include "discovery/flight.hpp"
#include "discovery/together.hpp"

namespace ketway {
namespace {

namespace asio = boost::asio;

// How long the list of an account's devices is good for: their names, and what it says of them. What a device says when it is
// asked itself is more, its calibration and prices among it.
constexpr std::uint64_t names_ns = 600'000'000'000, sketches_ns = 30'000'000'000;

// One device on its way to being a candidate.
class row {
 public:
  explicit row(std::string name) : facts(std::move(name)) { facts.known = candidate::knowledge::nothing; }
  candidate facts;
  enum class knowledge : std::uint8_t { none, sketch, all };
  knowledge known = knowledge::none;  // facts.device is nothing, what the list says, or what the device says
};
using rows = std::vector<std::unique_ptr<row>>;

std::vector<std::string> words_of(const error& why) {
  std::vector<std::string> all;
  for (const diagnostic& d : why.diagnostics()) all.push_back(d.message);
  if (all.empty()) all.push_back(why.message());
  return all;
}

// On a compute thread, which a large circuit keeps busy for a while.
asio::awaitable<expected<lowered_success>> estimate_apart(world& w, circuit c, device d) {
  const auto done = std::make_shared<discovery::flight<expected<lowered_success>>>();
  w.compute([done, c = std::move(c), d = std::move(d)] {
    try {
      done->land(estimate_success(c, d));
    } catch (const std::exception& e) {
      done->land(error(errc::internal, e.what()));
    }
  });
  boost::system::error_code cancelled;
  co_await done->landed(cancelled);
  if (cancelled) co_return error(errc::cancelled, "cancelled");
  co_return done->outcome();
}

expected<circuit> made_ready(circuit c, const execute_options& o) {
  if (const expected<void> ok = c.validate(); !ok) return ok.error();
  if (c.columns().num_symbols > 1 || !o.parameters().empty()) {
    expected<circuit> bound = c.bind(o.parameters());
    if (!bound) return bound.error();
    c = std::move(*bound);
  }
  if (!c.has_measurements()) c.measure_all();
  return c;
}

}  // namespace

class selector::state {
 public:
  state(runtime& rt, fleet f, device_cache_options o) : backends(std::move(f)), cache(rt, o), world_(rt.world()) {}

  // What one call looks at; its coroutines share it on one strand.
  class call {
   public:
    explicit call(circuit c) : program(std::move(c)), needs(circuit_needs::of(program)) {}
    circuit program;
    circuit_needs needs;
    execute_options options;
    requirements wanted;
    rows all;
  };

  static asio::awaitable<expected<selection>> run(std::shared_ptr<state> self, circuit c, selection_request r) {
    error stopped(errc::cancelled, "cancelled while backends were asked");
    co_await asio::this_coro::throw_if_cancelled(false);
    const asio::cancellation_state early = co_await asio::this_coro::cancellation_state;
    if (early.cancelled() != asio::cancellation_type::none) co_return stopped;
    co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
    expected<circuit> ready = made_ready(std::move(c), r.options());
    if (!ready) co_return ready.error();
    const auto now = std::make_shared<call>(std::move(*ready));
    now->options.shots(r.options().shots());
    now->wanted = r.needs();
    if (r.backends().empty()) {
      std::vector<asio::awaitable<void>> questions;
      for (const fleet_entry& e : self->backends.entries()) questions.push_back(list(self, now, e));
      if (const bool went = co_await discovery::together(std::move(questions)); !went) co_return stopped;
    } else {
      for (const std::string& name : std::set(r.backends().begin(), r.backends().end())) self->named(*now, name);
    }
    std::vector<asio::awaitable<void>> questions;
    for (const auto& one : now->all) questions.push_back(examine(self, now, *one));
    if (const bool went = co_await discovery::together(std::move(questions)); !went) co_return stopped;
    ranking_options how = r.ranking();
    if (how.rates().empty()) how.rates(self->backends.configuration().rates());
    std::vector<candidate> all;
    for (const auto& one : now->all) all.push_back(std::move(one->facts));
    co_return rank(std::move(all), now->needs, r.needs(), how);
  }

  const fleet backends;
  const device_cache cache;

 private:
  void named(call& now, const std::string& name) const {
    row& one = *now.all.emplace_back(std::make_unique<row>(name));
    if (const auto target = backends.configuration().resolve(name)) one.facts.plugin = target->plugin;
    recall(one);
  }

  void recall(row& one) const {
    if (auto seen = cache.find(one.facts.backend)) describe(one, std::move(*seen));
  }
  static void describe(row& one, seen_device seen) {
    one.facts.device = std::move(seen.device), one.facts.age = seen.age, one.known = row::knowledge::all;
    one.facts.known = candidate::knowledge::device;
  }

  // Every device of one entry.
  static asio::awaitable<void> list(std::shared_ptr<state> self, std::shared_ptr<call> now, fleet_entry entry) {
    co_await asio::this_coro::throw_if_cancelled(false);
    std::shared_ptr<const listing> known = self->listed(entry.name);
    if (!known) {
      const expected<std::vector<device>> all = co_await self->backends.devices(entry.name);
      if (!all) {
        row& none = *now->all.emplace_back(std::make_unique<row>(entry.name));
        none.facts.plugin = entry.plugin;
        cannot_be_asked(none.facts, all.error());
        co_return;
      }
      known = self->remember(entry, *all);
    }
    const std::uint64_t age_ns = self->world_.monotonic_ns() - known->seen_ns;
    for (std::size_t i = 0; i < known->names.size(); ++i) {
      row& one = *now->all.emplace_back(std::make_unique<row>(known->names[i]));
      one.facts.plugin = entry.plugin;
      self->recall(one);
      if (one.known == row::knowledge::all || age_ns > sketches_ns) continue;
      one.facts.device = known->sketches[i], one.known = row::knowledge::sketch;
      one.facts.age = std::chrono::nanoseconds(age_ns), one.facts.known = candidate::knowledge::device;
    }
  }

  class listing {
   public:
    std::vector<std::string> names;
    std::vector<device> sketches;
    std::uint64_t seen_ns = 0;
  };
  std::shared_ptr<const listing> listed(const std::string& entry) {
    const std::lock_guard lock(mutex_);
    const auto at = lists_.find(entry);
    if (at == lists_.end() || world_.monotonic_ns() - at->second->seen_ns > names_ns) return nullptr;
    return at->second;
  }
  std::shared_ptr<const listing> remember(const fleet_entry& entry, const std::vector<device>& all) {
    const auto l = std::make_shared<listing>();
    for (std::size_t i = 0; i < all.size(); ++i) l->names.push_back(backend_name(entry, all, i));
    l->sketches = all, l->seen_ns = world_.monotonic_ns();
    const std::lock_guard lock(mutex_);
    lists_[entry.name] = l;
    return l;
  }

  // By what is known of its device: whether something speaks against it.
  static asio::awaitable<bool> refused(std::shared_ptr<state> self, std::shared_ptr<call> now, candidate& facts) {
    expected<lowered_success> lowered = co_await estimate_apart(self->world_, now->program, facts.device);
    if (lowered)
      facts.success = std::move(lowered->success), facts.swaps = lowered->swaps;
    else
      facts.reasons = words_of(lowered.error());
    co_return !reasons_at_sight(facts, now->needs, now->wanted).empty();
  }

  static asio::awaitable<void> examine(std::shared_ptr<state> self, std::shared_ptr<call> now, row& one) {
    co_await asio::this_coro::throw_if_cancelled(false);
    candidate& facts = one.facts;
    if (!facts.reasons.empty()) co_return;
    if (one.known == row::knowledge::sketch && !reasons_at_sight(facts, now->needs, now->wanted).empty()) co_return;
    expected<backend> where = co_await self->backends.try_backend(facts.backend);
    if (!where) co_return cannot_be_asked(facts, where.error());
    if (one.known != row::knowledge::all) {
      expected<seen_device> seen = co_await self->cache.get(*where);
      if (!seen) co_return cannot_be_asked(facts, seen.error());
      describe(one, std::move(*seen));
    }
    if (const bool no = co_await refused(self, now, facts); no) co_return;
    const expected<void> fits = co_await where->validate(now->program, now->options);
    if (!fits) {
      facts.reasons = words_of(fits.error());
      co_return;
    }
    expected<cost_estimate> cost = co_await where->estimate(now->program, now->options);
    if (cost)
      facts.cost = std::move(*cost);
    else if (cost.error().code() == errc::invalid_argument)
      facts.reasons = words_of(cost.error());
    else if (cost.error().code() == errc::unauthenticated || cost.error().code() == errc::permission_denied)
      cannot_be_asked(facts, cost.error());  // nor would it run anything
    else
      facts.notes.push_back("it could not be asked what it costs: " + cost.error().message());
    if (facts.reasons.empty()) facts.known = candidate::knowledge::all;
  }

  static void cannot_be_asked(candidate& facts, const error& why) {
    facts.reasons.push_back("cannot be asked: " + why.message());
  }

  world& world_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const listing>> lists_;
};

selector::selector(runtime& rt, fleet backends, device_cache_options o)
    : state_(std::make_shared<state>(rt, std::move(backends), o)) {}

const device_cache& selector::cache() const noexcept { return state_->cache; }

namespace {

// In a coroutine of its own, which may change its cancellation state.
asio::awaitable<expected<selection>> apart(asio::awaitable<expected<selection>> body) {
  const asio::any_io_executor where = asio::make_strand(co_await asio::this_coro::executor);
  co_return co_await asio::co_spawn(where, std::move(body), asio::use_awaitable);
}

}  // namespace

asio::awaitable<expected<selection>> selector::select(circuit c, selection_request r) const {
  return apart(state::run(state_, std::move(c), std::move(r)));
}

}  // namespace ketway
