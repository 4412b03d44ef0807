#pragma once
// RFC 4648, section 4.

#include <string>
#include <string_view>

namespace ketway {

std::string to_base64(std::string_view bytes);

}  // namespace ketway
