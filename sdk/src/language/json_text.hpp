#pragma once
// A JSON document that stays text: it is checked once as a whole, and then values are looked up where they stand. So a
// reader needs no memory for a tree, and knows the place of every value for its diagnostics.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "language/findings.hpp"

namespace ketway::language {

class json_text {
 public:
  enum class kind : std::uint8_t { object, array, string, number, boolean, null };
  static constexpr unsigned max_depth = 256;

  class member {
   public:
    std::string key;
    std::size_t key_at = 0, value_at = 0;
  };

  json_text(const source_text& source, findings& found) : source_(source), found_(found), text_(source.text()) {}

  /// Checks the document by RFC 8259: UTF-8, grammar, nesting, nothing behind it. Reports the first fault. Only after
  /// it succeeded may anything below be called; `at` is then the first byte of a value.
  bool check();
  std::size_t root() const noexcept { return root_; }

  kind kind_of(std::size_t at) const noexcept;
  /// The first byte behind the value.
  std::size_t end_of(std::size_t at) const noexcept;
  /// The members of an object, in order.
  void members(std::size_t at, std::vector<member>& out) const;
  /// Whether no key occurs twice; reports the one that does.
  bool distinct(const std::vector<member>& list) const;
  /// The elements of an array, one after the other: begin with `first_element`, go on with `next_element`; npos: no
  /// more.
  std::size_t first_element(std::size_t at) const noexcept;
  std::size_t next_element(std::size_t element) const noexcept;
  static constexpr std::size_t npos = std::string_view::npos;
  /// The text of a string, escapes resolved.
  std::string string_at(std::size_t at) const;
  /// A number, `true`, `false` or `null` as it is written.
  std::string_view word_at(std::size_t at) const noexcept;
  bool boolean_at(std::size_t at) const noexcept { return text_[at] == 't'; }

  /// What stands at `at`, for "found ...": "a string", "-1", "an object".
  std::string describe(std::size_t at) const;
  void error(std::size_t at, std::string message) const { found_.error(source_, at, std::move(message)); }
  void warning(std::size_t at, std::string message) const { found_.warning(source_, at, std::move(message)); }

 private:
  bool fail(std::string_view expected);
  void skip_space() noexcept;
  std::size_t skip_space(std::size_t at) const noexcept;
  std::size_t string_end(std::size_t at) const noexcept;
  bool check_value();
  bool check_container();
  std::size_t known_end(std::size_t at) const noexcept;
  bool check_object();
  bool check_array();
  bool check_string();
  bool check_escape();
  bool check_hex(unsigned& code);
  bool check_number();
  bool check_word(std::string_view word);

  const source_text& source_;
  findings& found_;
  std::string_view text_;
  std::size_t at_ = 0, root_ = 0;
  unsigned depth_ = 0;
  // Where lists and objects longer than this end, sorted by where they begin, so that nothing walks over them again.
  static constexpr std::size_t long_container = 1024;
  std::vector<std::pair<std::size_t, std::size_t>> ends_;
};

}  // namespace ketway::language
