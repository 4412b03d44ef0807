#pragma once
// A plugin that breaks one rule at a time, chosen by its configuration: {"mode": "...", "verb": "submit", ...}. Written
// against ketway/plugin.h alone, as the kit would not let it. The modes are listed in ../modes.md.

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "../fixed_results.hpp"
#include "../observed.hpp"

namespace ketway::tests::unruly {

extern call_counts counts;

/// A healthy answer, computed before it is given, so that it can be given late, twice or on another thread.
using answer = std::function<void(kw_done)>;

class operation;

class backend : public kw_backend {
 public:
  backend(kw_host* h, std::string_view config)
      : kw_backend{},
        host(h),
        mode(setting(config, "mode", "ok")),
        verb(setting(config, "verb", "submit")),
        milliseconds(number(config, "ms", 50)),
        code(static_cast<std::uint32_t>(number(config, "code", KW_UNAVAILABLE))),
        flags(static_cast<std::uint32_t>(number(config, "flags", 0))),
        retry_after_ns(number(config, "retry_after_ns", 0)),
        times(number(config, "times", UINT64_MAX)) {}

  /// Whether this call is one that misbehaves as `name` says; counts down `times`.
  bool misbehaves(std::string_view called, std::string_view name) {
    return mode == name && verb == called && times > 0 && times-- > 0;
  }
  bool has(std::string_view name) const { return mode == name; }

  kw_host* host;
  std::string mode, verb;
  std::uint64_t milliseconds;
  std::uint32_t code, flags;
  std::uint64_t retry_after_ns, times;
  std::uint64_t jobs = 0;
  int polled(const std::string& id) {
    const std::lock_guard lock(mutex_);
    return ++polls_[id];
  }
  std::vector<operation*> late;  ///< cancelled, and answered when the next call comes
  std::atomic<bool> busy = false;

 private:
  std::mutex mutex_;  // some modes answer on threads
  std::map<std::string, int> polls_;
};

void succeed(kw_done done, const void* result);
void fail(kw_done done, std::uint32_t code, std::string_view message, std::uint32_t flags = 0,
          std::uint64_t retry_after_ns = 0);

/// Answers `done` as the backend's mode says for this verb: protocol.cpp.
kw_op* perform(backend& b, std::string_view verb, kw_done done, answer honest);

/// Descriptors that are wrong in one way: values.cpp. Each calls `give` with what it made.
void with_devices(const backend& b, const std::function<void(const kw_devices*)>& give);
void with_job(backend& b, std::string_view verb, const std::string& id, std::uint32_t state,
              const std::function<void(const kw_job*)>& give);
void with_results(backend& b, const std::string& id, const std::function<void(const kw_results*)>& give);

}  // namespace ketway::tests::unruly
