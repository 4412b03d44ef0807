#pragma once
// The circuit's columns as they came over the plugin boundary. Nothing of them is believed before it was checked here.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/failure.hpp"
#include "engine/gate_matrix.hpp"
#include "ketway/plugin.h"

namespace ketway::local {

/// One record. Spans point into the columns.
struct record {
  std::uint16_t op = 0;
  std::span<const std::uint32_t> operands;
  const double* params = nullptr;
};

class columns {
 public:
  static constexpr std::uint32_t max_unitary_qubits = 10, max_qubits = 1U << 20, max_bits = 1U << 20;

  /// Checks every index, operand, parameter and block once. Throws failure(KW_INVALID_ARGUMENT) that names the record, and
  /// failure(KW_UNIMPLEMENTED) for opaque gates and ops that this engine does not know.
  explicit columns(const kw_circuit& c);

  std::uint32_t num_qubits() const noexcept { return c_.num_qubits; }
  std::uint32_t num_bits() const noexcept { return c_.num_bits; }
  std::size_t size() const noexcept { return c_.num_gates; }
  record at(std::size_t index) const noexcept;
  /// For `if`, `else` and `while`: the record that ends the part that begins there (`else` or `end`).
  std::size_t partner(std::size_t index) const;
  bool has_blocks() const noexcept { return !partners_.empty(); }
  std::size_t num_gates() const noexcept { return num_gates_; }  ///< records that are gates

 private:
  void check(std::size_t index);
  void check_gate(std::size_t index, const op_shape& shape);
  std::string opaque_name(std::size_t index) const;
  void check_block(std::size_t index);
  void check_distinct(std::size_t index, std::span<const std::uint32_t> qubits);
  void check_params(std::size_t index, std::uint64_t count) const;
  void check_bound(std::size_t index, std::uint64_t params) const;
  [[noreturn]] void refuse(std::size_t index, const std::string& why) const;

  kw_circuit c_{};
  std::vector<std::pair<std::size_t, std::size_t>> partners_;  // sorted by the first
  std::vector<std::size_t> open_;
  std::size_t num_gates_ = 0;
};

bool is_gate(std::uint16_t op) noexcept;
/// Of a gate's or unitary's operands, how many leading ones it acts on diagonally (all of them for a diagonal gate).
std::size_t diagonal_operands(const record& r) noexcept;

}  // namespace ketway::local
