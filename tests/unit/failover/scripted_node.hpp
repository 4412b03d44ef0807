#pragma once
// Backends made of functions in a simulated world: what each answers and how long that takes is the test's.

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "../stop_signals.hpp"
#include "execute/convert.hpp"
#include "ketway/backend_node.hpp"
#include "ketway/compose.hpp"
#include "ketway/runtime.hpp"
#include "ketway/sleep.hpp"
#include "runtime/runtime_impl.hpp"

namespace ketway::tests {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace): durations are all over the tests

inline result result_of(const std::string& backend) {
  auto d = std::make_shared<result::data>();
  d->backend = backend;
  return result(d);
}

/// Refused before anything ran, and not to be asked again.
inline error refusal(errc code = errc::invalid_argument) {
  return std::move(error(code, "it does not fit").billed(billing::not_billed));
}
/// It is down; nothing ran.
inline error outage() {
  return std::move(error(errc::unavailable, "it is down").billed(billing::not_billed).http_status(503));
}
inline error no_connection() { return std::move(error(errc::unavailable, "no connection").unreachable(true)); }
inline error lost_answer() {
  return std::move(error(errc::unavailable, "the answer was lost").maybe_executed(true).job_uri("ketway:x/1"));
}

class scripted_node final : public backend_node {
 public:
  using answer = std::function<expected<result>(int call)>;
  scripted_node(runtime& rt, std::string n, bool free = true) : home_(rt.implementation()), name_(std::move(n)) {
    facts.id = name_, facts.free = free, facts.simulator = free;
    says = [this](int) { return expected<result>(result_of(name_)); };
  }

  answer says;                               ///< of the n-th call, from 0
  std::optional<cost_estimate> price;        ///< none: it does not say
  std::chrono::nanoseconds takes{0};         ///< a call; it ends before when it is cancelled
  std::function<error(error)> when_stopped;  ///< what a cancelled call answers, of a plain `cancelled`
  ketway::device facts;
  int calls = 0, cancels = 0, validations = 0, refreshes = 0;
  std::shared_ptr<std::pair<int, int>> at_once =
      std::make_shared<std::pair<int, int>>();  ///< of the scene: now, at most
  std::vector<std::size_t> batches;             ///< their sizes
  std::vector<std::optional<std::chrono::nanoseconds>> deadlines;

  const std::string& name() const noexcept override { return name_; }
  ketway::device device() const override { return facts; }
  std::shared_ptr<runtime::impl> home() const override { return home_; }
  boost::asio::awaitable<expected<ketway::device>> refresh() override { return refresh_of(this); }
  boost::asio::awaitable<result> execute(circuit c, execute_options o) override {
    return execute_of(this, std::move(c), std::move(o));
  }
  boost::asio::awaitable<expected<result>> try_execute(circuit, execute_options o) override {
    return run(this, std::move(o));
  }
  boost::asio::awaitable<std::vector<expected<result>>> execute_batch(std::vector<circuit> all,
                                                                      execute_options o) override {
    return many(this, all.size(), std::move(o));
  }
  boost::asio::awaitable<std::vector<expected<result>>> sweep(circuit, parameter_table table,
                                                              execute_options o) override {
    return many(this, table.rows().size(), std::move(o));
  }
  boost::asio::awaitable<expected<job>> submit(circuit, execute_options o) override {
    return submit_of(this, std::move(o));
  }
  boost::asio::awaitable<expected<void>> validate(circuit, execute_options) override { return validate_of(this); }
  boost::asio::awaitable<expected<cost_estimate>> estimate(circuit, execute_options) override {
    return estimate_of(this);
  }

