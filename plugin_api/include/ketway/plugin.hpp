#pragma once
// What a plugin author includes: coroutines over the host's services, a fence that lets no exception across, and owning
// builders for the descriptors of ketway/plugin.h. C++20 standard library only. Everything here runs on the backend's
// queue (R4), so nothing needs a lock.

#include <algorithm>
#include <cstring>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ketway/plugin.h"
#include "ketway/plugin_operation.hpp"
#include "ketway/plugin_signal.hpp"
#include "ketway/plugin_task.hpp"
#include "ketway/plugin_values.hpp"

namespace ketway::plugin {

/// A plugin's backend: derive, override the verbs you have, return it from `open` (see open_backend). A verb that is not
/// overridden answers KW_UNIMPLEMENTED. Throw `plugin::error` to fail; any other exception becomes KW_INTERNAL. Arguments
/// are alive until the verb's task has ended (R2). One object per configured account; verbs interleave at co_await only.
class backend : public kw_backend {
 public:
  explicit backend(kw_host* host) : kw_backend{&table}, host_(host) {}
  backend(const backend&) = delete;
  backend& operator=(const backend&) = delete;
  virtual ~backend() = default;

  /// The first is the default device.
  virtual task<std::vector<device>> devices() = 0;
  /// Fresh. The default looks into `devices()`.
  virtual task<device> describe(std::string_view id) {
    std::string wanted(id);
    auto all = co_await devices();
    for (auto& d : all)
      if (d.id == wanted) co_return std::move(d);
    throw error(KW_NOT_FOUND, "no device named '" + wanted + "'");
  }
  virtual task<void> validate(const kw_submission&) { return missing<void>("validate"); }
  virtual task<estimate> price(const kw_submission&) { return missing<estimate>("estimate"); }
  virtual task<job> submit(const kw_submission&) = 0;
  virtual task<job> find(const kw_job_ref&) { return missing<job>("find"); }
  virtual task<job> poll(const kw_job_ref&) { return missing<job>("poll"); }
  /// An entry whose id is empty means: not found.
  virtual task<std::vector<job>> poll_many(const kw_job_refs&) { return missing<std::vector<job>>("poll_many"); }
  virtual task<std::unique_ptr<results>> fetch(const kw_job_ref&) { return missing<std::unique_ptr<results>>("fetch"); }
  virtual task<job> cancel(const kw_job_ref&) { return missing<job>("cancel"); }
  virtual const void* extension(std::string_view) { return nullptr; }
  /// The host will destroy this soon: end work that nobody waits for.
  virtual void stop() {}

 protected:
  kw_host* host() const noexcept { return host_; }
  void log(std::uint32_t level, std::string_view text) const {
    if (KW_SLOT(host_->vt, kw_host_vt, log)) host_->vt->log(host_, level, str(text));
  }
  /// 0 where the host has no clock.
  std::uint64_t now_ns(std::uint32_t clock = KW_CLOCK_MONOTONIC) const {
    return KW_SLOT(host_->vt, kw_host_vt, now_ns) ? host_->vt->now_ns(host_, clock) : 0;
  }
  /// How many offloads run at once; at least 1.
  std::uint32_t workers() const {
    return KW_SLOT(host_->vt, kw_host_vt, workers) ? std::max(1u, host_->vt->workers(host_)) : 1;
  }

 private:
  template <class T>
  static task<T> missing(const char* verb) {
    throw_missing(verb);
    co_return co_await missing<T>(verb);  // never reached: makes this a coroutine of any T
  }
  [[noreturn]] static void throw_missing(const char* verb) {
    throw error(KW_UNIMPLEMENTED, std::string("this plugin has no ") + verb);
  }
  static backend& self(kw_backend* b) { return static_cast<backend&>(*b); }

  static kw_op* on_devices(kw_backend* b, kw_done d) {
    return operation::start(self(b).host_, d, [b] { return self(b).devices(); });
  }
  static kw_op* on_device(kw_backend* b, kw_str id, kw_done d) {
    return operation::start(self(b).host_, d, [b, id] { return self(b).describe(view(id)); });
  }
  static kw_op* on_validate(kw_backend* b, const kw_submission* s, kw_done d) {
    return operation::start(self(b).host_, d, [b, s] { return self(b).validate(*s); });
  }
  static kw_op* on_estimate(kw_backend* b, const kw_submission* s, kw_done d) {
    return operation::start(self(b).host_, d, [b, s] { return self(b).price(*s); });
  }
  static kw_op* on_submit(kw_backend* b, const kw_submission* s, kw_done d) {
    return operation::start(self(b).host_, d, [b, s] { return self(b).submit(*s); });
  }
  static kw_op* on_find(kw_backend* b, const kw_job_ref* r, kw_done d) {
    return operation::start(self(b).host_, d, [b, r] { return self(b).find(*r); });
  }
  static kw_op* on_poll(kw_backend* b, const kw_job_ref* r, kw_done d) {
    return operation::start(self(b).host_, d, [b, r] { return self(b).poll(*r); });
  }
  static kw_op* on_poll_many(kw_backend* b, const kw_job_refs* r, kw_done d) {
    return operation::start(self(b).host_, d, [b, r] { return self(b).poll_many(*r); });
  }
  static kw_op* on_fetch(kw_backend* b, const kw_job_ref* r, kw_done d) {
    return operation::start(self(b).host_, d, [b, r] { return self(b).fetch(*r); });
  }
  static kw_op* on_cancel(kw_backend* b, const kw_job_ref* r, kw_done d) {
    return operation::start(self(b).host_, d, [b, r] { return self(b).cancel(*r); });
  }
  static const void* on_extension(kw_backend* b, kw_str id) { return self(b).extension(view(id)); }
  static void on_destroy(kw_backend* b) { delete &self(b); }
  static void on_stop(kw_backend* b) { self(b).stop(); }

  static constexpr kw_backend_vt table{sizeof(kw_backend_vt),
                                       0,
                                       &on_devices,
                                       &on_device,
                                       &on_validate,
                                       &on_estimate,
                                       &on_submit,
                                       &on_find,
                                       &on_poll,
                                       &on_poll_many,
                                       &on_fetch,
                                       &on_cancel,
                                       &on_extension,
                                       &on_destroy,
                                       &on_stop};
  kw_host* host_;
};

/// The body of kw_plugin.open: runs `make(config)` (which returns a unique_ptr to a backend or throws) behind the fence
/// and writes the reason of a failure into `why`.
template <class Make>
kw_backend* open_backend(char* why, std::uint64_t why_size, Make&& make) noexcept {
  const auto explain = [&](const char* text) {
    if (!why || why_size == 0) return;
    const std::size_t n = std::min<std::size_t>(std::strlen(text), why_size - 1);
    std::memcpy(why, text, n);
    why[n] = 0;
  };
  try {
    return make().release();
  } catch (const std::exception& e) {
    explain(e.what());
  } catch (...) {
    explain("unknown exception");
  }
  return nullptr;
}

}  // namespace ketway::plugin
