#pragma once
// What the makers of one circuit from another share.

#include <optional>
#include <string_view>

#include "circuit/columns.hpp"

namespace ketway::transform {

/// The first thing in a circuit that keeps it from being one unitary operation, as an error that says what `verb` could
/// not do with it.
std::optional<error> why_not_unitary(const circuit::storage& s, std::string_view verb);

/// The numbers and expressions of a gate as angles, into `to`.
void read_angles(const circuit::storage& s, const kw_gate& g, std::vector<angle>& to);

std::vector<std::complex<double>> matrix_of(const circuit::storage& s, const kw_gate& unitary);

/// Throws what the builder throws.
void require(refusal why);

}  // namespace ketway::transform
