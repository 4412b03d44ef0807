#pragma once
// ${NAME} in the strings of a configuration.

#include <string>
#include <string_view>

#include "ketway/discovery/search.hpp"
#include "ketway/error.hpp"

namespace ketway::discovery {

/// The text with every ${NAME} replaced by that variable; "$${" stands for "${" itself. `invalid_argument` naming the
/// variable that is not set, or saying what is wrong with the braces; values are never quoted.
expected<std::string> substituted(std::string_view text, const environment& variables);

/// NAME, if the whole text is ${NAME}: then no part of the value stands in the file.
std::string variable_alone(std::string_view text);

/// A letter or '_', then letters, digits and '_'.
bool is_variable_name(std::string_view name);

/// The path with a leading "~/" replaced by $HOME, and made absolute from `folder`.
std::filesystem::path placed(const std::string& path, const std::filesystem::path& folder,
                             const environment& variables);

}  // namespace ketway::discovery
