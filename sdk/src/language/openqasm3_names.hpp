#pragma once
// The names that a circuit's registers and parameters get in an OpenQASM 3 text.

#include <set>
#include <string>
#include <string_view>

#include "circuit/columns.hpp"
#include "ketway/language.hpp"

namespace ketway::language {

/// Names that are no word of OpenQASM 3 or Python and no gate stay; the others get `_` at the end, as many as make them
/// unique. `gates` are those that the text defines.
openqasm3_names name_everything(const circuit& c, const std::set<std::string, std::less<>>& gates);

}  // namespace ketway::language
