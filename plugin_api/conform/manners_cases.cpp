// KWR-07 the queue is kept short, KWR-08 it is kept to, KWR-12 older hosts, KWR-13 what was taken is given back, KWR-15
// secrets stay out of sight.
#include <malloc.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <regex>

#include "conform/json.hpp"
#include "conform/trial.hpp"

#if defined(__SANITIZE_ADDRESS__)
#define KW_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KW_ADDRESS_SANITIZER 1
#endif
#endif
#if defined(__SANITIZE_THREAD__)
#define KW_THREAD_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define KW_THREAD_SANITIZER 1
#endif
#endif
#ifdef KW_ADDRESS_SANITIZER
#include <sanitizer/lsan_interface.h>
#endif

namespace ketway::conform {
namespace {

constexpr std::uint64_t shots = 100;

/// Every verb once, and a job to its end. Failing verbs are no matter here.
void use(trial& t, account& a, circuit (*program)(const trial&, const device_copy&), std::uint64_t flags = 0) {
  const auto d = t.device(a);
  a.run(a.start_device(d.id));
  work w(d, {program(t, d)}, shots);
  if (!w.speaks()) throw skip("the device takes none of kw.circuit/1, openqasm2, openqasm3");
  w.submission.flags = flags;
  a.run(a.start_validate(w));
  a.run(a.start_estimate(w));
  const reply s = a.run(a.start_submit(w));
  if (!s.ok()) return;
  const job_copy job = a.settle(*s.job);
  a.run(a.start_poll_many({job.id}));
  a.run(a.start_find(w.token, d.id));
  a.run(a.start_fetch(job.id, job.memo));
  a.run(a.start_cancel(job.id));
}

circuit small(const trial& t, const device_copy& d) { return t.plain(d); }

/// Enough to keep a simulator busy for a while.
circuit large(const trial& t, const device_copy& d) {
  if ((d.flags & KW_DEVICE_SIMULATOR) == 0) return t.plain(d);
  const std::uint32_t n = std::min(d.num_qubits, 16u);
  circuit c(n, n);
  const dialect gates(d);
  for (int layer = 0; layer < 60; ++layer)
    for (std::uint32_t q = 0; q < n; ++q)
      if (!gates.superpose(c, q) && !gates.flip(c, q)) return t.plain(d);
  for (std::uint32_t q = 0; q < n; ++q) c.measure(q, q);
  return c;
}

void short_calls(trial& t) {
  auto options = t.options();
  options.threads = 1;  // offloaded work is nobody's time
  for (const std::uint64_t flags : {std::uint64_t{0}, std::uint64_t{KW_SUBMIT_INLINE}}) {
    const auto a = t.open(options);
    use(t, *a, &large, flags);
    require(a->close(), "it does not come to an end after stop");
    for (const auto& [what, time] : a->host().times()) {
      const double worst = std::max(time.cpu_seconds, time.asleep_seconds);
      char text[120];
      std::snprintf(text, sizeof text, "%s kept the queue for %.0f ms%s", what.c_str(), 1e3 * worst,
                    time.asleep_seconds > time.cpu_seconds ? ", asleep" : "");
      require(worst < 0.2, text);
      if (worst > 0.02) t.remark(std::string("warning: ") + text);
    }
  }
}

void own_queue(trial& t) {
  for (const unsigned threads : {0u, 2u}) {
    auto options = t.options();
    options.threads = threads;
    const auto a = t.open(options);
    use(t, *a, &large);
    require(a->close(), "it does not come to an end after stop");
    for (const auto& c : a->host().complaints())
      if (c.rule == 8) throw failure(c.text);
  }
}

void older_host(trial& t, bool null_slots) {
  const std::array<std::pair<std::size_t, const char*>, 10> ends{{{offsetof(kw_host_vt, extension), "extension"},
                                                                  {offsetof(kw_host_vt, workers), "workers"},
                                                                  {offsetof(kw_host_vt, random), "random"},
                                                                  {offsetof(kw_host_vt, connect), "connect"},
                                                                  {offsetof(kw_host_vt, secret), "secret"},
                                                                  {offsetof(kw_host_vt, offload), "offload"},
                                                                  {offsetof(kw_host_vt, http), "http"},
                                                                  {offsetof(kw_host_vt, sleep), "sleep"},
                                                                  {offsetof(kw_host_vt, post), "post"},
                                                                  {offsetof(kw_host_vt, log), "log"}}};
  for (const auto& [size, first] : ends) {
    t.at(std::string("a host without ") + first + " and what follows it");
    auto options = t.options();
    options.table_size = static_cast<std::uint32_t>(size), options.null_slots = null_slots;
    std::unique_ptr<account> a;
    try {
      a = t.open(options);
    } catch (const failure&) {  // a plugin may need a newer host, if it says so instead of crashing
      continue;
    }
    const reply listed = a->run(a->start_devices());
    if (listed.ok() && !listed.devices.empty()) use(t, *a, &small);
    a->close();
  }
}
void shorter_table(trial& t) { older_host(t, false); }
void null_slots(trial& t) { older_host(t, true); }

void gives_back(trial& t) {
  const auto a = t.open();
  use(t, *a, &large);
  require(a->close(), "it still waits for the host a million events after stop");
  require(a->host().pending() == 0, "host operations had not completed at destroy");
  require(a->host().unreleased() == 0, std::to_string(a->host().unreleased()) + " host operations were never released");
  for (const auto& c : a->host().complaints())
    if (c.rule == 13) throw failure(c.text);
}

void ends_while_working(trial& t) {
  for (const unsigned threads : {0u, 2u}) {
    auto options = t.options();
    options.threads = threads;
    const auto a = t.open(options);
    const auto d = t.device(*a);
    const work w(d, {large(t, d)}, shots);
    if (!w.speaks()) throw skip("the device takes none of kw.circuit/1, openqasm2, openqasm3");
    const reply s = a->answer_of(a->start_submit(w));
    require(a->close(), "it still waits for the host a million events after stop");
    require(a->host().pending() == 0 && a->host().unreleased() == 0, "host operations were left behind at destroy");
    if (!s.ok() && a->host().asked_for_transport()) throw skip("needs the emulated transport");
  }
}

void cycle(trial& t) {
  const auto a = t.open();
  use(t, *a, &small);
  a->close();
}

/// Memory in use must not grow with every account. The first batches fill what is kept for good.
void no_leak(trial& t) {
#ifdef KW_ADDRESS_SANITIZER
  for (int i = 0; i < 8; ++i) cycle(t);
  require(__lsan_do_recoverable_leak_check() == 0, "memory leaked: see the report of the sanitizer");
#elif defined(KW_THREAD_SANITIZER)
  cycle(t);
  throw skip("the thread sanitizer's allocator does not say what is in use");
#else
  const auto start = std::chrono::steady_clock::now();
  cycle(t);
  const std::chrono::duration<double> one = std::chrono::steady_clock::now() - start;
  constexpr std::size_t batches = 10, watched = 4;
  const std::size_t cycles = std::clamp<std::size_t>(static_cast<std::size_t>(1 / one.count()), 4, 64);
  std::array<std::size_t, batches + 1> used{};
  for (std::size_t b = 1; b <= batches; ++b) {
    for (std::size_t i = 0; i < cycles; ++i) cycle(t);
    used[b] = mallinfo2().uordblks;
  }
  // Caches of the allocator's own settle; a leak is in every batch, and no block has less than 24 bytes.
  bool grows = true;
  for (std::size_t b = batches; b > batches - watched; --b) grows &= used[b] >= used[b - 1] + 24 * cycles;
  require(!grows, "memory grows by " + std::to_string((used[batches] - used[batches - 1]) / cycles) +
                      " bytes with every account");
#endif
}

/// Keys of the configuration whose value is a secret by what the schema or their name says.
std::vector<std::string> secret_keys(trial& t) {
  std::vector<std::string> keys;
  defects wrong;
  const auto schema = json::parse(copy(whole(t.plugin(), "kw_plugin", wrong).config_schema, "config_schema", wrong));
  const json* properties = schema ? schema->find("properties") : nullptr;
  if (!properties) return keys;
  const std::regex name("(.*[_-])?(token|secret|password|key|credential)s?", std::regex::icase);
  for (std::size_t i = 0; i < properties->keys.size(); ++i) {
    const json& p = properties->items[i];
    const json *write_only = p.find("writeOnly"), *format = p.find("format");
    if ((write_only && write_only->text == "true") || (format && format->text == "password") ||
        std::regex_match(properties->keys[i], name))
      keys.push_back(properties->keys[i]);
  }
  return keys;
}

void no_secret(trial& t) {
  const auto keys = secret_keys(t);
  if (keys.empty()) throw skip("the config schema names no secret");
  const std::string canary = "kw-canary-5f1c77d2";
  subject planted = t.what();
  for (const auto& key : keys) planted.config = with_member(planted.config, key, in_quotes(canary));
  std::vector<std::string> seen;
  trial other(planted, [](const std::string&) {});
  std::unique_ptr<account> a;
  try {
    a = other.open();
  } catch (const failure& refused) {
    seen.emplace_back(refused.what());
  }
  if (a) {
    for (const auto& key : keys) a->host().secrets[key] = canary;
    const reply d = a->run(a->start_devices());
    seen.push_back(d.words());
    for (const auto& one : d.devices) seen.insert(seen.end(), {one.detail, one.name, one.status_text});
    if (d.ok() && !d.devices.empty()) {
      const auto device = other.device(*a);
      const work w(device, {t.plain(device)}, shots);
      const reply s = a->run(a->start_submit(w));
      seen.push_back(s.words());
      if (s.job) seen.insert(seen.end(), {s.job->id, s.job->memo, s.job->provider_state});
    }
    seen.push_back(a->run(a->start_poll("no-such-job")).words());
    for (const auto& line : a->host().log_lines()) seen.push_back(line);
  }
  for (const auto& text : seen)
    require(text.find(canary) == std::string::npos, "a secret of the configuration stands in: " + text);
}

}  // namespace

void add_manners_cases(cases& to) {
  to.emplace_back(7, "short-calls", &short_calls);
  to.emplace_back(8, "own-queue", &own_queue);
  to.emplace_back(12, "shorter-host-table", &shorter_table);
  to.emplace_back(12, "null-host-slots", &null_slots);
  to.emplace_back(13, "gives-back", &gives_back);
  to.emplace_back(13, "ends-while-working", &ends_while_working);
  to.emplace_back(13, "no-leak", &no_leak);
  to.emplace_back(15, "no-secret", &no_secret);
}

}  // namespace ketway::conform
