#pragma once
// Numbers and symbolic expressions in one arithmetic, as the parameters of OpenQASM 3 need it.

#include <cstdint>
#include <string>

#include "ketway/circuit.hpp"
#include "language/arithmetic.hpp"

namespace ketway::language {

class quantity {
 public:
  quantity() : value(0.0) {}
  explicit quantity(angle v, bool is_whole = false) : value(std::move(v)), whole(is_whole) {}
  angle value;
  bool whole = false;  ///< an integer of the language, which divides by other rules
};

class quantity_arithmetic {
 public:
  /// Bytes of symbolic text that one reading may make; a small text could else make any amount.
  static constexpr std::uint64_t max_symbolic_bytes = 64ULL << 20;

  /// nullptr and the result in `a`, or what is wrong (valid until the next call).
  const char* apply(operation what, quantity& a, const quantity& b);
  /// Takes the text of `a` from the budget; false where it is used up.
  bool spend(const angle& a);
  static constexpr const char* spent_message = "the symbolic expressions of this text are too long";

 private:
  std::uint64_t spent_ = 0;
  std::string problem_;
};

/// Whether this is a division of integers that leaves a rest, which the language drops.
bool drops_a_rest(operation what, const quantity& a, const quantity& b) noexcept;

}  // namespace ketway::language
