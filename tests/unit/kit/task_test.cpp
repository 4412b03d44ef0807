#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "recorder.hpp"

namespace ketway::plugin::tests {
namespace {

task<int> ready(int value) { co_return value; }
task<void> nothing_to_do() { co_return; }
task<int> failing() {
  throw std::runtime_error("no such thing");
  co_return 0;
}
task<int> nested(int depth) {
  if (depth == 0) co_return 0;
  co_return 1 + co_await nested(depth - 1);
}
task<int> looped(int times) {
  int sum = 0;
  for (int i = 0; i < times; ++i) sum += co_await ready(1);
  co_return sum;
}

/// Runs a task to its end on a host that has nothing to wait for, and lets the test look at what it gave.
template <class T>
task<void> keep(task<T> body, std::optional<T>& to) {
  to.emplace(co_await std::move(body));
}
template <class T>
std::optional<T> value_of(task<T> body) {
  conform::fake_host host;
  recorder seen;
  std::optional<T> out;
  seen.start(host, [&] { return keep(std::move(body), out); });
  EXPECT_EQ(seen.completions, 1);
  EXPECT_EQ(seen.code(), static_cast<std::uint32_t>(KW_OK));
  return out;
}

TEST(Task, GivesItsValueToWhoAwaitsIt) { EXPECT_EQ(value_of(ready(42)), 42); }

TEST(Task, RunsOnlyWhenAwaited) {
  bool ran = false;
  const auto body = [](bool& flag) -> task<int> {
    flag = true;
    co_return 1;
  };
  { auto unused = body(ran); }
  EXPECT_FALSE(ran);
}

TEST(Task, CarriesAnExceptionToWhoAwaitsIt) {
  const auto outer = []() -> task<std::string> {
    try {
      co_await failing();
    } catch (const std::runtime_error& e) {
      co_return e.what();
    }
    co_return "nothing thrown";
  };
  EXPECT_EQ(value_of(outer()), "no such thing");
}

TEST(Task, MayGiveNothing) {
  const auto outer = []() -> task<int> {
    co_await nothing_to_do();
    co_return 7;
  };
  EXPECT_EQ(value_of(outer()), 7);
}

TEST(Task, MovesAValueThatCannotBeCopied) {
  const auto inner = []() -> task<std::unique_ptr<int>> { co_return std::make_unique<int>(3); };
  const auto outer = [](auto make) -> task<int> {
    auto p = co_await make();
    co_return *p;
  };
  EXPECT_EQ(value_of(outer(inner)), 3);
}

TEST(Task, TakesABracedValue) {
  const auto inner = []() -> task<std::pair<int, int>> { co_return {3, 4}; };
  const auto outer = [](auto make) -> task<int> {
    const auto p = co_await make();
    co_return p.first* p.second;
  };
  EXPECT_EQ(value_of(outer(inner)), 12);
}

// Symmetric transfer needs the compiler's tail calls, which g++ leaves out of unoptimised code.
#if defined(__clang__) || defined(__OPTIMIZE__)
constexpr int many = 100'000;
#else
constexpr int many = 1'000;
#endif

TEST(Task, AwaitsManyFinishedTasksOnOneStack) { EXPECT_EQ(value_of(looped(many)), many); }

TEST(Task, NestsDeeplyOnOneStack) { EXPECT_EQ(value_of(nested(many)), many); }

TEST(Task, DestroysWhatItHoldsWhenItEnds) {
  auto held = std::make_shared<int>(1);
  const std::weak_ptr<int> watch = held;
  const auto body = [](std::shared_ptr<int> p) -> task<int> { co_return *p; };
  EXPECT_EQ(value_of(body(std::move(held))), 1);
  EXPECT_TRUE(watch.expired());
}

}  // namespace
}  // namespace ketway::plugin::tests
