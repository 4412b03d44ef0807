#include "ketway/suggestion.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace {

const std::vector<std::string> names{"max_qubits", "seed", "method"};

TEST(Suggestion, FindsANameWithOneLetterMissing) { EXPECT_EQ(ketway::nearest_name("max_qubit", names), "max_qubits"); }
TEST(Suggestion, CountsTwoSwappedLettersAsOneEdit) { EXPECT_EQ(ketway::nearest_name("sede", names), "seed"); }
TEST(Suggestion, IgnoresCase) { EXPECT_EQ(ketway::nearest_name("MAX_QUBITS", names), "max_qubits"); }
TEST(Suggestion, SaysNothingWhereNoNameIsNear) { EXPECT_EQ(ketway::nearest_name("noise_model", names), ""); }
TEST(Suggestion, TakesTheFirstOfEquallyNearNames) {
  EXPECT_EQ(ketway::nearest_name("ab", std::vector<std::string>{"ac", "ad"}), "ac");
}
TEST(Suggestion, DoesNotComparePastAHundredLetters) {
  const std::string longest(101, 'a');
  EXPECT_EQ(ketway::nearest_name(longest, std::vector<std::string>{longest}), "");
}
TEST(Suggestion, ListsTheNamesWhereNoneIsNear) {
  EXPECT_EQ(ketway::suggestion("noise", names), R"(; expected one of "max_qubits", "seed", "method")");
}
TEST(Suggestion, AsksWhetherTheNearNameWasMeant) {
  EXPECT_EQ(ketway::suggestion("sed", names), R"(; did you mean "seed"?)");
}
TEST(Suggestion, ShowsNoControlCharactersOfAName) { EXPECT_EQ(ketway::in_quotes("a\x1b[2J\"b"), R"("a?[2J?b")"); }

}  // namespace
