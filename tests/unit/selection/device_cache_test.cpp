// What is kept of devices, on a virtual clock, with backends that count how often they are asked.
#include "ketway/discovery/device_cache.hpp"

#include <gtest/gtest.h>

#include <array>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "../stop_signals.hpp"
#include "ketway/backend_node.hpp"

namespace ketway::tests {
namespace {

namespace asio = boost::asio;
using std::chrono::seconds;

// A moment of the world's time.
asio::awaitable<void> pause(world& w, std::chrono::nanoseconds t) {
  auto begin = [&w, t](auto handler) {
    using handler_type = decltype(handler);
    auto kept = std::make_shared<handler_type>(std::move(handler));
    auto bell = std::make_shared<std::unique_ptr<alarm>>();
    *bell = w.make_alarm([kept, bell] {
      bell->reset();
      std::move (*kept)();
    });
    (*bell)->arm(w.monotonic_ns() + static_cast<std::uint64_t>(t.count()));
  };
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(std::move(begin), asio::use_awaitable);
}

class counting_node final : public backend_node {
 public:
  counting_node(world& w, std::string n) : world_(w), name_(std::move(n)) {}
  const std::string& name() const noexcept override { return name_; }
  ketway::device device() const override { return {}; }
  asio::awaitable<expected<ketway::device>> refresh() override { return answer(*this); }
  asio::awaitable<result> execute(circuit, execute_options) override { throw exception(none()); }
  asio::awaitable<expected<result>> try_execute(circuit, execute_options) override { throw exception(none()); }
  asio::awaitable<std::vector<expected<result>>> execute_batch(std::vector<circuit>, execute_options) override {
    throw exception(none());
  }
  asio::awaitable<std::vector<expected<result>>> sweep(circuit, parameter_table, execute_options) override {
    throw exception(none());
  }
  asio::awaitable<expected<job>> submit(circuit, execute_options) override { throw exception(none()); }
  asio::awaitable<expected<void>> validate(circuit, execute_options) override { throw exception(none()); }

  std::uint64_t asked = 0;
  std::chrono::nanoseconds takes{0};
  bool fails = false;

 private:
  static error none() { return {errc::unimplemented, "only asked about its device"}; }
  static asio::awaitable<expected<ketway::device>> answer(counting_node& self) {
    ++self.asked;
    if (self.takes.count() > 0) co_await pause(self.world_, self.takes);
    if (self.fails) co_return error(errc::unavailable, "it is down");
    ketway::device d;
    d.queue_length = static_cast<std::uint32_t>(self.asked);
    co_return d;
  }
  world& world_;
  std::string name_;
};

class CachedDevices : public ::testing::Test {
 protected:
  CachedDevices() : world(make_simulated_world(3)), rt(std::in_place, *world), node(make("one")) {}
  ~CachedDevices() override {
    cache.reset();
    world->run_for(seconds(60));
    rt.reset();
    world->run_ready();
  }
  std::shared_ptr<counting_node> make(const std::string& name) { return std::make_shared<counting_node>(*world, name); }
  void with(device_cache_options o) { cache.emplace(*rt, o); }
  asio::awaitable<void> get_into(std::shared_ptr<counting_node> n, std::optional<expected<seen_device>>& to) {
    expected<seen_device> seen = co_await cache->get(backend(std::move(n)));
    to.emplace(std::move(seen));
  }
  void start(std::optional<expected<seen_device>>& to, std::shared_ptr<counting_node> n) {
    asio::co_spawn(rt->get_executor(), get_into(std::move(n), to),
                   asio::bind_cancellation_slot(stop.slot(), asio::detached));
  }
  seen_device get() {
    std::optional<expected<seen_device>> seen;
    start(seen, node);
    world->run_ready();
    return seen.value().value();
  }
  /// Virtual time goes on even where nothing waits for it.
  void pass(std::chrono::nanoseconds t) {
    auto bell = world->make_alarm([] {});
    bell->arm(world->monotonic_ns() + static_cast<std::uint64_t>(t.count()));
    world->run_for(t);
  }

