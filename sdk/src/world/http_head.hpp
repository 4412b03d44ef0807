#pragma once
// Names of fields, compared as HTTP does (RFC 9110, 5.1).

#include <string_view>

namespace ketway {

/// Whatever their case.
bool same_name(std::string_view a, std::string_view b) noexcept;

}  // namespace ketway
