// A backend that answers from a cache what it has answered before.
#include <algorithm>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>
#include <nlohmann/json.hpp>

#include "cache/result_cache_state.hpp"
#include "ketway/backend_node.hpp"
#include "runtime/caller_wait.hpp"

namespace ketway {
namespace {

namespace asio = boost::asio;
using results_type = std::vector<expected<result>>;
using cache_state = std::shared_ptr<result_cache::state>;

constexpr std::size_t most_results = 1024;  // of one call: each is a file

/// What the disk says, on a thread for computing.
template <class T>
asio::awaitable<expected<T>> ask(cache_state cache, std::function<expected<T>()> question) {
  auto start = [cache, question = std::move(question)](typename caller_wait<expected<T>>::answer answer) {
    const runtime::impl::passage open(cache->rt());
    if (open) cache->rt().world().compute([question, answer = std::move(answer)] { answer(question()); });
  };
  return caller_wait<expected<T>>::begin(std::move(start));
}

class found {
 public:
  found() = default;
  std::string key;
  std::vector<std::shared_ptr<result::data>> results;  // empty: not there
};

asio::awaitable<expected<found>> look_up(cache_state cache, std::shared_ptr<const cacheable_call> call) {
  std::function<expected<found>()> question = [cache, call]() -> expected<found> {
    auto key = key_of(*call);
    if (!key) return std::move(key.error());
    found f;
    f.results = cache->find(*key, call->size()), f.key = std::move(*key);
    return f;
  };
  return ask<found>(std::move(cache), std::move(question));
}

asio::awaitable<expected<bool>> keep(cache_state cache, std::string key, std::shared_ptr<const results_type> all) {
  std::function<expected<bool>()> question = [cache, key = std::move(key), all]() -> expected<bool> {
    cache->keep(key, *all);
    return true;
  };
  return ask<bool>(std::move(cache), std::move(question));
}

std::string marked(const std::string& metadata) {
  auto all = nlohmann::ordered_json::parse(metadata, nullptr, false);
  if (!all.is_object()) all = nlohmann::ordered_json::object();
  all["cached"] = true;
  return all.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

results_type as_results(std::vector<std::shared_ptr<result::data>> all, const std::string& backend,
                        std::chrono::nanoseconds took) {
  results_type results;
  for (auto& d : all) {
    d->backend = backend;
    d->timing = timing(), d->timing.total = took;
    d->notices.emplace_back("from the result cache: the circuit was not run again");
    d->metadata = marked(d->metadata);
    results.emplace_back(result(std::move(d)));
  }
  return results;
}

bool is_set(const asio::cancellation_state& s) { return s.cancelled() != asio::cancellation_type::none; }

/// The call as it goes to the backend itself.
asio::awaitable<results_type> run(backend inner, std::shared_ptr<const cacheable_call> call, execute_options o) {
  if (call->table) co_return co_await inner.sweep(call->circuits.front(), *call->table, std::move(o));
  if (call->batch) co_return co_await inner.execute_batch(call->circuits, std::move(o));
  results_type one;
  one.push_back(co_await inner.try_execute(call->circuits.front(), std::move(o)));
  co_return one;
}

error stopped(const backend& inner) {
  error e(errc::cancelled, "cancelled by the caller");
  return std::move(e.backend(inner.name()).billed(billing::not_billed));
}

/// One entry a circuit or row, from the cache where all are there, else from the backend, and then kept.
asio::awaitable<results_type> answer(backend inner, cache_state cache, std::shared_ptr<const cacheable_call> call) {
  const ketway::world& world = cache->rt().world();
  const std::uint64_t begun_ns = world.monotonic_ns();
  const bool was_stopped = is_set(co_await asio::this_coro::cancellation_state);
  auto f = co_await look_up(cache, call);
  const std::chrono::nanoseconds took(world.monotonic_ns() - begun_ns);
  if (f && !f->results.empty()) co_return as_results(std::move(f->results), inner.name(), took);
  if (!was_stopped && is_set(co_await asio::this_coro::cancellation_state))
    co_return results_type(call->size(), stopped(inner));
  execute_options left = call->options;
  if (const auto limit = left.deadline()) left.deadline(std::max(*limit - took, std::chrono::nanoseconds(1)));
  const auto all = std::make_shared<results_type>(co_await run(inner, call, std::move(left)));
  const bool is_stopped = is_set(co_await asio::this_coro::cancellation_state);
  const bool any = std::any_of(all->begin(), all->end(), [](const auto& r) { return r.has_value(); });
  if (f && any && !is_stopped) (void)co_await keep(cache, std::move(f->key), all);
  co_return std::move(*all);
}

asio::awaitable<expected<result>> answer_one(backend inner, cache_state cache,
                                             std::shared_ptr<const cacheable_call> call) {
  auto all = co_await answer(std::move(inner), std::move(cache), std::move(call));
  co_return std::move(all.front());
}

asio::awaitable<result> answer_or_throw(backend inner, cache_state cache, std::shared_ptr<const cacheable_call> call) {
  auto one = co_await answer_one(std::move(inner), std::move(cache), std::move(call));
  co_return std::move(one).value();
}

class cached_backend final : public backend_node {
 public:
  cached_backend(backend inner, cache_state cache, std::string origin)
      : inner_(std::move(inner)), cache_(std::move(cache)), origin_(std::move(origin)) {}

  const std::string& name() const noexcept override { return inner_.name(); }
  ketway::device device() const override { return inner_.device(); }
  std::shared_ptr<runtime::impl> home() const override { return inner_.node()->home(); }
  expected<job> adopt(const job_record& r) override { return inner_.adopt(r); }
  asio::awaitable<expected<cost_estimate>> estimate(circuit c, execute_options o) override {
    return inner_.estimate(std::move(c), std::move(o));
  }
  asio::awaitable<expected<ketway::device>> refresh() override { return inner_.refresh(); }
  asio::awaitable<expected<job>> submit(circuit c, execute_options o) override {
    return inner_.try_submit(std::move(c), std::move(o));
  }
  asio::awaitable<expected<void>> validate(circuit c, execute_options o) override {
    return inner_.validate(std::move(c), std::move(o));
  }
  asio::awaitable<expected<ketway::session>> session(session_options o) override { return inner_.try_session(o); }
  expected<ketway::session> join_session(const std::string& id) override {
    try {
      return inner_.join_session(id);
    } catch (const exception& e) {
      return e.error();
    }
  }

  asio::awaitable<result> execute(circuit c, execute_options o) override {
    if (const auto call = cacheable({c}, {}, false, o)) return answer_or_throw(inner_, cache_, call);
    return inner_.execute(std::move(c), std::move(o));
  }
  asio::awaitable<expected<result>> try_execute(circuit c, execute_options o) override {
    if (const auto call = cacheable({c}, {}, false, o)) return answer_one(inner_, cache_, call);
    return inner_.try_execute(std::move(c), std::move(o));
  }
  asio::awaitable<results_type> execute_batch(std::vector<circuit> all, execute_options o) override {
    if (const auto call = cacheable(all, {}, true, o)) return answer(inner_, cache_, call);
    return inner_.execute_batch(std::move(all), std::move(o));
  }
  asio::awaitable<results_type> sweep(circuit c, parameter_table table, execute_options o) override {
    if (const auto call = cacheable({c}, table, true, o)) return answer(inner_, cache_, call);
    return inner_.sweep(std::move(c), std::move(table), std::move(o));
  }

 private:
  /// Null: this one goes past the cache.
  std::shared_ptr<const cacheable_call> cacheable(std::vector<circuit> circuits, std::optional<parameter_table> table,
                                                  bool batch, const execute_options& o) const {
    auto call = std::make_shared<cacheable_call>();
    call->device = inner_.device();
    if (origin_.empty() || cache_->options().folder().empty() || !repeats_itself(call->device, o)) return nullptr;
    call->origin = origin_, call->circuits = std::move(circuits), call->table = std::move(table);
    call->batch = batch, call->options = o;
    return call->size() > 0 && call->size() <= most_results ? call : nullptr;
  }

  const backend inner_;
  const cache_state cache_;
  const std::string origin_;
};

}  // namespace

backend cached(backend where, result_cache cache, std::string origin) {
  return backend(std::make_shared<cached_backend>(std::move(where), cache.implementation(), std::move(origin)));
}

}  // namespace ketway
