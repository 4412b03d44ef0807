#pragma once

#include "engine/columns.hpp"
#include "engine/fusion.hpp"

namespace ketway::local {

/// Hands one gate record to the fuser. Qubits that are still |0> have no position (-1): what they would control is left
/// out, and a gate that changes one asks `place` for a position first.
class gate_lowering {
 public:
  /// `in_order`: qubit q always gets position q; else positions are given in the order of first use, so that the touched
  /// part of the state stays in one piece, and a swap without controls may be an exchange of names.
  gate_lowering(fuser& out, std::vector<std::int32_t>& positions, bool in_order, bool relabel_swaps) noexcept
      : out_(out), positions_(positions), in_order_(in_order), relabel_swaps_(relabel_swaps && !in_order) {}

  void lower(const record& r);
  /// The qubit's position, which it gets now if it had none.
  unsigned place(std::uint32_t qubit);
  unsigned placed() const noexcept { return next_; }

 private:
  void one(const matrix2& m, std::uint32_t target, std::uint64_t controls);
  void two(const matrix4& m, std::uint32_t low, std::uint32_t high, std::uint64_t controls);
  void flip(std::uint32_t control, std::uint32_t target, std::uint64_t controls);
  void swap(std::uint32_t a, std::uint32_t b, std::uint64_t controls);
  void rccx(std::span<const std::uint32_t> q, std::uint64_t controls);
  void rc3x(std::span<const std::uint32_t> q, std::uint64_t controls);
  void unitary(const record& r);
  bool is_zero(std::uint32_t qubit) const noexcept { return positions_[qubit] < 0; }
  std::uint64_t mask(std::uint32_t qubit) { return bit(place(qubit)); }

  fuser& out_;
  std::vector<std::int32_t>& positions_;
  bool in_order_, relabel_swaps_;
  unsigned next_ = 0;
};

}  // namespace ketway::local
