#include "host/http/limiter.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>

#include "execute/waits.hpp"
#include "host/plugin_account.hpp"

namespace ketway {
namespace {

constexpr double widest = 256;
constexpr std::uint64_t usual_pause_ns = 1'000'000'000;

}  // namespace

/// `co_await place(l)`: until there is one. Await_resume says whether it was given.
class limiter::place final : interruptible {
 public:
  explicit place(limiter& l) : limiter_(l) {}
  place(const place&) = delete;
  place& operator=(const place&) = delete;
  ~place() = default;
  bool await_ready() noexcept {
    if (!limiter_.waiting_.empty() || limiter_.busy_ >= limiter_.most_on_the_way()) return false;
    ++limiter_.busy_;
    return given_ = true;
  }
  template <class P>
  bool await_suspend(std::coroutine_handle<P> h) {
    ctx_ = h.promise().ctx, handle_ = h;
    if (ctx_->stopped()) return false;
    ctx_->waits_on(this);
    limiter_.waiting_.push_back(this);
    return true;
  }
  bool await_resume() const noexcept { return given_; }
  void give() {
    given_ = true;
    ctx_->waits_on(nullptr);
    resume_soon();
  }

 private:
  void interrupt() override {
    std::erase(limiter_.waiting_, this);
    resume_soon();
  }
  void resume_soon() {
    auto& account = ctx_->account;
    boost::asio::post(account.strand(), [keep = account.shared_from_this(), h = handle_] { h.resume(); });
  }
  limiter& limiter_;
  call_context* ctx_ = nullptr;
  std::coroutine_handle<> handle_;
  bool given_ = false;
};

limiter::limiter(plugin_account& account, const limits& of_manifest) : account_(account) {
  for (const auto& [name, limit] : of_manifest) {
    bucket& b = buckets_[name];
    b.count = limit.first, b.per_ns = static_cast<std::uint64_t>(limit.second.count());
  }
}

limiter::bucket& limiter::of(const std::string& name) { return buckets_[name]; }

std::uint64_t limiter::turn_ns(const bucket& b, std::uint64_t now_ns) {
  std::uint64_t at = std::max(now_ns, b.not_before_ns);
  if (b.count && b.taken.size() >= b.count) at = std::max(at, b.taken[b.taken.size() - b.count] + b.per_ns);
  return at;
}

void limiter::take_turn(bucket& b, std::uint64_t now_ns) {
  if (!b.count) return;
  b.taken.push_back(now_ns);
  while (b.taken.size() > b.count) b.taken.pop_front();
}

bool limiter::admit_at_once(const std::string& name) {
  bucket& b = of(name);
  const std::uint64_t now = account_.now_ns();
  if (turn_ns(b, now) > now || !waiting_.empty() || busy_ >= most_on_the_way()) return false;
  take_turn(b, now);
  ++busy_;
  return true;
}

flow<bool> limiter::admit(const std::string& name) {
  call_context& ctx = co_await this_call();
  for (;;) {
    bucket& b = of(name);
    const std::uint64_t now = account_.now_ns(), at = turn_ns(b, now);
    if (ctx.stopped()) co_return false;
    if (at <= now) break;
    // Others that wait here take the turns in the order in which they wake; who is too early looks again.
    co_await pause(at - now);
  }
  place mine(*this);
  if (!co_await mine) co_return false;
  // The turn is taken with the place in hand: a 429 may have come while others were on the way.
  bucket& b = of(name);
  const std::uint64_t now = account_.now_ns(), at = turn_ns(b, now);
  if (at <= now) {
    take_turn(b, now);
    co_return true;
  }
  --busy_;
  wake();
  co_await pause(at - now);
  if (ctx.stopped()) co_return false;
  co_return co_await admit(name);
}

void limiter::left(const std::string& name, bool limited, std::optional<std::uint64_t> pause_ns) {
  --busy_;
  if (limited) {
    window_ = std::max(1.0, window_ / 2);
    bucket& b = of(name);
    const std::uint64_t pause = pause_ns ? *pause_ns : b.count ? b.per_ns / b.count : usual_pause_ns;
    b.not_before_ns = std::max(b.not_before_ns, account_.now_ns() + pause);
  } else {
    window_ = std::min(widest, window_ + 1.0 / window_);
  }
  wake();
}

void limiter::wake() {
  while (!waiting_.empty() && busy_ < most_on_the_way()) {
    place* next = waiting_.front();
    waiting_.pop_front();
    ++busy_;
    next->give();
  }
}

}  // namespace ketway
