// The simulated world: one thread, a virtual clock that jumps from alarm to alarm, seeded randomness. Compute work runs
// as an event of the same thread, so a whole run is a function of the seed.
#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <cstring>
#include <map>
#include <utility>

#include "ketway/world.hpp"
#include "world/broken_transport.hpp"

namespace ketway {
namespace {

namespace asio = boost::asio;

/// SplitMix64 (Steele, Lea, Flood 2014).
class seeded_bytes {
 public:
  explicit seeded_bytes(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::byte> to) {
    while (!to.empty()) {
      const std::uint64_t word = next();
      const std::size_t n = std::min(to.size(), sizeof word);
      std::memcpy(to.data(), &word, n);
      to = to.subspan(n);
    }
  }

 private:
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  std::uint64_t state_;
};

class virtual_world final : public simulated_world {
 public:
  explicit virtual_world(std::uint64_t seed) : random_(seed) {
    network_ = make_broken_transport(virtual_world::executor(), error(errc::unavailable, "this world has no network"));
  }

  asio::any_io_executor executor() override { return context_.get_executor(); }
  std::uint64_t monotonic_ns() const override { return now_; }
  std::uint64_t unix_ns() const override { return start_of_time + now_; }
  void random(std::span<std::byte> to) override { random_.fill(to); }
  std::unique_ptr<alarm> make_alarm(std::function<void()> ring) override {
    return std::make_unique<virtual_alarm>(*this, std::move(ring));
  }
  void compute(std::function<void()> work) override { asio::post(context_, std::move(work)); }
  std::uint32_t compute_threads() const override { return 1; }
  void store(std::function<void()> work) override { asio::post(context_, std::move(work)); }
  transport& network() override { return *network_; }
  void connect(std::shared_ptr<transport> to) override { network_ = std::move(to); }
  void stop() override {}

  void run_ready() override {
    context_.restart();
    context_.poll();
  }
  std::chrono::nanoseconds run_for(std::chrono::nanoseconds limit) override {
    const std::uint64_t start = now_;
    const std::uint64_t end = now_ + static_cast<std::uint64_t>(limit.count());
    for (;;) {
      run_ready();
      if (alarms_.empty() || alarms_.begin()->first.first > end) break;
      virtual_alarm* who = alarms_.begin()->second;
      now_ = std::max(now_, alarms_.begin()->first.first);
      alarms_.erase(alarms_.begin());
      who->armed_at = 0;
      asio::post(context_, who->ring);
    }
    if (!alarms_.empty()) now_ = end;  // somebody still waits beyond the limit, so time itself has passed
    return std::chrono::nanoseconds(now_ - start);
  }

 private:
  static constexpr std::uint64_t start_of_time = 1'750'000'000'000'000'000ULL;  // an arbitrary fixed date in 2025
  struct virtual_alarm final : alarm {
    virtual_alarm(virtual_world& w, std::function<void()> f) : owner(w), ring(std::move(f)), id(++w.last_alarm_) {}
    ~virtual_alarm() override { virtual_alarm::disarm(); }
    void arm(std::uint64_t at) override {
      disarm();
      armed_at = std::max<std::uint64_t>(at, 1);
      owner.alarms_.emplace(std::pair(armed_at, id), this);
    }
    void disarm() override {
      if (armed_at) owner.alarms_.erase({armed_at, id});
      armed_at = 0;
    }
    virtual_world& owner;
    std::function<void()> ring;
    std::uint64_t armed_at = 0;
    const std::uint64_t id;  // breaks ties the same way in every run
  };

  std::uint64_t now_ = 1'000'000'000ULL;  // not zero, so that "zero" stays free to mean "none"
  std::uint64_t last_alarm_ = 0;
  std::map<std::pair<std::uint64_t, std::uint64_t>, virtual_alarm*> alarms_;
  seeded_bytes random_;
  asio::io_context context_;  // what ends with it may hold alarms
  std::shared_ptr<transport> network_;
};

}  // namespace

std::unique_ptr<simulated_world> make_simulated_world(std::uint64_t seed) {
  return std::make_unique<virtual_world>(seed);
}

}  // namespace ketway
