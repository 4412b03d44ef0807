#pragma once
// A plugin made of functions: a test says what each verb does, well-behaved or not. Linked into the test, so that no file
// is loaded. And the world around it: virtual time, one thread.

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ketway/plugin.hpp"
#include "ketway/plugin_host.hpp"

namespace ketway::tests {

namespace p = ketway::plugin;

/// An operation that does nothing by itself: the test keeps `done` and calls it when it likes.
struct held_operation : kw_op {
  static const kw_op_vt table;
  explicit held_operation(kw_done d) : kw_op{&table}, done(d) {}
  kw_done done;
  int cancels = 0;
  bool released = false;
  std::function<void()> on_cancel;
};
inline const kw_op_vt held_operation::table = {sizeof(kw_op_vt), 0,
                                               [](kw_op* o) {
                                                 auto& h = static_cast<held_operation&>(*o);
                                                 ++h.cancels;
                                                 if (h.on_cancel) h.on_cancel();
                                               },
                                               [](kw_op* o) { static_cast<held_operation&>(*o).released = true; }};

/// What the test's plugin does and has seen. One per test; outlives the runtime.
struct script {
  std::function<kw_op*(kw_host*, const kw_submission*, kw_done)> submit, estimate;
  std::function<kw_op*(kw_host*, const kw_job_ref*, kw_done)> poll, fetch, cancel, find;
  std::function<kw_op*(kw_host*, const kw_job_refs*, kw_done)> poll_many;
  std::function<void(kw_device&)> device;
  std::function<const void*(std::string)> extension;
  std::function<kw_backend*()> open;
  std::function<void()> gone;  // after `destroy`, whose memory is not touched any more
  std::vector<std::unique_ptr<held_operation>> held;
  std::string config_schema, options_schema;
  kw_host* host = nullptr;
  int opened = 0, destroyed = 0, stopped = 0, submits = 0, polls = 0, cancels = 0, finds = 0;
  std::uint32_t find_kind = KW_FIND_NONE;
  std::uint64_t find_settle_ns = 0;

  /// Keeps `d` for later.
  held_operation* hold(kw_done d) { return held.emplace_back(std::make_unique<held_operation>(d)).get(); }
  /// Completes inside the call.
  kw_op* answer(kw_done d, const kw_job& j) {
    auto* op = hold(d);
    const auto ok = p::sized<kw_status>();
    d.call(d.ctx, &ok, &j);
    return op;
  }
  kw_op* fail(kw_done d, std::uint32_t code, const char* message, std::uint32_t flags = 0) {
    auto* op = hold(d);
    auto s = p::sized<kw_status>();
    s.code = code, s.flags = flags, s.message = p::str(message);
    d.call(d.ctx, &s, nullptr);
    return op;
  }
};

/// A finished job with one key that has every shot.
class one_key_job {
 public:
  explicit one_key_job(std::uint64_t shots, std::uint32_t bits = 2) : count_(shots), keys_((bits + 7) / 8, 0) {
    part_.kind = KW_RESULT_COUNTS, part_.num_bits = bits, part_.rows = 1, part_.shots = shots;
    part_.keys = keys_.data(), part_.counts = &count_;
    results_.count = 1, results_.items = items_;
    job_.state = KW_JOB_DONE, job_.id = p::str("job-1"), job_.results = &results_;
    job_.cost = std::numeric_limits<double>::quiet_NaN(), job_.queue_position = UINT32_MAX;
  }
  one_key_job(const one_key_job&) = delete;
  one_key_job& operator=(const one_key_job&) = delete;
  kw_job& job() { return job_; }
  kw_result& part() { return part_; }
  kw_results& results() { return results_; }
  std::vector<std::uint8_t>& keys() { return keys_; }

