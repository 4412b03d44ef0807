#include <thread>

#include "reference.hpp"

namespace ketway {
namespace {

TEST(Sharing, CopiesShareTheirColumnsUntilOneChanges) {
  circuit a(2);
  a.h(0).rx(parameter("t"), 1);
  const circuit b = a;
  EXPECT_EQ(a.columns().gates, b.columns().gates);
  a.x(1);
  EXPECT_NE(a.columns().gates, b.columns().gates);
  EXPECT_EQ(a.size(), 3U);
  EXPECT_EQ(b.size(), 2U);
}

TEST(Sharing, AnOwnerOfItsColumnsChangesThemInPlace) {
  circuit a(2);
  for (int i = 0; i < 9; ++i) a.h(0);  // room is left after this
  const kw_gate* place = a.columns().gates;
  {
    const circuit copy = a;  // NOLINT(performance-unnecessary-copy-initialization): the copy is what is tested
  }
  a.x(1);
  EXPECT_EQ(a.columns().gates, place);
}

TEST(Sharing, ARefusedChangeOfACopyLeavesBothAsTheyWere) {
  circuit a(1);
  a.h(0);
  circuit b = a;
  EXPECT_THROW(b.x(5), exception);
  EXPECT_EQ(a, b);
  EXPECT_EQ(a.size(), 1U);
}

TEST(Sharing, ACopyOutlivesItsOriginalWithItsTexts) {
  circuit copy;
  {
    circuit original(1, 1);
    original.rx(parameter("a_long_name_that_no_small_string_can_hold"), 0);
    copy = original;
    original.rx(parameter("b"), 0);
  }
  copy.rx(parameter("c"), 0);
  EXPECT_EQ(copy.parameters(), (std::vector<std::string>{"a_long_name_that_no_small_string_can_hold", "c"}));
}

TEST(Sharing, ManyThreadsMayReadAndCopyOneCircuitAndChangeTheirCopies) {
  circuit shared(4, 4);
  shared.h(0).cx(0, 1).rx(parameter("a"), 2);
  const std::uint64_t digest = shared.digest();
  std::vector<std::thread> threads;
  std::vector<int> right(4, 0);
  for (std::size_t t = 0; t < right.size(); ++t)  // NOLINT(modernize-loop-convert): the index is the thread's
    threads.emplace_back([t, &right, digest, mine = shared]() mutable {
      for (int turn = 0; turn < 200; ++turn) {
        circuit copy = mine;
        right[t] += copy.columns().num_gates == 3 && copy.digest() == digest ? 1 : 0;
        copy.x(3).measure(0, 0);
        right[t] += copy.size() == 5 ? 1 : 0;
      }
      mine.y(1);
      right[t] += mine.size() == 4 ? 1 : 0;
    });
  shared = circuit();
  for (std::thread& t : threads) t.join();
  EXPECT_EQ(right, std::vector<int>(4, 401));
}

}  // namespace
}  // namespace ketway
