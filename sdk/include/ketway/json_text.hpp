#pragma once
// A JSON text read strictly, that remembers where each key and value stands, so that whoever finds a fault in the
// meaning can still name the line and column. Stricter than most readers: a key given twice is an error.

#include <cstddef>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "ketway/error.hpp"

namespace ketway {

/// An immutable document; copies share it. Const calls may run on many threads at once.
class json_text {
 public:
  static constexpr std::size_t max_depth = 64;         ///< nested arrays and objects
  static constexpr std::size_t max_size = 16u << 20u;  ///< bytes

  /// The document, or `invalid_argument` with one diagnostic (file, line, column, what was expected). Messages never
  /// quote a string of the text: it may be a secret. `file` is only the name that diagnostics carry.
  static expected<json_text> read(std::string_view text, std::string_view file);

  const nlohmann::json& value() const noexcept;
  const std::string& file() const noexcept;

  /// Where the value at a JSON pointer begins ("" is the whole document); line 0 if there is none.
  source_position value_position(std::string_view pointer) const;
  /// Where the key of that member begins; for array elements and the whole document, the value.
  source_position key_position(std::string_view pointer) const;

 private:
  struct state;
  explicit json_text(std::shared_ptr<const state> s) : state_(std::move(s)) {}
  std::shared_ptr<const state> state_;
};

/// `name` as one step of a JSON pointer: "/" before it, "~" and "/" in it escaped.
std::string pointer_step(std::string_view name);

/// One error out of what was found: `diagnostics()` holds all, the message the first twenty, each with its place.
error refusal(std::vector<diagnostic> findings, errc code = errc::invalid_argument);

}  // namespace ketway
