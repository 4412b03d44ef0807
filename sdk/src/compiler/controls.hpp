#pragma once
// Gates under any number of controls, without clean helper qubits: `x` and `p`.

#include <functional>

#include "compiler/records.hpp"

namespace ketway::compiler {

using sink = std::function<void(const record&)>;

/// Writes gates on one and two qubits (and nothing else) to a sink.
class control_writer {
 public:
  /// `idle` may be borrowed: their state comes back, whatever it is. None of them occurs in the gate.
  control_writer(const sink& to, std::vector<std::uint32_t> idle) : to_(to), idle_(std::move(idle)) {}

  /// Phase e(a) where all qubits are 1.
  void phase(const angle& a, std::vector<std::uint32_t> qubits) const;
  void x(std::vector<std::uint32_t> controls, std::uint32_t target) const { x(std::move(controls), target, idle_); }

 private:
  using list = std::vector<std::uint32_t>;
  void x(list controls, std::uint32_t target, const list& idle) const;
  void phase_polynomial(const angle& a, const list& qubits) const;
  void chain(const list& controls, std::uint32_t target, const list& idle) const;
  void toffoli(std::uint32_t a, std::uint32_t b, std::uint32_t target) const;
  void one(std::uint16_t op, std::uint32_t q, std::vector<angle> angles = {}) const;
  void cx(std::uint32_t control, std::uint32_t target) const { to_(record(KW_OP_CX, {control, target})); }

  const sink& to_;
  list idle_;
};

}  // namespace ketway::compiler
