#pragma once

#include <vector>

#include "engine/columns.hpp"

namespace ketway::local {

/// What becomes of a record that measures or resets.
enum class fate : std::uint8_t {
  now,    ///< its outcome matters for what follows
  final,  ///< it may as well be read off the final state
  never   ///< nothing that can be observed depends on it
};

/// One per record; `now` for all others. A measurement is final if its qubit is later only acted on diagonally and its bit
/// is neither read nor written later.
std::vector<fate> fates_of(const columns& circuit);

}  // namespace ketway::local
