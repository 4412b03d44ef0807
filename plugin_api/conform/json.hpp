#pragma once
// Just enough JSON to read a plugin's schema and to bend its configuration. Strings keep their escapes.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ketway::conform {

class json {
 public:
  enum class kind { null, boolean, number, string, array, object };

  /// Nothing where `text` is not one JSON value of at most 64 levels.
  static std::optional<json> parse(std::string_view text);

  /// The member of an object; NULL where there is none.
  const json* find(std::string_view key) const;
  bool is(kind k) const { return what == k; }

  kind what = kind::null;
  std::string text;               ///< as written; of a string without its quotes
  std::vector<std::string> keys;  ///< of an object, as many as items
  std::vector<json> items;
};

/// `s` between quotes.
std::string in_quotes(std::string_view s);

/// `object` with the member `key` replaced by, or grown by, the JSON text `value`; of what is no object, a new one.
std::string with_member(std::string_view object, std::string_view key, std::string_view value);

}  // namespace ketway::conform
