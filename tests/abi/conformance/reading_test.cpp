#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include "conform/check.hpp"
#include "conform/copies.hpp"
#include "conform/elf.hpp"
#include "conform/json.hpp"

namespace ketway::conform {
namespace {

TEST(Quirks, AreRulesWithReasons) {
  subject s;
  std::string problem;
  ASSERT_TRUE(read_quirks("# a comment\n\nKWR-09 = no network\r\n  KWR-14 bell= one qubit = all it has\n", s, problem));
  EXPECT_EQ(s.quirks.at("KWR-09"), "no network");
  EXPECT_EQ(s.quirks.at("KWR-14 bell"), "one qubit = all it has");
}

TEST(Quirks, RefuseALineWithoutAReason) {
  for (const char* text : {"KWR-09", "KWR-09 =", "rule = reason", "\n\nKWR-1\n"}) {
    subject s;
    std::string problem;
    EXPECT_FALSE(read_quirks(text, s, problem)) << text;
    EXPECT_NE(problem.find("line "), std::string::npos);
  }
}

TEST(ConformJson, ReadsWhatJsonIs) {
  for (const char* text :
       {"{}", "[]", " {\"a\": [1, -2.5e+3, true, null, \"x\\\"y\"], \"b\": {\"c\": {}}} ", "0", "\"\""})
    EXPECT_TRUE(json::parse(text)) << text;
}

TEST(ConformJson, RefusesWhatItIsNot) {
  for (const char* text :
       {"", "{", "{]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "[1 2]", "01x", "tru", "\"open", "1 2", "-"})
    EXPECT_FALSE(json::parse(text)) << text;
}

TEST(ConformJson, RefusesEndlessNesting) { EXPECT_FALSE(json::parse(std::string(100'000, '['))); }

TEST(ConformJson, ReplacesAMember) {
  EXPECT_EQ(with_member("{\"a\": 1, \"b\": \"x\"}", "a", "[2]"), "{\"b\":\"x\",\"a\":[2]}");
  EXPECT_EQ(with_member("no object", "a", "1"), "{\"a\":1}");
}

TEST(ConformUtf8, TellsTextFromBytes) {
  for (const char* good : {"", "plain", "\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x98\x80"})
    EXPECT_TRUE(is_utf8(good)) << good;
  for (const char* bad : {"\xff", "\xc3", "\xc0\x80", "\xed\xa0\x80", "\xe2\x82", "\xf5\x80\x80\x80", "\x80"})
    EXPECT_FALSE(is_utf8(bad)) << bad;
}

std::string temporary(const std::string& bytes) {
  const auto path = std::filesystem::temp_directory_path() / ("ketway_elf_" + std::to_string(std::random_device{}()));
  std::ofstream(path, std::ios::binary) << bytes;
  return path.string();
}

TEST(Elf, RefusesWhatIsNoLibrary) {
  for (const std::string& bytes : {std::string(), std::string("hello"),
                                   std::string("\x7f"
                                               "ELF"),
                                   std::string(4096, '\0')}) {
    const std::string path = temporary(bytes);
    EXPECT_FALSE(read_elf(path).problem.empty());
    std::filesystem::remove(path);
  }
  EXPECT_FALSE(read_elf("no such file").problem.empty());
}

TEST(Elf, SurvivesADamagedLibrary) {
  std::ifstream in("/proc/self/exe", std::ios::binary);
  const std::string whole(std::istreambuf_iterator<char>(in), {});
  ASSERT_GT(whole.size(), 4096u);
  std::mt19937 dice(7);
  for (int i = 0; i < 20; ++i) {
    // Headers and the section table are where numbers lead elsewhere.
    std::string bytes = whole.substr(0, 1 + dice() % whole.size());
    for (int k = 0; k < 40; ++k) bytes[dice() % std::min<std::size_t>(bytes.size(), 64)] = static_cast<char>(dice());
    bytes.replace(0, 7, whole, 0, 7);
    const std::string path = temporary(bytes);
    const elf_facts facts = read_elf(path);
    EXPECT_LE(facts.exports.size(), whole.size());
    std::filesystem::remove(path);
  }
}

}  // namespace
}  // namespace ketway::conform
