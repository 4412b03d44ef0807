#include "host/services.hpp"

#include <atomic>
#include <boost/asio/post.hpp>
#include <string>

#include "host/http/http_service.hpp"
#include "host/plugin_account.hpp"
#include "host/values.hpp"

namespace ketway {
namespace {

/// One host operation. The plugin holds it until it releases it, the host until it is complete. Everything but the claim
/// is strand only.
class host_operation : public kw_op, public std::enable_shared_from_this<host_operation> {
 public:
  static host_operation* make(plugin_account& account, kw_done done) {
    auto op = std::make_shared<host_operation>(account, done);
    op->of_plugin_ = op->of_host_ = op;
    return op.get();
  }
  host_operation(plugin_account& account, kw_done done)
      : kw_op{&table},
        account_(account.shared_from_this()),
        done_(done),
        deadline_ns_(account.current_deadline_ns()),
        timer_(&ring) {
    timer_.owner = this;
    account.operation_began();
  }
  host_operation(const host_operation&) = delete;
  host_operation& operator=(const host_operation&) = delete;
  ~host_operation() = default;

  void fail_later(std::uint32_t code, const char* message) {
    claim();
    boost::asio::post(account_->strand(), [this, code, message] { complete(code, message); });
  }

  void sleep(std::uint64_t ns) {
    const std::uint64_t now = account_->now_ns();
    const std::uint64_t at = ns > deadline::never - now ? deadline::never : now + ns;
    late_ = at > deadline_ns_;
    account_->deadlines().add(timer_, std::min(at, deadline_ns_));
  }

  void offload(void (*work)(void*), void* arg) {
    account_->offload_began();
    offloaded_ = true;
    // The pool's own reference. Where the pool ends without running this, the operation ends with it.
    const std::shared_ptr<host_operation> kept(this, [op = shared_from_this()](auto*) { op->cancel_from_outside(); });
    account_->rt().world().compute([this, kept, work, arg] {
      if (!claim()) return;  // cancelled before it began; its completion is already on its way
      try {
        work(arg);
      } catch (...) {
        account_->log(log_level::error, "the plugin threw an exception out of offloaded work (R6)");
      }
      account_->hand_over([this] { complete(KW_OK, ""); });
    });
  }

 private:
  struct timer : deadline {
    using deadline::deadline;
    host_operation* owner = nullptr;
  };
  /// True for the one that may complete it.
  bool claim() noexcept { return !claimed_.exchange(true, std::memory_order_acq_rel); }

  void complete(std::uint32_t code, const char* message) {
    auto status = sized<kw_status>();
    status.code = code, status.message = str(message);
    account_->enter(deadline_ns_, "a host completion", [&] { done_.call(done_.ctx, &status, nullptr); });
    if (offloaded_) account_->offload_ended();
    account_->operation_ended();
    of_host_.reset();
  }
  static void ring(deadline& d) {
    auto& op = *static_cast<timer&>(d).owner;
    if (!op.claim()) return;
    if (op.late_)
      op.complete(KW_DEADLINE_EXCEEDED, "the deadline of the call came first");
    else
      op.complete(KW_OK, "");
  }
  void cancel() {
    if (!claim()) return;
    account_->deadlines().remove(timer_);
    boost::asio::post(account_->strand(), [this] { complete(KW_CANCELLED, "cancelled"); });
  }
  void cancel_from_outside() {
    if (claim()) account_->hand_over([this] { complete(KW_CANCELLED, "the runtime has ended"); });
  }
  static void on_cancel(kw_op* op) { static_cast<host_operation*>(op)->cancel(); }
  static void on_release(kw_op* op) { static_cast<host_operation*>(op)->of_plugin_.reset(); }
  static constexpr kw_op_vt table{sizeof(kw_op_vt), 0, &on_cancel, &on_release};

  const std::shared_ptr<plugin_account> account_;
  const kw_done done_;
  const std::uint64_t deadline_ns_;
  timer timer_;
  bool offloaded_ = false;
  bool late_ = false;
  std::atomic<bool> claimed_ = false;
  std::shared_ptr<host_operation> of_plugin_, of_host_;
};

}  // namespace

struct services::table {
  static plugin_account& account(kw_host* h) { return static_cast<services*>(h)->account_; }

  static void log(kw_host* h, std::uint32_t level, kw_str text) {
    account(h).log(level > KW_LOG_ERROR ? log_level::error : static_cast<log_level>(level), view(text));
  }
  static std::uint64_t now_ns(kw_host* h, std::uint32_t clock) {
    auto& w = account(h).rt().world();
    return clock == KW_CLOCK_UNIX ? w.unix_ns() : w.monotonic_ns();
  }
  static void post(kw_host* h, void (*fn)(void*), void* arg) {
    auto self = account(h).weak_from_this().lock();
    if (!self) return;  // inside `destroy` of an account whose executor has ended
    self->hand_over([self, fn, arg] { self->enter(deadline::never, "a posted function", [&] { fn(arg); }); });
  }
  static kw_op* sleep(kw_host* h, std::uint64_t ns, kw_done d) {
    auto* op = host_operation::make(account(h), d);
    op->sleep(ns);
    return op;
  }
  static kw_op* offload(kw_host* h, void (*work)(void*), void* arg, kw_done d) {
    auto* op = host_operation::make(account(h), d);
    op->offload(work, arg);
    return op;
  }
  static kw_op* unavailable(kw_host* h, kw_done d, const char* message) {
    auto* op = host_operation::make(account(h), d);
    op->fail_later(KW_UNIMPLEMENTED, message);
    return op;
  }
  static kw_op* http(kw_host* h, const kw_http_request* r, kw_done d) { return account(h).http().request(*r, d); }
  static kw_op* secret(kw_host* h, kw_str name, kw_done d) { return account(h).http().secret(view(name), d); }
  static kw_op* connect(kw_host* h, kw_str, kw_done d) { return unavailable(h, d, "this host has no stream service"); }
  static void random(kw_host* h, void* to, std::uint64_t size) {
    account(h).rt().world().random({static_cast<std::byte*>(to), size});
  }
  static std::uint32_t workers(kw_host* h) { return account(h).rt().world().compute_threads(); }
  static const void* extension(kw_host*, kw_str) { return nullptr; }

  static constexpr kw_host_vt slots{sizeof(kw_host_vt), KW_ABI_MINOR, &log,     &now_ns, &post,    &sleep,    &http,
                                    &offload,           &secret,      &connect, &random, &workers, &extension};
};

services::services(plugin_account& account) : kw_host{&table::slots}, account_(account) {}

}  // namespace ketway
