#pragma once
// "Did you mean": the name that somebody most likely had in mind.

#include <span>
#include <string>
#include <string_view>

namespace ketway {

/// The candidate nearest to `word` by edit distance (a swap of neighbours counts one; case is ignored), or an empty
/// string where none is near: at most one edit per three letters, one in shorter words, none in a single letter. The first of equals wins.
std::string nearest_name(std::string_view word, std::span<const std::string> candidates);

/// "; did you mean \"x\"?" for the nearest name; where none is near and there are at most twelve candidates,
/// "; expected one of \"a\", \"b\""; else empty.
std::string suggestion(std::string_view word, std::span<const std::string> candidates);

/// The name in double quotes, as messages show names; control characters and quotes in it as "?", cut at 200 bytes.
std::string in_quotes(std::string_view name);

}  // namespace ketway
