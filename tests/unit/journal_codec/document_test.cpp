// The form of what the journal keeps.
#include "journal/document.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "journal/packing.hpp"
#include "samples.hpp"

namespace ketway::tests {
namespace {

std::string document(std::size_t numbers) {
  document_writer d;
  std::vector<std::uint32_t> column(numbers);
  std::iota(column.begin(), column.end(), 0U);
  d.head["numbers"] = d.column(std::span<const std::uint32_t>(column));
  d.head["text"] = d.column("some bytes \xff");
  d.head["newer"] = {{"unknown", {1, 2, 3}}};
  return std::move(d).finish('t', 2);
}

void expect_refused(const std::string& bytes, errc code) {
  const auto d = document_reader::open(bytes, 't', 2);
  ASSERT_FALSE(d);
  EXPECT_EQ(d.error().code(), code);
}

TEST(Document, GivesBackColumnsAndHead) {
  for (const std::size_t n : {0, 1, 3, 50, 100000}) {
    const auto d = document_reader::open(document(n), 't', 2);
    ASSERT_TRUE(d) << n;
    const auto numbers = d->column<std::uint32_t>(number_in(d->head(), "numbers"));
    ASSERT_EQ(numbers.size(), n);
    for (std::size_t i = 0; i < n; ++i) ASSERT_EQ(numbers[i], i);
    EXPECT_EQ(d->text(number_in(d->head(), "text")), "some bytes \xff");
  }
}

TEST(Document, IsSmallerThanWhatIsInIt) { EXPECT_LT(document(100000).size(), 300000U); }

TEST(Document, IsNotPackedWhereThatMakesItNoSmaller) {
  document_writer d;
  dice by(1);
  std::vector<std::uint64_t> noise(1000);
  for (auto& x : noise) x = by.word();
  d.head["noise"] = d.column(std::span<const std::uint64_t>(noise));
  const std::string bytes = std::move(d).finish('t', 1);
  EXPECT_EQ(bytes[5], 0);
  EXPECT_TRUE(document_reader::open(bytes, 't', 1));
}

TEST(Document, OfALaterVersionIsRefusedAsSuch) {
  std::string bytes = document(3);
  bytes[4] = 3;
  const auto d = document_reader::open(bytes, 't', 2);
  ASSERT_FALSE(d);
  EXPECT_EQ(d.error().code(), errc::failed_precondition);
  EXPECT_NE(d.error().message().find("form 3"), std::string::npos);
  EXPECT_NE(d.error().advice().find("later"), std::string::npos);
}

TEST(Document, OfAnEarlierVersionIsRead) { EXPECT_TRUE(document_reader::open(document(3), 't', 9)); }

TEST(Document, OfAnotherKindIsRefused) {
  EXPECT_EQ(document_reader::open(document(3), 'x', 2).error().code(), errc::data_loss);
}

TEST(Document, NoticesEveryByteThatIsNotAsItWas) {
  for (const std::size_t n : {3, 500}) {
    const std::string whole = document(n);
    for (std::size_t i = 0; i < whole.size(); ++i) {
      if (i == 4 || i == 6 || i == 7) continue;  // the version, and bytes that say nothing yet
      for (const int bit : {0, 3, 7}) {
        std::string bytes = whole;
        bytes[i] = static_cast<char>(bytes[i] ^ (1 << bit));
        const auto d = document_reader::open(bytes, 't', 2);
        if (d)  // a bit that deflate does not look at
          ASSERT_EQ(d->head(), document_reader::open(whole, 't', 2)->head()) << n << " at " << i;
        else
          ASSERT_EQ(d.error().code(), errc::data_loss) << n << " at " << i;
      }
    }
  }
}

TEST(Document, NoticesEveryByteThatIsMissing) {
  const std::string whole = document(500);
  for (std::size_t size = 0; size < whole.size(); ++size) expect_refused(whole.substr(0, size), errc::data_loss);
  expect_refused(whole + '\0', errc::data_loss);
}

/// A document with this head and no columns.
std::string with_head(const std::string& head) {
  std::string bytes("KWJt\2\0\0\0", 8);
  const auto put = [&](auto n) { bytes.append(reinterpret_cast<const char*>(&n), sizeof n); };
  put(checksum(head)), put(static_cast<std::uint32_t>(head.size())), put(static_cast<std::uint64_t>(head.size()));
  return bytes + head;
}

TEST(Document, ReadsAHeadWithoutColumns) {
  EXPECT_TRUE(document_reader::open(with_head("\x81\xa7"
                                              "columns\x90"),
                                    't', 2));
}

TEST(Document, WithAHeadNestedWithoutEndIsRefused) {
  expect_refused(with_head(std::string(1 << 20, '\x91')), errc::data_loss);
  expect_refused(with_head(std::string(1 << 20, '\x81')), errc::data_loss);
}

TEST(Document, TakesNoMemoryOnTheWordOfALengthField) {
  expect_refused(with_head(std::string("\x81\xa7"
                                       "columns\xdd\xff\xff\xff\xff",
                                       14)),
                 errc::data_loss);
  expect_refused(with_head(std::string("\x81\xa7"
                                       "columns\xc6\xff\xff\xff\xff",
                                       14)),
                 errc::data_loss);
  expect_refused(with_head(std::string("\x81\xa7"
                                       "columns\x91\xcf\xff\xff\xff\xff\xff\xff\xff\xff",
                                       19)),
                 errc::data_loss);
  std::string bytes = document(100000);
  const std::uint64_t claimed = document_reader::most_unpacked;
  std::memcpy(bytes.data() + 16, &claimed, 8);
  expect_refused(bytes, errc::data_loss);
  const std::uint64_t beyond = UINT64_MAX;
  std::memcpy(bytes.data() + 16, &beyond, 8);
  expect_refused(bytes, errc::data_loss);
}

TEST(Packing, GivesBackTextsOfAnySize) {
  dice d(3);
  for (std::size_t size = 0; size < 300'000; size = size * 3 / 2 + 1) {
    std::string text(size, '\0');
    for (char& c : text) c = static_cast<char>(d.below(4));
    std::string packed = "before";
    std::vector<char> back;
    if (!pack(text, packed)) {
      EXPECT_EQ(packed, "before");
      EXPECT_LT(size, 300U);
      continue;
    }
    ASSERT_TRUE(unpack(std::string_view(packed).substr(6), size, back)) << size;
    ASSERT_EQ(std::string_view(back.data(), back.size()), text);
    EXPECT_FALSE(unpack(std::string_view(packed).substr(6), size - 1, back));
    EXPECT_FALSE(unpack(std::string_view(packed).substr(6), size + 1, back));
  }
}

}  // namespace
}  // namespace ketway::tests
