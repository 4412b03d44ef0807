// g++ 12 destroys temporaries of aggregates twice in a full expression with co_await. What the API takes there is counted.
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "ketway/backend.hpp"
#include "ketway/runtime.hpp"

namespace ketway::tests {
namespace {

static_assert(!std::is_aggregate_v<execute_options>);
static_assert(!std::is_aggregate_v<settings>);
static_assert(!std::is_aggregate_v<parameter_table>);
static_assert(!std::is_aggregate_v<circuit>);
static_assert(!std::is_aggregate_v<condition>);
static_assert(!std::is_aggregate_v<angle>);
static_assert(!std::is_aggregate_v<error>);
static_assert(!std::is_aggregate_v<timing>);
static_assert(!std::is_aggregate_v<cost>);
static_assert(!std::is_aggregate_v<device>);
static_assert(!std::is_aggregate_v<job_status>);

/// Shaped like the SDK's option types: a class with a constructor and a fluent setter.
class counted_option {
 public:
  counted_option() { ++alive; }
  counted_option(const counted_option& o) : value(o.value) { ++alive; }
  counted_option(counted_option&& o) noexcept : value(o.value) { ++alive; }
  counted_option& operator=(const counted_option&) = default;
  ~counted_option() { --alive; }
  counted_option& set(int v) { return value = v, *this; }
  int value = 0;
  static inline int alive = 0;
};

boost::asio::awaitable<int> take(counted_option o) { co_return o.value; }
boost::asio::awaitable<void> use(int& sum) {
  for (int i = 0; i < 10; ++i) sum += co_await take(counted_option().set(i));
}

TEST(OptionTypes, AreDestroyedOnceInAnExpressionWithCoAwait) {
  int sum = 0;
  boost::asio::io_context io;
  boost::asio::co_spawn(io, use(sum), boost::asio::detached);
  io.run();
  EXPECT_EQ(sum, 45);
  EXPECT_EQ(counted_option::alive, 0);
}

boost::asio::awaitable<std::uint64_t> take_options(execute_options o) {
  co_return o.shots() + o.parameters().size() + o.options().size();
}
boost::asio::awaitable<void> use_options(std::uint64_t& sum) {
  for (int i = 0; i < 10; ++i)
    sum += co_await take_options(execute_options().shots(5).parameter("a", 1).option("b", "2"));
}

TEST(OptionTypes, OfTheSdkMayBeTemporariesThere) {
  std::uint64_t sum = 0;  // the address sanitizer watches the tables inside
  boost::asio::io_context io;
  boost::asio::co_spawn(io, use_options(sum), boost::asio::detached);
  io.run();
  EXPECT_EQ(sum, 70U);
}

}  // namespace
}  // namespace ketway::tests
