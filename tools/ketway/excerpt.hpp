#pragma once
// A finding as a compiler prints it: where, what, and for a circuit the line itself with a mark under the column.

#include <optional>
#include <string>
#include <string_view>

#include "ketway/error.hpp"
#include "terminal.hpp"

namespace ketway::cli {

/// "file:line:column: error: message". Ends with a newline. No text is repeated: secrets stand in a configuration.
std::string explained(const diagnostic& finding, const terminal& out);
/// The same about a circuit: where its text can be read again, the line follows, with a mark under the column.
std::string explained_with_line(const diagnostic& finding, const terminal& out);

/// A text that stands in no file, such as standard input, under the name that diagnostics give it; at most one.
void remember_text(std::string_view name, std::string text);
std::string_view remembered_text() noexcept;

/// Where `word` first stands on its own in that text: line and column from 1.
std::optional<source_position> first_mention(std::string_view text, std::string_view word);

}  // namespace ketway::cli
