#pragma once
// Regular expressions with a bound: matching costs at most pattern size times text size and no stack, whatever the
// pattern and the text are. (std::regex recurses per character and can take exponential time.)

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "ketway/error.hpp"

namespace ketway::detail {

/// A compiled pattern: the part of ECMAScript that JSON Schema recommends. Literals, `.`, classes, \d \w \s and their
/// negations, groups, `|`, `* + ? {m} {m,} {m,n}`, `^`, `$`. No back references, look-around, lazy quantifiers.
class pattern {
 public:
  /// `invalid_argument` for a construct outside that part; `resource_exhausted` past 4096 steps.
  static expected<pattern> compile(std::string_view text);

  /// Whether it matches anywhere in the text (valid UTF-8; one step per code point). Thread-safe.
  bool found_in(std::string_view text) const;

 private:
  friend class pattern_reader;
  enum class kind : std::uint8_t { set, begin, end, jump, split, match };
  struct step {
    kind what = kind::match;
    bool negated = false;     // set
    std::int32_t first = 1;   // jump, split: where to go on, relative
    std::int32_t second = 0;  // split
    std::vector<std::pair<char32_t, char32_t>> ranges;
  };
  static bool takes(const step& s, char32_t c);
  void follow(std::size_t at, bool at_begin, bool at_end, std::vector<std::uint32_t>& list,
              std::vector<std::uint32_t>& mark, std::uint32_t generation) const;
  std::vector<step> steps_;
};

}  // namespace ketway::detail
