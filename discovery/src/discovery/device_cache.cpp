#include "ketway/discovery/device_cache.hpp"

#include <atomic>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <limits>
#include <map>
#include <mutex>

#include "discovery/flight.hpp"

namespace ketway {
namespace {

namespace asio = boost::asio;

constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();

std::uint64_t ns(std::chrono::nanoseconds t) { return t.count() > 0 ? static_cast<std::uint64_t>(t.count()) : 0; }

}  // namespace

class device_cache::state : public std::enable_shared_from_this<device_cache::state> {
 public:
  state(runtime& rt, const device_cache_options& o)
      : options_(o), world_(rt.world()), strand_(asio::make_strand(rt.get_executor())) {}

  void begin() {
    if (options_.refresh_every().count() <= 0 || world_.on_foreign_executor()) return;
    alarm_ = world_.make_alarm([self = weak_from_this()] {
      if (const auto still = self.lock()) still->refresh_used();
    });
  }

  void end() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    alarm_.reset();
    for (auto& [name, e] : entries_)
      if (e.asking) asio::post(strand_, [q = e.asking] { q->stop.emit(asio::cancellation_type::terminal); });
  }

  static asio::awaitable<expected<seen_device>> get(std::shared_ptr<state> self, backend b) {
    const std::string name = b.name();
    std::shared_ptr<question> asked;
    {
      const std::lock_guard lock(self->mutex_);
      entry& e = self->entries_[name];
      e.source = std::move(b), e.used_ns = self->world_.monotonic_ns();
      if (auto seen = self->fresh(e)) {
        self->arm();
        co_return std::move(*seen);
      }
      asked = self->ask(name, e);
    }
    boost::system::error_code cancelled;
    co_await asked->answer->landed(cancelled);
    if (cancelled)
      co_return std::move(
          error(errc::cancelled, "cancelled while the backend was asked about its device").backend(name));
    const expected<device>& answer = asked->answer->outcome();
    if (!answer) co_return answer.error();
    seen_device seen;
    seen.device = *answer;
    co_return seen;
  }

  std::optional<seen_device> find(std::string_view name) {
    const std::lock_guard lock(mutex_);
    const auto at = entries_.find(name);
    if (at == entries_.end()) return std::nullopt;
    at->second.used_ns = world_.monotonic_ns();
    arm();
    return fresh(at->second);
  }

  std::uint64_t questions() const noexcept { return questions_.load(std::memory_order_relaxed); }

 private:
  class question {
   public:
    const std::shared_ptr<discovery::flight<expected<device>>> answer =
        std::make_shared<discovery::flight<expected<device>>>();
    asio::cancellation_signal stop;  // on the strand
  };
  class entry {
   public:
    backend source;
    std::optional<device> seen;
    std::uint64_t seen_ns = 0, asked_ns = 0, used_ns = 0;
    std::shared_ptr<question> asking;
  };

  // All of these with the lock held.
  std::optional<seen_device> fresh(const entry& e) const {
    const std::uint64_t now = world_.monotonic_ns();
    if (!e.seen || now - e.seen_ns > ns(options_.max_age())) return std::nullopt;
    seen_device s;
    s.device = *e.seen, s.age = std::chrono::nanoseconds(now - e.seen_ns);
    return s;
  }

  std::shared_ptr<question> ask(const std::string& name, entry& e) {
    if (e.asking) return e.asking;
    auto q = e.asking = std::make_shared<question>();
    e.asked_ns = world_.monotonic_ns();
    questions_.fetch_add(1, std::memory_order_relaxed);
    asio::co_spawn(strand_, answer(shared_from_this(), name, e.source, q),
                   asio::bind_cancellation_slot(q->stop.slot(), asio::detached));
    return q;
  }

  std::uint64_t due(const entry& e) const {
    const std::uint64_t at = e.asked_ns + ns(options_.refresh_every());
    return !e.asking && at <= e.used_ns + ns(options_.unused_after()) ? at : never;
  }

  void arm() {
    if (!alarm_ || ended_) return;
    std::uint64_t first = never;
    for (const auto& [name, e] : entries_) first = std::min(first, due(e));
    if (first == armed_ns_) return;
    armed_ns_ = first;
    if (first == never)
      alarm_->disarm();
    else
      alarm_->arm(first);
  }

  // ---- without it
  void refresh_used() {
    const std::lock_guard lock(mutex_);
    if (ended_) return;
    armed_ns_ = never;
    const std::uint64_t now = world_.monotonic_ns();
    for (auto& [name, e] : entries_)
      if (due(e) <= now) ask(name, e);
    arm();
  }

  static asio::awaitable<void> answer(std::shared_ptr<state> self, std::string name, backend source,
                                      std::shared_ptr<question> q) {
    co_await asio::this_coro::throw_if_cancelled(false);
    co_await asio::post(self->strand_, asio::use_awaitable);  // it was spawned with the lock held
    expected<device> outcome(error(errc::internal, "asking about the device failed with an exception"));
    try {
      expected<device> fresh = co_await source.refresh();
      outcome = std::move(fresh);
    } catch (const std::exception& e) {
      outcome = error(errc::internal, std::string("asking about the device failed: ") + e.what()).backend(name);
    }
    {
      const std::lock_guard lock(self->mutex_);
      entry& e = self->entries_[name];
      e.asking = nullptr;
      if (outcome) e.seen = *outcome, e.seen_ns = self->world_.monotonic_ns();
      self->arm();
    }
    q->answer->land(std::move(outcome));
  }

  const device_cache_options options_;
  world& world_;
  const asio::any_io_executor strand_;
  std::mutex mutex_;
  bool ended_ = false;
  std::map<std::string, entry, std::less<>> entries_;
  std::unique_ptr<alarm> alarm_;
  std::uint64_t armed_ns_ = never;
  std::atomic<std::uint64_t> questions_ = 0;
};

device_cache::device_cache(runtime& rt, device_cache_options o) : state_(std::make_shared<state>(rt, o)) {
  state_->begin();
}
device_cache::~device_cache() { state_->end(); }
asio::awaitable<expected<seen_device>> device_cache::get(backend b) const { return state::get(state_, std::move(b)); }
std::optional<seen_device> device_cache::find(std::string_view name) const { return state_->find(name); }
std::uint64_t device_cache::questions() const noexcept { return state_->questions(); }

}  // namespace ketway
