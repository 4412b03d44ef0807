#include <gtest/gtest.h>

#include "scripted_node.hpp"

namespace ketway::tests {
namespace {

class FailoverBatch : public ::testing::Test {
 protected:
  std::vector<expected<result>> batch(const backend& b, std::size_t n) {
    return *s.finish(b.execute_batch(std::vector<circuit>(n, circuit(1, 1))));
  }
  scene s;
};

TEST_F(FailoverBatch, WhatOneLeavesUndoneGoesToTheNextAndOnlyThat) {
  s.node("a").says = [](int n) { return n == 1 ? expected<result>(refusal()) : result_of("a"); };
  const auto all = batch(failover(s.of("a"), s.of("b")), 3);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0]->backend(), "a");
  EXPECT_EQ(all[1]->backend(), "b");
  EXPECT_EQ(all[2]->backend(), "a");
  EXPECT_EQ(s.node("b").batches, std::vector<std::size_t>{1});
  EXPECT_EQ(steps_of(all[2]->decisions()), "tried:a failed:a tried:b won:b");
}

TEST_F(FailoverBatch, WhatMayRunStaysWhereItIs) {
  s.node("a").says = [](int n) { return n == 0 ? lost_answer() : refusal(); };
  const auto all = batch(failover(s.of("a"), s.of("b")), 2);
  ASSERT_FALSE(all[0]);
  EXPECT_TRUE(all[0].error().maybe_executed());
  EXPECT_TRUE(all[1]);
  EXPECT_EQ(s.node("b").batches, std::vector<std::size_t>{1});
}

TEST_F(FailoverBatch, TriesTheSameAgainWhereThatMayHelpAll) {
  s.node("a").says = [](int n) { return n < 2 ? expected<result>(outage().retryable(true)) : result_of("a"); };
  const auto all = batch(failover(s.of("a"), s.of("b")), 2);
  EXPECT_TRUE(all[0] && all[1]);
  EXPECT_EQ(s.node("b").calls, 0);
}

TEST_F(FailoverBatch, TellsEveryReasonOfEachThatNobodyTakes) {
  for (const char* n : {"a", "b"}) s.node(n).says = [](int) { return refusal(); };
  const auto all = batch(failover(s.of("a"), s.of("b")), 2);
  for (const auto& one : all) EXPECT_NE(one.error().message().find("a: it does not fit; b:"), std::string::npos);
}

TEST_F(FailoverBatch, AnEmptyOneAsksNobody) {
  EXPECT_TRUE(batch(failover(s.of("a")), 0).empty());
  EXPECT_TRUE(s.node("a").batches.empty());
}

TEST_F(FailoverBatch, RowsOfASweepGoOnLikeCircuits) {
  s.node("a").says = [](int n) { return n == 0 ? expected<result>(refusal()) : result_of("a"); };
  parameter_table table({"x"});
  table.row({1}).row({2}).row({3});
  const auto all = *s.finish(failover(s.of("a"), s.of("b")).sweep(circuit(1, 1), table));
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0]->backend(), "b");
  EXPECT_EQ(all[1]->backend(), "a");
}

}  // namespace
}  // namespace ketway::tests
