#include <gtest/gtest.h>

#include "told_backend.hpp"

namespace ketway::tests {
namespace {

using namespace std::chrono_literals;

class Best : public ::testing::Test {
 protected:
  void add(const made_result& r) { s.add("b" + std::to_string(s.contenders.size())).answers(r); }
  const comparison& found(compare_options how = compare_options().no_reference()) {
    s.start_compare(std::move(how));
    return s.report->value();
  }
  static made_result one() { return made_result().counts({5, 0, 0, 5}); }
  scene s;
};

TEST_F(Best, TheFastestHasTheShortestTimeAndOfEqualOnesIsTheFirst) {
  add(one().took(3s)), add(one().took(1s)), add(one().took(1s));
  EXPECT_EQ(found().fastest, 1U);
}

TEST_F(Best, TheCheapestIsTheLowestOfOneCurrency) {
  add(one().costs(3)), add(one().costs(0.5)), add(one().costs(2));
  EXPECT_EQ(found().cheapest, 1U);
}

TEST_F(Best, AnUnknownCostIsNeverTheCheapest) {
  add(one().costs({})), add(one().costs(5));
  EXPECT_EQ(found().cheapest, 1U);
}

TEST_F(Best, NobodyIsTheCheapestWhereNoCostIsKnown) {
  add(one().costs({})), add(one().costs({}));
  EXPECT_FALSE(found().cheapest);
}

TEST_F(Best, SeveralCurrenciesAreNotCompared) {
  add(one().costs(3, "USD")), add(one().costs(1, "credits"));
  EXPECT_FALSE(found().cheapest);
}

TEST_F(Best, NothingIsTheCheapestInAnyCurrency) {
  add(one().costs(3, "USD")), add(one().costs(1, "credits")), add(one().costs(0, "seconds"));
  EXPECT_EQ(found().cheapest, 2U);
}

TEST_F(Best, TheMostFaithfulOfEqualOnesIsTheFirst) {
  add(made_result().counts({9, 0, 0, 1})), add(one()), add(one()), add(one());
  EXPECT_EQ(found(compare_options().reference("b3")).most_faithful, 1U);
}

TEST_F(Best, TheReferenceIsTheMostFaithfulWhereItAloneHasAResult) {
  s.add("down");
  add(one());
  EXPECT_EQ(found(compare_options().reference("b1")).most_faithful, 1U);
}

TEST_F(Best, NobodyIsBestWhereAllFailed) {
  s.add("a"), s.add("b");
  const comparison& c = found();
  EXPECT_FALSE(c.fastest || c.most_faithful || c.cheapest);
}

}  // namespace
}  // namespace ketway::tests
