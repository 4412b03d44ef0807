// What is bound to an executor's context and its end, on whatever threads they come together.
#include "world/executor_end.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <future>
#include <optional>
#include <thread>

namespace ketway::tests {
namespace {

TEST(ExecutorEnd, LetsGoOnceWhereTheContextEndsFirst) {
  int times = 0;
  std::optional<boost::asio::io_context> context(std::in_place);
  std::optional<executor_end> end(std::in_place, context->get_executor(), [&] { ++times; });
  context.reset();
  EXPECT_EQ(times, 1);
  end.reset();
  EXPECT_EQ(times, 1);
}

TEST(ExecutorEnd, LetsGoOnceWhereItsOwnerEndsFirst) {
  int times = 0;
  std::optional<boost::asio::io_context> context(std::in_place);
  std::optional<executor_end> end(std::in_place, context->get_executor(), [&] { ++times; });
  end.reset();
  EXPECT_EQ(times, 1);
  context.reset();
  EXPECT_EQ(times, 1);
}

TEST(ExecutorEnd, AContextWaitsForWhoIsInsideIt) {
  std::atomic<bool> let_go = false;
  std::optional<boost::asio::io_context> context(std::in_place);
  const executor_end end(context->get_executor(), [&] { let_go = true; });
  std::optional<executor_end::pin> stays(std::in_place, end);
  ASSERT_TRUE(*stays);
  auto ended = std::async(std::launch::async, [&] { context.reset(); });
  EXPECT_FALSE(let_go);
  stays.reset();
  ended.get();
  EXPECT_TRUE(let_go);
  EXPECT_FALSE(executor_end::pin(end));
}

TEST(ExecutorEnd, MayComeFromTheOwnerThatIsLetGo) {
  struct owner {
    explicit owner(boost::asio::io_context& c) : end(c.get_executor(), [this] { self.reset(); }) {}
    std::shared_ptr<owner> self;
    executor_end end;
  };
  std::optional<boost::asio::io_context> context(std::in_place);
  std::weak_ptr<owner> seen;
  {
    const auto o = std::make_shared<owner>(*context);
    o->self = o, seen = o;
  }
  context.reset();
  EXPECT_TRUE(seen.expired());
}

TEST(ExecutorEnd, WhatItsOwnerHasOfTheContextIsGoneBeforeTheContextIs) {
  for (int n = 0; n < 2'000; ++n) {
    struct owner {
      explicit owner(boost::asio::io_context& c)
          : strand(boost::asio::make_strand(c)), end(c.get_executor(), [this] { strand.reset(); }) {}
      std::optional<boost::asio::strand<boost::asio::io_context::executor_type>> strand;
      executor_end end;
    };
    std::optional<boost::asio::io_context> context(std::in_place);
    auto o = std::make_unique<owner>(*context);
    std::atomic<bool> go = false;
    std::thread other([&] {
      go.wait(false);
      if (const executor_end::pin stays(o->end); stays) boost::asio::post(*o->strand, [] {});
      o.reset();
    });
    go = true, go.notify_one();
    context.reset();
    other.join();
  }
}

}  // namespace
}  // namespace ketway::tests
