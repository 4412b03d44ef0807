#pragma once
// Coroutines for plugin authors: `task<T>` and waiting for the host's services, on the backend's queue. Include
// ketway/plugin.hpp.

#include <algorithm>
#include <atomic>
#include <coroutine>
#include <cstdint>
#include <cstring>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "ketway/plugin.h"
#include "ketway/task.hpp"

namespace ketway::plugin {

/// A zeroed struct whose size is set (R1): no author types a size.
template <class T>
T sized() {
  T t{};
  t.struct_size = sizeof t;
  return t;
}
/// A copy in which what its writer did not know is zero (R1): read arguments through it, or ask KW_HAS field by field.
template <class T>
T known(const T& from) {
  T t{};
  std::memcpy(&t, &from, from.struct_size < sizeof t ? from.struct_size : sizeof t);
  return t;
}
inline kw_str str(std::string_view s) { return {s.data(), s.size()}; }
inline kw_bytes bytes(std::string_view s) { return {reinterpret_cast<const std::uint8_t*>(s.data()), s.size()}; }
inline std::string_view view(kw_str s) { return s.data ? std::string_view(s.data, s.size) : std::string_view(); }
inline std::string_view view(kw_bytes b) {
  return b.data ? std::string_view(reinterpret_cast<const char*>(b.data), b.size) : std::string_view();
}
inline std::string text(kw_str s) { return std::string(view(s)); }

/// What a verb throws to fail: every field of kw_status.
class error : public std::runtime_error {
 public:
  error(std::uint32_t code, const std::string& message, std::uint32_t flags = 0)
      : runtime_error(message), code(code), flags(flags) {}
  explicit error(const kw_status& s)
      : runtime_error(text(s.message)),
        code(s.code),
        flags(s.flags),
        http_status(s.http_status),
        retry_after_ns(s.retry_after_ns),
        provider_code(text(s.provider_code)),
        request_id(text(s.request_id)) {}

  /// As the C struct, borrowed from this object.
  kw_status status() const {
    auto s = sized<kw_status>();
    s.code = code == KW_OK ? static_cast<std::uint32_t>(KW_INTERNAL) : code;  // what failed is not OK
    s.flags = flags, s.http_status = http_status, s.retry_after_ns = retry_after_ns;
    s.message = str(what()), s.provider_code = str(provider_code), s.request_id = str(request_id);
    return s;
  }

  std::uint32_t code, flags, http_status = 0;
  std::uint64_t retry_after_ns = 0;
  std::string provider_code, request_id;
};

/// One per running operation. What it waits for can be cancelled through `interrupt`.
class context {
 public:
  explicit context(kw_host* h) : host(h) {}
  kw_host* host;
  /// Sticky: a cancel between two waits stops the next one. Offloaded work may read it on its own thread.
  std::atomic<bool> cancelled = false;

  void task_ended() noexcept {}  ///< every task here has a parent
  void wait_on(void (*interrupt)(void*), void* arg) noexcept { interrupt_ = interrupt, arg_ = arg; }
  void cancel() {
    cancelled = true;
    if (auto* f = std::exchange(interrupt_, nullptr)) f(arg_);
  }

 private:
  void (*interrupt_)(void*) = nullptr;
  void* arg_ = nullptr;
};

template <class T>
using task = basic_task<T, context>;

/// The running operation's context: `context& c = co_await this_operation();`
struct this_operation {
  bool await_ready() const noexcept { return false; }
  template <class P>
  bool await_suspend(std::coroutine_handle<P> h) noexcept {
    ctx_ = h.promise().ctx;
    return false;
  }
  context& await_resume() const noexcept { return *ctx_; }

 private:
  context* ctx_ = nullptr;
};

/// Awaits one host operation. `Start` starts it, `Decode` copies its result while it is borrowed (R3). Make it through
/// the functions below, and let what they refer to be named locals (R2; g++ 12 also destroys some temporaries twice).
template <class Start, class Decode>
class host_wait {
 public:
  /// `service` names it in the error of a host that has no such slot (R7): then `Start` returns NULL.
  host_wait(const char* service, Start s, Decode d) : service_(service), start_(std::move(s)), decode_(std::move(d)) {}
  bool await_ready() const noexcept { return false; }
  template <class P>
  bool await_suspend(std::coroutine_handle<P> h) {
    ctx_ = h.promise().ctx, waiter_ = h;
    if (ctx_->cancelled) return false;
    ctx_->wait_on(&interrupt, this);
    op_ = start_(ctx_->host, kw_done{this, &done});
    if (op_) return true;  // R4: `done` comes later
    ctx_->wait_on(nullptr, nullptr);
    failure_ = std::make_exception_ptr(error(KW_UNIMPLEMENTED, std::string("this host has no ") + service_));
    return false;
  }
  auto await_resume() {
    if (failure_) std::rethrow_exception(failure_);
    if (!value_) throw error(KW_CANCELLED, "cancelled");
    return std::move(*value_);
  }

