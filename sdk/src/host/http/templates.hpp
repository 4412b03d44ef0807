#pragma once
// The texts of a manifest's credentials: "{secret}" and its kin filled in, and forms put together.

#include <initializer_list>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>

namespace ketway {

using fillings = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// Every "{name}" replaced by what `with` gives for it; other braces stay.
std::string filled(std::string_view text, fillings with);
/// The strings inside, filled.
nlohmann::json filled(const nlohmann::json& value, fillings with);
/// application/x-www-form-urlencoded (WHATWG URL, 5.2) of the members of `form`.
std::string form_body(const nlohmann::json& form, fillings with);

}  // namespace ketway
