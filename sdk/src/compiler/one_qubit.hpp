#pragma once
// Any gate on one qubit out of what a qubit offers.

#include <optional>
#include <span>
#include <vector>

#include "compiler/rules.hpp"
#include "ketway/compile.hpp"

namespace ketway::compiler {

struct small_gate {
  std::uint16_t op = 0;
  std::vector<angle> angles;
};

/// What a qubit offers, and the ways that leads to every rotation.
class one_qubit_basis {
 public:
  struct offer {
    std::uint16_t op;
    std::vector<parameter_limit> limits;
  };
  explicit one_qubit_basis(std::vector<offer> offers);

  /// Whether every rotation by numbers can be made.
  bool universal() const noexcept { return universal_; }
  /// The gates in order of time, up to phase; symbols stay. Nothing where that cannot be done.
  std::optional<std::vector<small_gate>> make(const as_u& u) const;

 private:
  struct half_turn {  // a gate that is rz(alpha) ry(pi/2) rz(beta) up to phase
    small_gate gate;
    double alpha, beta;
  };
  using sequence = std::optional<std::vector<small_gate>>;

  std::optional<small_gate> fitted(std::uint16_t op, std::vector<angle> angles) const;
  bool add(std::vector<small_gate>& to, std::uint16_t op, std::vector<angle> angles) const;
  bool add_z(std::vector<small_gate>& to, const angle& a) const;
  void find_half_turns();

  sequence diagonal(const as_u& u) const;
  sequence single(const as_u& u) const;
  sequence around_rotation(const as_u& u) const;
  sequence around_half_turns(const as_u& u) const;
  sequence rotations(const as_u& u) const;
  sequence with_gpi(const as_u& u) const;
  sequence with_r(const as_u& u) const;

  std::vector<offer> offers_;
  std::vector<half_turn> half_turns_;
  bool universal_ = false;
};

/// The phase of `u` less that of `made`; symbols stay. What they make must be the same up to phase.
angle phase_between(const as_u& u, std::span<const small_gate> made);

}  // namespace ketway::compiler