 private:
  static void interrupt(void* self) {
    if (auto* op = static_cast<host_wait*>(self)->op_) op->vt->cancel(op);
  }
  static void done(void* self, const kw_status* st, const void* result) {
    auto& w = *static_cast<host_wait*>(self);
    w.ctx_->wait_on(nullptr, nullptr);
    kw_op* op = std::exchange(w.op_, nullptr);
    try {
      if (st->code != KW_OK) throw error(*st);
      w.value_.emplace(w.decode_(result));
    } catch (...) {
      w.failure_ = std::current_exception();
    }
    op->vt->release(op);
    w.waiter_.resume();
  }
  const char* service_;
  Start start_;
  Decode decode_;
  context* ctx_ = nullptr;
  kw_op* op_ = nullptr;
  std::coroutine_handle<> waiter_;
  std::optional<std::invoke_result_t<Decode, const void*>> value_;
  std::exception_ptr failure_;
};

/// What a wait without a result gives.
struct nothing {};

struct header {
  std::string name, value;
};
/// An owned copy of kw_http_response.
class response {
 public:
  std::uint32_t status = 0;
  std::string body;
  std::vector<header> headers, trailers;
  /// The first header of that name, whatever its case; empty where there is none.
  std::string_view get(std::string_view name) const {
    const auto same = [](char a, char b) { return lower(a) == lower(b); };
    for (const auto& h : headers)
      if (h.name.size() == name.size() && std::equal(name.begin(), name.end(), h.name.begin(), same)) return h.value;
    return {};
  }

 private:
  static char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
};

/// -> response. `r` and all it points to must live until this has been awaited.
inline auto http(const kw_http_request& r) {
  const auto start = [&r](kw_host* h, kw_done d) {
    return KW_SLOT(h->vt, kw_host_vt, http) ? h->vt->http(h, &r, d) : nullptr;
  };
  const auto decode = [](const void* p) {
    const auto& a = *static_cast<const kw_http_response*>(p);
    response out;
    out.status = a.status;
    out.body = view(a.body);
    for (std::uint64_t i = 0; i < a.num_headers; ++i)
      out.headers.push_back({text(a.headers[i].name), text(a.headers[i].value)});
    if (KW_HAS(&a, kw_http_response, num_trailers))
      for (std::uint64_t i = 0; i < a.num_trailers; ++i)
        out.trailers.push_back({text(a.trailers[i].name), text(a.trailers[i].value)});
    return out;
  };
  return host_wait("http", start, decode);
}

/// -> nothing, after `ns` on the host's monotonic clock.
inline auto sleep(std::uint64_t ns) {
  const auto start = [ns](kw_host* h, kw_done d) {
    return KW_SLOT(h->vt, kw_host_vt, sleep) ? h->vt->sleep(h, ns, d) : nullptr;
  };
  return host_wait("sleep", start, [](const void*) { return nothing{}; });
}

/// -> nothing, once `work()` has run on a host worker thread. `work` must outlive the wait and must not throw.
template <class Work>
auto offload(Work& work) {
  const auto call = [](void* w) { (*static_cast<Work*>(w))(); };
  void* arg = const_cast<void*>(static_cast<const void*>(&work));
  const auto start = [arg, call](kw_host* h, kw_done d) {
    return KW_SLOT(h->vt, kw_host_vt, offload) ? h->vt->offload(h, call, arg, d) : nullptr;
  };
  return host_wait("offload", start, [](const void*) { return nothing{}; });
}

/// -> std::string. Needs the manifest's permission raw_secret.
inline auto secret(std::string_view name) {
  const auto start = [name](kw_host* h, kw_done d) {
    return KW_SLOT(h->vt, kw_host_vt, secret) ? h->vt->secret(h, str(name), d) : nullptr;
  };
  return host_wait("secret", start, [](const void* p) { return text(*static_cast<const kw_str*>(p)); });
}

/// -> kw_stream*, which the caller closes. Needs the manifest's permission for the uri.
inline auto connect(std::string_view uri) {
  const auto start = [uri](kw_host* h, kw_done d) {
    return KW_SLOT(h->vt, kw_host_vt, connect) ? h->vt->connect(h, str(uri), d) : nullptr;
  };
  return host_wait("connect", start, [](const void* p) { return static_cast<kw_stream*>(const_cast<void*>(p)); });
}
/// -> std::string; empty: the end.
inline auto read(kw_stream* s, std::uint64_t max) {
  const auto start = [s, max](kw_host*, kw_done d) { return s->vt->read(s, max, d); };
  return host_wait("stream", start, [](const void* p) { return std::string(view(*static_cast<const kw_bytes*>(p))); });
}
/// -> nothing, once all of `data` has been taken.
inline auto write(kw_stream* s, std::string_view data) {
  const auto start = [s, data](kw_host*, kw_done d) { return s->vt->write(s, bytes(data), d); };
  return host_wait("stream", start, [](const void*) { return nothing{}; });
}

}  // namespace ketway::plugin
