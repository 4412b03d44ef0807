#pragma once
// Secret references in a configuration: {"env": NAME}, {"file": PATH}, {"command": [WORD, ...]}.

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "ketway/discovery/configuration.hpp"

namespace ketway::discovery {

/// Whether it is meant as one: an object whose only key is env, file or command.
bool looks_like_secret_reference(const nlohmann::json& value);

/// `invalid_argument` saying what was expected where the shape is wrong.
expected<secret_reference> read_secret_reference(const nlohmann::json& value);

/// What only the readers of secrets may know of a reference.
class secret_words {
 public:
  /// The path of one in a file, else empty.
  static std::string file(const secret_reference& reference) {
    return reference.kind() == secret_reference::source::file ? reference.place_.front() : std::string();
  }
  /// Not for a text in the configuration itself.
  static secret_place place(const secret_reference& reference);
};

/// `permission_denied` if others than the owner can read or write the file that holds a secret; a file that is not
/// there is no fault yet.
expected<void> check_secret_file(const std::filesystem::path& file);

}  // namespace ketway::discovery
