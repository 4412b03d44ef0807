#pragma once
// The vector code. Compiled once per instruction set; the best one that the machine has is chosen when first called.

#include <cstdint>

#include "engine/stop_signal.hpp"
#include "engine/tile_program.hpp"

namespace ketway::local {

/// Runs a program on one tile of 2^bits amplitudes (bits >= 3) that begins at place `outer` of the whole index (its bits
/// outside of the tile). `work` has tile_workspace(program, bits) doubles. False: stopped half-way.
bool run_tile(const tile_program& program, double* tile, unsigned bits, std::uint64_t outer, double* work,
              work_meter& meter) noexcept;
std::size_t tile_workspace(const tile_program& program, unsigned bits) noexcept;

/// Sum of |a|^2 over `blocks` blocks of eight.
double squared_norm(const double* data, std::uint64_t blocks) noexcept;
/// The same over the amplitudes whose index has `index_bit` == value; 2^index_bit must be less than 8 * blocks.
double squared_norm_where(const double* data, std::uint64_t blocks, unsigned index_bit, bool value) noexcept;
/// |a|^2 of each amplitude, in index order.
void probabilities(const double* data, std::uint64_t blocks, double* out) noexcept;
/// Amplitudes with `index_bit` == value are multiplied by `factor`, the others become 0.
void project(double* data, std::uint64_t blocks, unsigned index_bit, bool value, double factor) noexcept;
void scale(double* data, std::uint64_t blocks, double factor) noexcept;
/// From planar blocks to re, im pairs, in place, times a phase.
void interleave(double* data, std::uint64_t blocks, double phase_re, double phase_im) noexcept;
/// The instruction set in use, for people.
const char* instruction_set() noexcept;

}  // namespace ketway::local