  std::unique_ptr<simulated_world> world;
  std::optional<runtime> rt;
  std::shared_ptr<counting_node> node;
  std::optional<device_cache> cache;
  stop_signals stop;
};

TEST_F(CachedDevices, AreAskedOnceInThirtySeconds) {
  with({});
  EXPECT_EQ(get().age, seconds(0));
  pass(seconds(29));
  const seen_device again = get();
  EXPECT_EQ(node->asked, 1U);
  EXPECT_EQ(again.age, seconds(29));
  EXPECT_EQ(again.device.queue_length, 1U);
  pass(seconds(2));
  EXPECT_EQ(get().age, seconds(0));
  EXPECT_EQ(node->asked, 2U);
}

TEST_F(CachedDevices, AnswerEverybodyWhoAsksMeanwhileFromOneQuestion) {
  with({});
  node->takes = seconds(2);
  std::array<std::optional<expected<seen_device>>, 20> seen;
  for (auto& one : seen) start(one, node);
  world->run_for(seconds(3));
  for (const auto& one : seen) EXPECT_EQ(one.value().value().device.queue_length, 1U);
  EXPECT_EQ(node->asked, 1U);
  EXPECT_EQ(cache->questions(), 1U);
}

TEST_F(CachedDevices, CostTwentyFiveTimesFewerCallsThanAskingEveryTime) {
  with({});
  std::uint64_t wanted = 0;
  for (int second = 0; second < 3600; ++second, ++wanted) {
    EXPECT_LE(get().age, seconds(30));
    pass(seconds(1));
  }
  EXPECT_GE(wanted, 25 * node->asked);
  EXPECT_GT(node->asked, 0U);
  EXPECT_EQ(cache->questions(), node->asked);
}

TEST_F(CachedDevices, AreRefreshedInTheBackgroundWhileTheyAreUsed) {
  with({});
  get();
  world->run_for(seconds(65));
  EXPECT_EQ(node->asked, 2U);  // at 60 s, though nobody asked
  const auto seen = cache->find("one");
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->age, seconds(5));
  EXPECT_EQ(seen->device.queue_length, 2U);
}

TEST_F(CachedDevices, AreLeftAloneWhenNobodyUsesThem) {
  with(device_cache_options().unused_after(std::chrono::minutes(5)));
  get();
  EXPECT_LE(world->run_for(std::chrono::hours(5)), std::chrono::minutes(6));  // nothing is armed beyond
  EXPECT_LE(node->asked, 6U);
  EXPECT_GE(node->asked, 5U);
}

TEST_F(CachedDevices, AreNotRefreshedAfterTheEnd) {
  with({});
  get();
  cache.reset();
  EXPECT_EQ(world->run_for(std::chrono::hours(1)), seconds(0));  // no alarm is left
  EXPECT_EQ(node->asked, 1U);
}

TEST_F(CachedDevices, TheEndStopsAQuestionThatRuns) {
  with({});
  node->takes = std::chrono::hours(2);
  std::optional<expected<seen_device>> seen;
  start(seen, node);
  world->run_ready();
  cache.reset();
  world->run_for(std::chrono::hours(3));
  ASSERT_TRUE(seen);  // it is answered, and nothing of it touches what is gone
}

TEST_F(CachedDevices, AFailureIsNotKept) {
  with({});
  node->fails = true;
  std::optional<expected<seen_device>> seen;
  start(seen, node);
  world->run_ready();
  ASSERT_FALSE(seen.value());
  EXPECT_EQ(seen->error().code(), errc::unavailable);
  node->fails = false;
  EXPECT_EQ(get().device.queue_length, 2U);
}

TEST_F(CachedDevices, ACallerWhoGoesLeavesTheQuestionToTheOthers) {
  with({});
  node->takes = seconds(2);
  std::optional<expected<seen_device>> gone, stays;
  start(gone, node);
  asio::co_spawn(rt->get_executor(), get_into(node, stays), asio::detached);
  world->run_ready();
  stop.emit(asio::cancellation_type::terminal);
  world->run_ready();
  ASSERT_TRUE(gone);
  EXPECT_EQ(gone->error().code(), errc::cancelled);
  EXPECT_FALSE(stays);
  world->run_for(seconds(3));
  EXPECT_TRUE(stays.value().has_value());
  EXPECT_EQ(node->asked, 1U);
}

TEST_F(CachedDevices, AreFoundWithoutAskingWhereTheyAreKnown) {
  with({});
  EXPECT_FALSE(cache->find("one"));
  get();
  pass(seconds(10));
  EXPECT_EQ(cache->find("one").value().age, seconds(10));
  pass(seconds(21));
  EXPECT_FALSE(cache->find("one"));
  EXPECT_EQ(node->asked, 1U);
}

TEST_F(CachedDevices, AreKeptBesideEachOther) {
  with({});
  const auto other = make("two");
  get();
  std::optional<expected<seen_device>> seen;
  start(seen, other);
  world->run_ready();
  EXPECT_EQ(node->asked, 1U);
  EXPECT_EQ(other->asked, 1U);
}

asio::awaitable<void> get_once(const device_cache& c, backend b, bool& done) {
  const expected<seen_device> seen = co_await c.get(std::move(b));
  done = seen.has_value();
}

TEST(CachedDevicesOnACallersExecutor, KeepNoEventLoopAlive) {
  asio::io_context io;
  runtime rt(io.get_executor());
  const device_cache cache(rt);
  bool done = false;
  asio::co_spawn(io, get_once(cache, backend(std::make_shared<counting_node>(rt.world(), "one")), done),
                 asio::detached);
  io.run();  // ends, though a refresh would be due in a minute
  EXPECT_TRUE(done);
}

}  // namespace
}  // namespace ketway::tests
