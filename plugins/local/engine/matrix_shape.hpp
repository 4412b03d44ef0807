#pragma once
// What structure a small matrix has, and what applying it costs.

#include <optional>

#include "engine/gate_matrix.hpp"

namespace ketway::local {

inline matrix2 identity2() noexcept { return {1, 0, 0, 1}; }
inline matrix4 identity4() noexcept { return {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}; }

/// Off-diagonal entries vanish and the others have modulus 1, both to rounding: it is a phase per basis state.
bool is_diagonal(const matrix2& m) noexcept;
bool is_diagonal(const matrix4& m) noexcept;
/// The diagonal vanishes and the other two have modulus 1.
bool is_exchange(const matrix2& m) noexcept;
bool is_real(const amplitude* m, std::size_t entries) noexcept;

/// The same gate with its two bits named the other way round.
matrix4 exchanged(const matrix4& m) noexcept;
/// `m` on one bit, controlled by the other: by the high one, or by the low one.
matrix4 controlled(const matrix2& m, bool by_high) noexcept;
/// The reverse: the matrix that the other bit controls, where there is one.
std::optional<matrix2> controlled_body(const matrix4& m, bool by_high) noexcept;

/// In units of one complex one-bit gate on a tile in the second-level cache (measured: see benchmarks/simulator.cpp).
double cost_of(const matrix2& m, bool is_controlled) noexcept;
double cost_of(const matrix4& m) noexcept;

/// The same angle within (-pi, pi].
double whole_turns_removed(double angle) noexcept;

}  // namespace ketway::local