 private:
  std::uint64_t count_;
  std::vector<std::uint8_t> keys_;
  kw_result part_ = p::sized<kw_result>();
  const kw_result* items_[1] = {&part_};
  kw_results results_ = p::sized<kw_results>();
  kw_job job_ = p::sized<kw_job>();
};

inline kw_job job_in(std::uint32_t state, const char* id = "job-1") {
  auto j = p::sized<kw_job>();
  j.state = state, j.id = p::str(id), j.queue_position = UINT32_MAX, j.cost = std::numeric_limits<double>::quiet_NaN();
  return j;
}

struct scripted_backend : kw_backend {
  static const kw_backend_vt table;
  explicit scripted_backend(script& s) : kw_backend{&table}, of(s) {}
  script& of;
  static script& self(kw_backend* b) { return static_cast<scripted_backend*>(b)->of; }
};
inline const kw_backend_vt scripted_backend::table = {
    sizeof(kw_backend_vt),
    0,
    [](kw_backend* b, kw_done d) -> kw_op* {
      script& s = scripted_backend::self(b);
      auto device = p::sized<kw_device>();
      const kw_str format = p::str("kw.circuit/1");
      device.id = device.name = p::str("scripted"), device.num_qubits = 8, device.max_shots = UINT64_MAX;
      device.max_programs = 1, device.formats = &format, device.num_formats = 1;
      device.flags = KW_DEVICE_MID_CIRCUIT | KW_DEVICE_CONDITIONS | KW_DEVICE_SIMULATOR | KW_DEVICE_EXACT |
                     KW_DEVICE_MEMORY | KW_DEVICE_STATEVECTOR;
      device.queue_length = UINT32_MAX, device.queue_wait_ns = UINT64_MAX;
      if (s.device) s.device(device);
      const kw_device* items[] = {&device};
      auto list = p::sized<kw_devices>();
      list.count = 1, list.items = items;
      auto* op = s.hold(d);
      const auto ok = p::sized<kw_status>();
      d.call(d.ctx, &ok, &list);
      return op;
    },
    nullptr,
    nullptr,
    [](kw_backend* b, const kw_submission* w, kw_done d) -> kw_op* {
      script& s = scripted_backend::self(b);
      if (!s.estimate) return s.fail(d, KW_UNIMPLEMENTED, "no estimate");
      return s.estimate(s.host, w, d);
    },
    [](kw_backend* b, const kw_submission* w, kw_done d) -> kw_op* {
      script& s = scripted_backend::self(b);
      ++s.submits;
      return s.submit(s.host, w, d);
    },
    [](kw_backend* b, const kw_job_ref* r, kw_done d) -> kw_op* {
      script& s = scripted_backend::self(b);
      ++s.finds;
      if (!s.find) return s.fail(d, KW_UNIMPLEMENTED, "no find");
      return s.find(s.host, r, d);
    },
    [](kw_backend* b, const kw_job_ref* r, kw_done d) -> kw_op* {
      script& s = scripted_backend::self(b);
      ++s.polls;
      if (!s.poll) return s.fail(d, KW_UNIMPLEMENTED, "no poll");
      return s.poll(s.host, r, d);
    },
    [](kw_backend* b, const kw_job_refs* r, kw_done d) -> kw_op* {
      script& s = scripted_backend::self(b);
      if (!s.poll_many) return s.fail(d, KW_UNIMPLEMENTED, "no poll_many");
      ++s.polls;
      return s.poll_many(s.host, r, d);
    },
    [](kw_backend* b, const kw_job_ref* r, kw_done d) -> kw_op* {
      script& s = scripted_backend::self(b);
      if (!s.fetch) return s.fail(d, KW_UNIMPLEMENTED, "no fetch");
      return s.fetch(s.host, r, d);
    },
    [](kw_backend* b, const kw_job_ref* r, kw_done d) -> kw_op* {
      script& s = scripted_backend::self(b);
      ++s.cancels;
      if (!s.cancel) return s.fail(d, KW_UNIMPLEMENTED, "no cancel");
      return s.cancel(s.host, r, d);
    },
    [](kw_backend* b, kw_str id) -> const void* {
      script& s = scripted_backend::self(b);
      return s.extension ? s.extension(p::text(id)) : nullptr;
    },
    [](kw_backend* b) {
      script& s = scripted_backend::self(b);
      ++s.destroyed;
      delete static_cast<scripted_backend*>(b);
      if (s.gone) s.gone();
    },
    [](kw_backend* b) { ++scripted_backend::self(b).stopped; }};

/// kw_plugin.open has no argument of ours, so the script of the running test stands here.
inline script*& current_script() {
  static script* s = nullptr;
  return s;
}

inline kw_backend* open_scripted(kw_host* host, kw_str, char*, std::uint64_t) {
  script& s = *current_script();
  ++s.opened;
  s.host = host;
  if (s.open) return s.open();
  return new scripted_backend(s);
}

/// Log lines, from any thread.
class log_lines {
 public:
  log_sink sink() {
    return [this](log_level, std::string_view source, std::string_view text) {
      const std::lock_guard lock(mutex_);
      lines_.push_back(std::string(source) + ": " + std::string(text));
    };
  }
  bool has(std::string_view part) {
    const std::lock_guard lock(mutex_);
    for (const auto& l : lines_)
      if (l.find(part) != std::string::npos) return true;
    return false;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> lines_;
};

/// A script in a simulated world.
class stage {
 public:
  explicit stage(journal_opener journal = nullptr)
      : world(make_simulated_world(7)),
        rt(std::in_place, *world, settings().level(log_level::trace).sink(log.sink()).journal(std::move(journal))) {
    current_script() = &plugin;
    facts_.id = p::str("scripted"), facts_.version = p::str("1"), facts_.open = &open_scripted;
  }
  stage(const stage&) = delete;
  stage& operator=(const stage&) = delete;
  ~stage() {
    // A runtime must not end before what is awaited on it.
    stop.emit(boost::asio::cancellation_type::terminal);
    world->run_for(std::chrono::seconds(30));
    device.reset(), account.reset();
    world->run_ready();
    rt.reset();
    world->run_ready();
  }

