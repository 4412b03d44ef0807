#pragma once
// What a device's gate on two qubits is good for: which interaction exp(i (x XX + y YY + z ZZ)) it makes, and how the one
// that all else is built of, exp(i t XX), comes out of it.

#include <span>
#include <vector>

#include "compiler/weyl.hpp"
#include "ketway/compile.hpp"

namespace ketway::compiler {

/// One step of a gate on two qubits: a local matrix on an operand, or the device's gate.
class piece {
 public:
  piece(std::size_t operand, const matrix2& m) : local(true), operand(operand), matrix(on(operand, m)), small(m) {}
  piece(std::uint16_t op, bool reversed, std::vector<double> angles, const matrix4& m)
      : local(false), reversed(reversed), op(op), angles(std::move(angles)), matrix(m), small(identity2) {}
  bool local, reversed = false;  // reversed: the gate's operand 0 is the pair's second qubit
  std::uint16_t op = 0;
  std::size_t operand = 0;
  std::vector<double> angles;
  matrix4 matrix;  // of the pair
  matrix2 small;   // of a local step
};
using pieces = std::vector<piece>;

class entangler {
 public:
  enum class kind : std::uint8_t {
    itself,     // makes its own class and no other
    xx,         // exp(i pi/4 XX), the class of cx
    half_xx,    // twice makes xx
    root_swap,  // the class of siswap; twice makes xx
    iswap,      // a swap with xx
    any_xx,     // exp(i t XX) for every t up to pi/4
  };

  kind what() const noexcept { return what_; }
  std::uint16_t op() const noexcept { return op_; }
  /// How often it is used for one exp(i t XX); 0: it is not made for that.
  std::size_t uses(double t) const noexcept;
  /// Appends exp(i t XX) up to phase. t is pi/4 but for `any_xx`, where it is at most that.
  void interact(double t, pieces& to) const;
  /// Appends the gate itself.
  void use(pieces& to) const { to.emplace_back(op_, reversed_, angles_, matrix_); }
  const weyl& form() const noexcept { return form_; }

  /// The entanglers that a gate with these limits gives, in one order of a pair. Empty: it makes none.
  static std::vector<entangler> of(std::uint16_t op, std::span<const parameter_limit> limits, bool reversed);

 private:
  entangler(kind what, std::uint16_t op, bool reversed, std::vector<double> angles);
  void append(const matrix2& high, const matrix2& low, pieces& to) const;
  void append_stripped(pieces& to) const;  // the gate without its local parts

  kind what_;
  std::uint16_t op_;
  bool reversed_;
  std::vector<double> angles_;
  std::vector<parameter_limit> limits_;
  matrix4 matrix_;
  weyl form_;
};

/// Whether the matrix of a gate stays the same when its operands are exchanged, for all parameters.
bool symmetric_by_matrix(std::uint16_t op);

}  // namespace ketway::compiler
