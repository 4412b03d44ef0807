// The real world: Asio executors, steady timers, the system's clocks and random source, a pool for compute work.
#include <sys/random.h>

#include <algorithm>
#include <array>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <vector>

#include "ketway/world.hpp"
#include "world/broken_transport.hpp"
#include "world/compute_pool.hpp"
#include "world/http_transport.hpp"

namespace ketway {
namespace {

namespace asio = boost::asio;

std::uint64_t since_epoch_ns(auto point) {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(point.time_since_epoch()).count());
}

/// The system's random bytes, fetched a page at a time: a token costs a copy, not a system call.
class random_source {
 public:
  void fill(std::span<std::byte> to) {
    const std::lock_guard lock(mutex_);
    while (!to.empty()) {
      if (next_ == pool_.size()) refill();
      const std::size_t n = std::min(to.size(), pool_.size() - next_);
      std::memcpy(to.data(), pool_.data() + next_, n);
      std::memset(pool_.data() + next_, 0, n);
      next_ += n;
      to = to.subspan(n);
    }
  }

 private:
  void refill() {
    std::size_t have = 0;
    while (have < pool_.size()) {
      const auto n = ::getrandom(pool_.data() + have, pool_.size() - have, 0);
      if (n < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "getrandom");
      if (n > 0) have += static_cast<std::size_t>(n);
    }
    next_ = 0;
  }
  std::mutex mutex_;
  std::array<std::byte, 512> pool_{};
  std::size_t next_ = pool_.size();
};

class timer_alarm final : public alarm, public std::enable_shared_from_this<timer_alarm> {
 public:
  timer_alarm(const asio::any_io_executor& where, std::function<void()> ring) : timer_(where), ring_(std::move(ring)) {}
  void arm(std::uint64_t monotonic_ns) override {
    const std::chrono::steady_clock::time_point at{std::chrono::duration_cast<std::chrono::steady_clock::duration>(
        std::chrono::nanoseconds(static_cast<std::int64_t>(std::min<std::uint64_t>(monotonic_ns, INT64_MAX / 2))))};
    timer_.expires_at(at);
    timer_.async_wait([self = shared_from_this()](const boost::system::error_code& e) {
      if (!e) self->ring_();
    });
  }
  void disarm() override { timer_.cancel(); }

 private:
  asio::steady_timer timer_;
  std::function<void()> ring_;
};

/// An alarm's pending wait may outlive it; the wait then rings a function that finds its target gone.
class shared_alarm final : public alarm {
 public:
  explicit shared_alarm(std::shared_ptr<timer_alarm> a) : alarm_(std::move(a)) {}
  ~shared_alarm() override { alarm_->disarm(); }
  void arm(std::uint64_t monotonic_ns) override { alarm_->arm(monotonic_ns); }
  void disarm() override { alarm_->disarm(); }

 private:
  std::shared_ptr<timer_alarm> alarm_;
};

class real_world : public world {
 public:
  real_world(std::uint32_t compute_threads, network_settings network)
      : network_settings_(std::move(network)),
        threads_(compute_threads ? compute_threads : std::max(1U, std::thread::hardware_concurrency())) {}

  std::uint64_t monotonic_ns() const override { return since_epoch_ns(std::chrono::steady_clock::now()); }
  std::uint64_t unix_ns() const override { return since_epoch_ns(std::chrono::system_clock::now()); }
  void random(std::span<std::byte> to) override { random_.fill(to); }
  std::unique_ptr<alarm> make_alarm(std::function<void()> ring) override {
    return std::make_unique<shared_alarm>(std::make_shared<timer_alarm>(executor(), std::move(ring)));
  }
  void compute(std::function<void()> work) override {
    std::unique_lock lock(mutex_);
    if (stopped_) return lock.unlock();   // and only then is `work` dropped: its end may come back here
    if (!pool_) pool_.emplace(threads_);  // a program that never computes starts no thread
    pool_->run(std::move(work));
  }
  std::uint32_t compute_threads() const override { return threads_; }
  void store(std::function<void()> work) override {
    std::unique_lock lock(mutex_);
    if (stopped_) return lock.unlock();
    if (!storage_) storage_.emplace(1, compute_pool::rest::finish);
    storage_->run(std::move(work));
  }
  transport& network() override {
    const std::lock_guard lock(mutex_);
    if (!network_) {
      auto made = make_http_transport(executor(), network_settings_);
      network_ = made ? std::move(*made) : make_broken_transport(executor(), made.error().misconfigured(true));
    }
    return *network_;
  }
  void stop() override {
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    pool_.reset();  // what never ran may hold the very objects that own this world
    storage_.reset();
  }

 protected:
  /// Before the executor goes: connections that rest are bound to it.
  void leave_network() {
    const std::lock_guard lock(mutex_);
    network_.reset();
  }

 private:
  const network_settings network_settings_;
  const std::uint32_t threads_;
  std::unique_ptr<transport> network_;
  random_source random_;
  std::mutex mutex_;
  bool stopped_ = false;
  std::optional<compute_pool> pool_, storage_;
};

class threaded_world final : public real_world {
 public:
  threaded_world(std::uint32_t io_threads, std::uint32_t compute_threads, const network_settings& network)
      : real_world(compute_threads, network),
        context_(std::in_place, static_cast<int>(io_threads)),
        work_(context_->get_executor()) {
    for (std::uint32_t i = 0; i < std::max(1U, io_threads); ++i) threads_.emplace_back([this] { context_->run(); });
  }
  ~threaded_world() override { threaded_world::stop(); }
  asio::any_io_executor executor() override { return context_->get_executor(); }
  bool on_own_thread() const override {
    return std::any_of(threads_.begin(), threads_.end(),
                       [](const auto& t) { return t.get_id() == std::this_thread::get_id(); });
  }
  void stop() override {
    if (!context_) return;
    real_world::stop();
    work_.reset();
    context_->stop();
    for (auto& t : threads_) t.join();
    threads_.clear();
    // Answers that are ready still reach their coroutines; one that asks again and again does not hold up the end.
    context_->restart();
    for (int n = 0; n < most_last_handlers && context_->poll_one() > 0; ++n) {
    }
    leave_network();
    context_.reset();  // with every coroutine that waits on it: they may hold the very objects that own this world
  }

 private:
  static constexpr int most_last_handlers = 10'000;
  std::optional<asio::io_context> context_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  std::vector<std::thread> threads_;
};

class hosted_world final : public real_world {
 public:
  hosted_world(asio::any_io_executor where, std::uint32_t compute_threads, const network_settings& network)
      : real_world(compute_threads, network), where_(std::move(where)) {}
  asio::any_io_executor executor() override { return where_; }
  bool on_foreign_executor() const override { return true; }

 private:
  asio::any_io_executor where_;
};

}  // namespace

std::unique_ptr<world> make_threaded_world(std::uint32_t io_threads, std::uint32_t compute_threads,
                                           const network_settings& network) {
  return std::make_unique<threaded_world>(io_threads, compute_threads, network);
}

std::unique_ptr<world> make_world_on(boost::asio::any_io_executor where, std::uint32_t compute_threads,
                                     const network_settings& network) {
  return std::make_unique<hosted_world>(std::move(where), compute_threads, network);
}

}  // namespace ketway
