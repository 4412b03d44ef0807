#pragma once
// An operation of the host that runs as one of its coroutines: cancelled by the plugin, by its deadline, or by the end of
// the account. Strand only.

#include <coroutine>
#include <memory>
#include <optional>
#include <utility>

#include "host/call.hpp"
#include "host/plugin_account.hpp"
#include "host/values.hpp"
#include "ketway/plugin.h"

namespace ketway {

class service_call : public kw_op, public call_context, public std::enable_shared_from_this<service_call> {
 public:
  service_call(const service_call&) = delete;
  service_call& operator=(const service_call&) = delete;
  virtual ~service_call() = default;

 protected:
  service_call(plugin_account& a, kw_done done)
      : kw_op{&table},
        call_context(a, &ended),
        keep_(a.shared_from_this()),
        done_(done),
        deadline_(a.current_deadline_ns()) {}
  /// The body. It ends by calling `answer` or `fail` as its last word.
  virtual flow<void> run() = 0;

  /// `co_await out_of_start(*this)` before it is answered: nothing completes inside the call that started it (R4).
  class out_of_start {
   public:
    explicit out_of_start(service_call& c) : call_(c) {}
    bool await_ready() const noexcept { return !call_.starting_; }
    void await_suspend(std::coroutine_handle<> h) const {
      boost::asio::post(call_.keep_->strand(), [keep = call_.of_host_, h] { h.resume(); });
    }
    void await_resume() const noexcept {}

   private:
    service_call& call_;
  };

  kw_op* begin() {
    of_plugin_ = of_host_ = shared_from_this();
    keep_->operation_began();
    starting_ = true;
    join(deadline_);
    flow_.emplace(run());
    flow_->start(*this);
    starting_ = false;
    return this;
  }
  void answer(const void* result) {
    auto status = sized<kw_status>();
    complete(status, result);
  }
  void fail(const error& e) {
    auto s = sized<kw_status>();
    s.code = static_cast<std::uint32_t>(e.code() == errc::ok ? errc::internal : e.code());
    s.http_status = e.http_status();
    const auto flag = [](bool set, std::uint32_t bit) { return set ? bit : 0U; };
    s.flags = flag(e.retryable(), KW_RETRYABLE) | flag(e.maybe_executed(), KW_MAYBE_EXECUTED) |
              flag(e.needs_user(), KW_NEEDS_USER) | flag(e.billed() == billing::not_billed, KW_NOT_BILLED) |
              flag(e.misconfigured(), KW_MISCONFIGURED) | flag(e.unreachable(), KW_UNREACHABLE);
    s.retry_after_ns = static_cast<std::uint64_t>(e.retry_after().count());
    const std::string text = e.advice().empty() ? e.message() : e.message() + "; " + e.advice();
    s.message = str(text), s.provider_code = str(e.provider_code()), s.request_id = str(e.request_id());
    complete(s, nullptr);
  }

 private:
  void complete(const kw_status& s, const void* result) {
    answered_ = true;
    keep_->enter(deadline_, "a host completion", [&] { done_.call(done_.ctx, &s, result); });
  }
  static void ended(call_context& c) {
    auto& self = static_cast<service_call&>(c);
    if (self.answered_) return self.finish();
    // Its body ended by an exception. Posted: it may end inside the call that started it.
    boost::asio::post(self.keep_->strand(), [keep = self.of_host_] {
      keep->fail(error(errc::internal, "an operation of the host failed"));
      keep->finish();
    });
  }
  void finish() {
    const auto last = std::exchange(of_host_, nullptr);
    keep_->operation_ended();
  }
  static void on_cancel(kw_op* op) { static_cast<service_call*>(op)->cancel(); }
  static void on_release(kw_op* op) { static_cast<service_call*>(op)->of_plugin_.reset(); }
  static constexpr kw_op_vt table{sizeof(kw_op_vt), 0, &on_cancel, &on_release};

  const std::shared_ptr<plugin_account> keep_;
  const kw_done done_;
  const std::uint64_t deadline_;
  std::optional<flow<void>> flow_;
  bool starting_ = false, answered_ = false;
  std::shared_ptr<service_call> of_plugin_, of_host_;
};

}  // namespace ketway
