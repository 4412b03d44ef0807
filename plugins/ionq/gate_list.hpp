#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "circuit.hpp"

namespace ketway::ionq {

/// Writes gates into an encoded circuit, and counts them.
class gate_list {
 public:
  explicit gate_list(encoded_circuit& to) : to_(to) { to_.gates = '['; }
  /// In the gate set qis; `rotation` where the gate has one.
  void qis(std::string_view name, std::span<const std::uint32_t> controls, std::span<const std::uint32_t> targets,
           const double* rotation = nullptr);
  void rz(std::uint32_t q, double angle);
  /// The native gates, angles in radians as in ketway/ops.h.
  void gpi(std::uint32_t q, double phase);
  void gpi2(std::uint32_t q, double phase);
  void ms(std::uint32_t a, std::uint32_t b, double phase_a, double phase_b, double angle);
  void zz(std::uint32_t a, std::uint32_t b, double angle);
  /// The native gates in the gate set qis, exactly but for a phase of everything.
  void gpi_as_qis(std::uint32_t q, double phase);
  void gpi2_as_qis(std::uint32_t q, double phase);
  void ms_as_qis(std::uint32_t a, std::uint32_t b, double phase_a, double phase_b, double angle);
  void close() { to_.gates += ']'; }

 private:
  void begin(std::string_view name);
  void one_phase(std::string_view name, std::uint32_t q, double phase);
  void count(std::size_t qubits, std::string_view name);
  encoded_circuit& to_;
};

}  // namespace ketway::ionq
