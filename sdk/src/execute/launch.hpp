#pragma once
// From a caller's coroutine to the account's strand and back: one object a call holds its context, its body and the
// caller's handler; cancellation of the caller's slot becomes `call_context::cancel`.

#include <atomic>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "host/plugin_account.hpp"

namespace ketway {
namespace detail {

inline std::uint64_t later(std::uint64_t now_ns, std::chrono::nanoseconds by) {
  if (by.count() <= 0) return now_ns;
  const auto n = static_cast<std::uint64_t>(by.count());
  return n > deadline::never - now_ns ? deadline::never : now_ns + n;
}

/// What the coroutine has come to, exceptions included.
template <class T>
T outcome_of(flow<T>& f) {
  try {
    return f.result();
  } catch (const exception& e) {
    return e.error();
  } catch (const std::exception& e) {
    return error(errc::internal, e.what());
  }
}

/// One running call. `T` is an expected<...>; `Body` gives a flow<T> from a call_context&; `Give` completes the caller's
/// handler with a T. Counted by hand: 100,000 of these may wait at once.
template <class T, class Body, class Give>
class running : public call_context {
 public:
  using handler_type = typename Give::template handler_type<T>;

  running(std::shared_ptr<plugin_account> a, std::uint64_t deadline_ns, Body body)
      : call_context(*a, &ended, deadline_ns), account_(std::move(a)), body_(std::move(body)) {}

  struct reference {
    explicit reference(running* r) : r(r) {}
    reference(reference&& o) noexcept : r(std::exchange(o.r, nullptr)) {}
    reference(const reference& o) : r(o.r) { r->refs_.fetch_add(1, std::memory_order_relaxed); }
    reference& operator=(const reference&) = delete;
    reference& operator=(reference&&) = delete;
    ~reference() {
      if (r && r->refs_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete r;
    }
    running* r;
  };

  /// `self` is the first reference.
  void begin(handler_type&& handler, reference self) {
    auto slot = boost::asio::get_associated_cancellation_slot(handler);
    handler_.emplace(std::move(handler));
    if (account_->rt().ended()) return refuse(std::move(self));
    if (slot.is_connected())
      slot.assign(
          [self](boost::asio::cancellation_type) { self.r->account_->hand_over([self] { self.r->cancel(); }); });
    const bool begun = account_->start([self]() mutable {
      running& r = *self.r;
      std::construct_at(&r.self_, std::move(self));
      r.call_context::begin();
      r.flow_ = r.body_(r);
      r.flow_.start(r);
    });
    if (!begun) refuse(std::move(self));
  }

 private:
  ~running() = default;

  static void ended(call_context& ctx) {
    auto& r = static_cast<running&>(ctx);
    reference self(std::exchange(r.self_.r, nullptr));
    T outcome = outcome_of(r.flow_);
    r.flow_ = flow<T>();
    r.give(std::move(outcome), std::move(self));
  }
  void refuse(reference self) { give(T(error(errc::failed_precondition, "the runtime has ended")), std::move(self)); }
  void give(T outcome, reference self) {
    const auto executor = boost::asio::get_associated_executor(*handler_);
    // The caller's event loop may run dry, and be destroyed, as soon as the handler has run: not before `post` is back.
    const auto outlasts_the_post = boost::asio::prefer(executor, boost::asio::execution::outstanding_work_t::tracked);
    boost::asio::post(executor, [self = std::move(self), v = std::move(outcome)]() mutable {
      handler_type h = std::move(*self.r->handler_);
      // The slot's reference ends here, on the caller's executor, where alone the slot may be touched.
      if (auto slot = boost::asio::get_associated_cancellation_slot(h); slot.is_connected()) slot.clear();
      Give()(std::move(h), std::move(v));
    });
  }

  const std::shared_ptr<plugin_account> account_;
  Body body_;
  flow<T> flow_;
  std::optional<handler_type> handler_;
  reference self_{nullptr};  // while it runs
  std::atomic<std::uint32_t> refs_ = 1;
};

struct give_value {
  template <class T>
  using handler_type = boost::asio::detail::awaitable_handler<boost::asio::any_io_executor, T>;
  template <class H, class T>
  void operator()(H&& handler, T&& value) const {
    std::forward<H>(handler)(std::forward<T>(value));
  }
};
struct give_or_throw {
  template <class T>
  using handler_type =
      boost::asio::detail::awaitable_handler<boost::asio::any_io_executor, std::exception_ptr, typename T::value_type>;
  template <class H, class T>
  void operator()(H&& handler, expected<T>&& value) const {
    if (value)
      std::forward<H>(handler)(std::exception_ptr(), std::move(*value));
    else
      std::forward<H>(handler)(std::make_exception_ptr(exception(std::move(value.error()))), T());
  }
};

template <class T, class Give, class Body>
auto make_running(std::shared_ptr<plugin_account> account, std::optional<std::chrono::nanoseconds> limit, Body body) {
  using call = running<T, Body, Give>;
  const std::uint64_t at = limit ? later(account->now_ns(), *limit) : deadline::never;
  return typename call::reference(new call(std::move(account), at, std::move(body)));
}

struct begin_call {
  template <class Handler, class Reference>
  void operator()(Handler&& handler, Reference self) const {
    auto& r = *self.r;
    r.begin(std::forward<Handler>(handler), std::move(self));
  }
};

}  // namespace detail

/// Runs `body(ctx)` on the account's strand; the caller gets its expected<...> on its own executor.
template <class T, class Body>
boost::asio::awaitable<T> start_call(std::shared_ptr<plugin_account> account,
                                     std::optional<std::chrono::nanoseconds> limit, Body body) {
  auto call = detail::make_running<T, detail::give_value>(std::move(account), limit, std::move(body));
  detail::begin_call begin;
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(T)>(begin, boost::asio::use_awaitable,
                                                                                    std::move(call));
}

/// As `start_call`, for what is asked and not run: it takes at most 30 s, and its error says that this was the host's limit.
template <class T, class Body>
boost::asio::awaitable<T> start_question(std::shared_ptr<plugin_account> account, Body body) {
  constexpr std::chrono::nanoseconds limit = std::chrono::seconds(30);
  auto call = detail::make_running<T, detail::give_value>(std::move(account), limit, std::move(body));
  call.r->limited_by_the_host();
  detail::begin_call begin;
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(T)>(begin, boost::asio::use_awaitable,
                                                                                    std::move(call));
}

/// As `start_call`, for the throwing forms: one coroutine frame less than awaiting the other.
template <class T, class Body>
boost::asio::awaitable<T> start_throwing_call(std::shared_ptr<plugin_account> account,
                                              std::optional<std::chrono::nanoseconds> limit, Body body) {
  auto call = detail::make_running<expected<T>, detail::give_or_throw>(std::move(account), limit, std::move(body));
  detail::begin_call begin;
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(std::exception_ptr, T)>(
      begin, boost::asio::use_awaitable, std::move(call));
}

}  // namespace ketway