  void open() {
    facts_.config_schema = p::str(plugin.config_schema), facts_.options_schema = p::str(plugin.options_schema);
    facts_.find_kind = plugin.find_kind, facts_.find_settle_ns = plugin.find_settle_ns;
    account.emplace(open_account(*rt, &facts_, "scripted", config, rights).value());
    start(open_device());
    world->run_ready();
  }
  const kw_plugin& facts() const { return facts_; }

  void start(boost::asio::awaitable<void> what) {
    boost::asio::co_spawn(rt->get_executor(), std::move(what), boost::asio::detached);
  }
  /// Starts `execute`; what comes of it is in `outcome`.
  void execute(circuit c, execute_options o = {}) {
    boost::asio::co_spawn(rt->get_executor(), wait_for(std::move(c), std::move(o)),
                          boost::asio::bind_cancellation_slot(stop.slot(), boost::asio::detached));
    world->run_ready();
  }
  const error& failure() const { return outcome->error(); }

  static circuit bell() {
    circuit c(2, 2);
    c.h(0).cx(0, 1).measure(0, 0).measure(1, 1);
    return c;
  }

  account_rights rights;
  std::string config = "{}";
  log_lines log;
  script plugin;
  std::unique_ptr<simulated_world> world;
  std::optional<runtime> rt;
  std::optional<ketway::account> account;
  std::optional<backend> device;
  std::optional<expected<result>> outcome;
  boost::asio::cancellation_signal stop;

 private:
  boost::asio::awaitable<void> open_device() { device.emplace((co_await account->open("", "scripted")).value()); }
  boost::asio::awaitable<void> wait_for(circuit c, execute_options o) {
    auto r = co_await device->try_execute(std::move(c), std::move(o));
    outcome.emplace(std::move(r));
  }
  kw_plugin facts_ = p::sized<kw_plugin>();
};

}  // namespace ketway::tests