 private:
  // The nodes outlive every call of a test.
  static boost::asio::awaitable<expected<result>> run(scripted_node* self, execute_options o) {
    self->deadlines.push_back(o.deadline());
    const int n = self->calls++;
    self->at_once->second = std::max(self->at_once->second, ++self->at_once->first);
    const std::shared_ptr<void> leaves(nullptr, [all = self->at_once](void*) { --all->first; });
    if (self->takes.count() > 0) {
      const auto now = self->home_->world().monotonic_ns();
      auto length = self->takes;
      const bool late = o.deadline() && *o.deadline() < length;
      if (late) length = *o.deadline();
      const bool in_time = co_await sleep_until(self->home_, now + static_cast<std::uint64_t>(length.count()));
      if (!in_time || late) {
        ++self->cancels;
        error e(in_time ? errc::deadline_exceeded : errc::cancelled, "stopped");
        e.backend(self->name_);
        if (self->when_stopped) e = self->when_stopped(std::move(e));
        co_return e;
      }
    }
    auto r = self->says(n);
    if (!r) r.error().backend(self->name_);
    co_return r;
  }
  static boost::asio::awaitable<result> execute_of(scripted_node* self, circuit, execute_options o) {
    auto r = co_await run(self, std::move(o));
    co_return std::move(r).value();
  }
  static boost::asio::awaitable<expected<job>> submit_of(scripted_node* self, execute_options o) {
    auto r = co_await run(self, std::move(o));
    if (!r) co_return std::move(r.error());
    co_return job();
  }
  static boost::asio::awaitable<std::vector<expected<result>>> many(scripted_node* self, std::size_t n,
                                                                    execute_options) {
    self->batches.push_back(n);
    std::vector<expected<result>> all;
    for (std::size_t i = 0; i < n; ++i) {
      all.push_back(self->says(self->calls++));
      if (!all.back()) all.back().error().backend(self->name_);
    }
    co_return all;
  }
  static boost::asio::awaitable<expected<void>> validate_of(scripted_node* self) {
    ++self->validations;
    auto r = self->says(0);
    if (r) co_return expected<void>();
    co_return std::move(r.error().backend(self->name_));
  }
  static boost::asio::awaitable<expected<cost_estimate>> estimate_of(scripted_node* self) {
    if (self->price) co_return *self->price;
    co_return std::move(error(errc::unimplemented, "says no price").backend(self->name_));
  }
  static boost::asio::awaitable<expected<ketway::device>> refresh_of(scripted_node* self) {
    ++self->refreshes;
    auto r = self->says(0);
    if (r) co_return self->facts;
    co_return std::move(r.error().backend(self->name_));
  }

  const std::shared_ptr<runtime::impl> home_;
  const std::string name_;
};

/// A simulated world with a few backends.
class scene {
 public:
  explicit scene(std::uint64_t seed = 7)
      : world(make_simulated_world(seed)), rt(std::in_place, *world, settings().level(log_level::off)) {}
  scene(const scene&) = delete;
  scene& operator=(const scene&) = delete;
  ~scene() {
    world->run_for(1h);
    nodes.clear();
    rt.reset();
    world->run_ready();
  }

  scripted_node& node(const std::string& name, bool free = true) {
    auto& place = nodes[name];
    if (place) return *place;
    place = std::make_shared<scripted_node>(*rt, name, free);
    place->at_once = at_once;
    return *place;
  }
  backend of(const std::string& name) {
    node(name);
    return backend(nodes[name]);
  }
  std::vector<backend> list(const std::vector<std::string>& names) {
    std::vector<backend> all;
    for (const auto& n : names) all.push_back(of(n));
    return all;
  }
  /// Its outcome, once virtual time has gone by; none: it has not ended.
  template <class T>
  std::optional<T> finish(boost::asio::awaitable<T> what, std::chrono::nanoseconds within = 1h) {
    auto outcome = begin(std::move(what));
    world->run_for(within);
    return std::move(*outcome);
  }
  template <class T>
  std::shared_ptr<std::optional<T>> begin(boost::asio::awaitable<T> what) {
    auto outcome = std::make_shared<std::optional<T>>();
    auto ended = [outcome, w = world.get(), this](const std::exception_ptr& thrown, T value) {
      EXPECT_FALSE(thrown);
      left_running = at_once->first;
      ended_at = w->monotonic_ns();
      outcome->emplace(std::move(value));
    };
    boost::asio::co_spawn(rt->get_executor(), std::move(what),
                          boost::asio::bind_cancellation_slot(stop.slot(), std::move(ended)));
    world->run_ready();
    return outcome;
  }
  expected<result> execute(const backend& b, execute_options o = {}) {
    auto r = finish(b.try_execute(circuit(1, 1), std::move(o)));
    EXPECT_TRUE(r.has_value()) << "it has not ended";
    return r ? std::move(*r) : expected<result>();
  }
  std::chrono::nanoseconds since(std::uint64_t began) const {
    return std::chrono::nanoseconds(static_cast<std::int64_t>(ended_at - began));
  }

  std::unique_ptr<simulated_world> world;
  std::optional<runtime> rt;
  std::map<std::string, std::shared_ptr<scripted_node>> nodes;
  stop_signals stop;
  std::uint64_t ended_at = 0;
  int left_running = 0;                                                                    ///< when it ended
  std::shared_ptr<std::pair<int, int>> at_once = std::make_shared<std::pair<int, int>>();  ///< calls: now, at most
};

inline std::string steps_of(const decision_log& log) {
  std::string text;
  for (const decision& d : log) text += (text.empty() ? "" : " ") + std::string(to_string(d.what)) + ":" + d.backend;
  return text;
}

}  // namespace ketway::tests
