#include "schema/pattern.hpp"

#include <gtest/gtest.h>

#include <random>
#include <regex>
#include <string>

namespace {

using ketway::detail::pattern;

bool found(std::string_view form, std::string_view text) {
  const auto compiled = pattern::compile(form);
  EXPECT_TRUE(compiled) << form;
  return compiled && compiled->found_in(text);
}
void expect_refused(std::string_view form, std::string_view words) {
  const auto compiled = pattern::compile(form);
  ASSERT_FALSE(compiled) << form;
  EXPECT_NE(compiled.error().message().find(words), std::string::npos) << compiled.error().message();
}

TEST(Pattern, MatchesAnywhereUnlessAnchored) {
  EXPECT_TRUE(found("b", "abc"));
  EXPECT_FALSE(found("^b", "abc"));
  EXPECT_FALSE(found("b$", "abc"));
}
TEST(Pattern, OfNothingMatchesEverything) { EXPECT_TRUE(found("", "")); }
TEST(Pattern, CountsRepeats) {
  EXPECT_TRUE(found("^a{2,3}$", "aaa"));
  EXPECT_FALSE(found("^a{2,3}$", "a"));
  EXPECT_FALSE(found("^a{2,3}$", "aaaa"));
  EXPECT_TRUE(found("^a{2,}$", "aaaaa"));
  EXPECT_FALSE(found("^a{2}$", "aaa"));
  EXPECT_TRUE(found("^a{0}$", ""));
}
TEST(Pattern, KnowsClassesAndTheirNegations) {
  EXPECT_TRUE(found(R"(^[a-c_\d-]+$)", "a_9-"));
  EXPECT_FALSE(found(R"(^[^a-c]+$)", "xbx"));
  EXPECT_TRUE(found(R"(^\S+\s\W\D$)", "ab -x"));
}
TEST(Pattern, TakesACodePointForOneCharacter) {
  EXPECT_TRUE(found("^.$", "é"));
  EXPECT_TRUE(found("^[α-ω]{3}$", "ψθλ"));
  EXPECT_TRUE(found(R"(^\u00e9$)", "é"));
}
TEST(Pattern, TakesOneOfSeveralAlternatives) {
  EXPECT_TRUE(found("^(tcp|unix):", "unix:/x"));
  EXPECT_FALSE(found("^(?:tcp|unix):", "exec:/x"));
}
TEST(Pattern, EndsOnARepeatOfNothing) { EXPECT_TRUE(found("^(a*)*b$", "aab")); }
TEST(Pattern, TakesLinearTimeWhereOthersTakeExponential) {
  EXPECT_FALSE(found("^(a+)+$", std::string(20'000, 'a') + "b"));
}
TEST(Pattern, RefusesWhatItDoesNotSupport) {
  expect_refused("(?=a)", "look-around");
  expect_refused(R"((a)\1)", "back references");
  expect_refused("a+?", "one quantifier only");
}
TEST(Pattern, RefusesBrokenOnes) {
  expect_refused("(a", "expected ')'");
  expect_refused("a)", "no ')'");
  expect_refused("[a", "expected ']'");
  expect_refused("*a", "something to repeat");
  expect_refused("a{3,2}", "smaller repeat count first");
  expect_refused("[z-a]", "end of a range");
  expect_refused("a\\", "escape after");
}
TEST(Pattern, RefusesOnesThatAreTooLarge) {
  EXPECT_EQ(pattern::compile("((a{100}){100}){100}").error().code(), ketway::errc::resource_exhausted);
  expect_refused(std::string(100, '(') + std::string(100, ')'), "32 nested groups");
}
TEST(Pattern, AgreesWithAnotherEngineOnRandomPatterns) {
  std::mt19937 random(5);
  const std::vector<std::string> pieces{"a",  "b",  "[ab]",   "[^a]", ".",    "(a|b)", "(ab)",
                                        "a*", "b+", "(a|b)*", "a?",   "b{2}", "^",     "$"};
  for (int i = 0; i < 2'000; ++i) {
    std::string form;
    for (unsigned n = 1 + random() % 4; n != 0; --n) form += pieces[random() % pieces.size()];
    std::string text;
    for (unsigned n = random() % 6; n != 0; --n) text += static_cast<char>('a' + random() % 3);
    ASSERT_EQ(found(form, text), std::regex_search(text, std::regex(form))) << form << " in " << text;
  }
}

}  // namespace
