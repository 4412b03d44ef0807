#pragma once
// An error as the journal keeps it: one JSON object, for people and for the next process.

#include <optional>
#include <string>
#include <string_view>

#include "ketway/error.hpp"

namespace ketway {

/// Bytes of a provider that are not UTF-8 become U+FFFD.
std::string encode_error(const error& e);
/// None where the text is not an error. Codes, fates and billing that this version does not know become `unknown` and
/// `none`; members that it does not know are left alone.
std::optional<error> decode_error(std::string_view text);

}  // namespace ketway
