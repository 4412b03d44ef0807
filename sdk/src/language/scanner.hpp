#pragma once
// Walks over an OpenQASM text byte by byte. There are no token objects: the reader asks for what the grammar allows
// at this point, and only a diagnostic ever needs to know what else was there.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "language/findings.hpp"

namespace ketway::language {

namespace detail {
inline constexpr std::uint8_t space = 1, letter = 2, digit = 4, word_part = 8;
inline constexpr std::array<std::uint8_t, 256> byte_class = [] {
  std::array<std::uint8_t, 256> table{};
  for (const char c : {' ', '\t', '\n', '\r', '\f', '\v'}) table[static_cast<unsigned char>(c)] = space;
  for (unsigned c = '0'; c <= '9'; ++c) table[c] = digit | word_part;
  for (unsigned c = 'a'; c <= 'z'; ++c) table[c] = letter | word_part;
  for (unsigned c = 'A'; c <= 'Z'; ++c) table[c] = letter | word_part;
  table['_'] = letter | word_part;
  return table;
}();
inline bool is(char c, std::uint8_t what) noexcept { return (byte_class[static_cast<unsigned char>(c)] & what) != 0; }
}  // namespace detail

/// Which OpenQASM a text is of. Version 3 has block comments and words with letters beyond ASCII.
enum class language_version : std::uint8_t { two, three };

class scanner {
 public:
  scanner(const source_text& source, findings& found, language_version of = language_version::two)
      : source_(&source),
        found_(&found),
        version_(of),
        begin_(source.text().data()),
        at_(begin_),
        end_(begin_ + source.text().size()) {}

  const source_text& source() const noexcept { return *source_; }
  std::size_t offset() const noexcept { return static_cast<std::size_t>(at_ - begin_); }
  void go_to(std::size_t offset) noexcept { at_ = begin_ + offset; }
  bool at_end() const noexcept { return at_ == end_; }
  /// The next byte, 0 at the end (a NUL byte in the text is no token either).
  char peek() const noexcept { return at_ != end_ ? *at_ : '\0'; }
  void advance() noexcept { ++at_; }

  /// White space and comments. What is wrong inside a comment is reported.
  void skip_space() {
    if (at_ == end_ || (!detail::is(*at_, detail::space) && *at_ != '/')) return;
    const char* const from = at_;
    while (at_ != end_) {
      if (detail::is(*at_, detail::space)) {
        ++at_;
      } else if (*at_ == '/' && end_ - at_ > 1 && (at_[1] == '/' || at_[1] == '*')) {
        skip_comment();
      } else {
        break;
      }
    }
    if (at_ != from) gap_from_ = from, gap_to_ = at_;
  }
  /// Where the last token ended, also after the space behind it was skipped.
  std::size_t token_end() const noexcept {
    return static_cast<std::size_t>((at_ == gap_to_ ? gap_from_ : at_) - begin_);
  }

  /// Skips space, then takes `c` if it is there.
  bool accept(char c) {
    if (at_ != end_ && *at_ == c) return ++at_, true;
    skip_space();
    if (at_ == end_ || *at_ != c) return false;
    return ++at_, true;
  }
  /// A two-byte token such as -> and ==.
  bool accept(char first, char second) {
    skip_space();
    if (end_ - at_ < 2 || at_[0] != first || at_[1] != second) return false;
    return at_ += 2, true;
  }

  /// A word of letters, digits and underscores that begins with no digit; empty where there is none. No space is
  /// skipped.
  std::string_view word() noexcept {
    const char* const first = at_;
    if (at_ != end_ && detail::is(*at_, detail::letter)) {
      do ++at_;
      while (at_ != end_ && detail::is(*at_, detail::word_part));
    }
    if (at_ != end_ && static_cast<signed char>(*at_) < 0 && version_ == language_version::three) [[unlikely]]
      skip_letters_beyond_ascii();
    return {first, static_cast<std::size_t>(at_ - first)};
  }
  std::string_view peek_word() noexcept {
    const char* const here = at_;
    const auto found = word();
    at_ = here;
    return found;
  }

  /// A run of digits; empty where there is none. No space is skipped.
  std::string_view digits() noexcept {
    const char* const first = at_;
    while (at_ != end_ && detail::is(*at_, detail::digit)) ++at_;
    return {first, static_cast<std::size_t>(at_ - first)};
  }

  /// A decimal number without sign. False where none begins here; `text` is what it spans.
  bool number(std::string_view& text) noexcept;

  /// Up to the end of the string that begins here with `quote`; false (and nothing taken) where it does not end in this
  /// line.
  bool string(char quote, std::string_view& text) noexcept;

  /// What stands here, for "found ...".
  std::string describe() const;

  void error(std::size_t offset, std::string message) { found_->error(*source_, offset, std::move(message)); }
  void warning(std::size_t offset, std::string message) { found_->warning(*source_, offset, std::move(message)); }

  /// Goes behind the next `;` outside braces, or behind the brace that closes a block opened on the way: the place
  /// where reading goes on after an error.
  void recover();
  /// The same inside a gate body: behind the next `;`, or before the closing brace.
  void recover_in_body();
  /// The same in OpenQASM 3, where braces also stand in expressions. `inside`: of a block, whose closing brace stays.
  void recover_statement(bool inside);
  /// To the end of the line.
  void skip_line() noexcept;

 private:
  void skip_comment();
  void check_utf8(const char* stop);
  void skip_letters_beyond_ascii() noexcept;
  void skip_one();

  const source_text* source_;
  findings* found_;
  language_version version_;
  const char *begin_, *at_, *end_;
  const char *gap_from_ = nullptr, *gap_to_ = nullptr;  ///< the space skipped last
};

}  // namespace ketway::language
