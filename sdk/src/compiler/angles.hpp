#pragma once
// Arithmetic on angles that may hold symbols; a multiple of pi is kept as such in an expression.

#include "ketway/circuit.hpp"

namespace ketway::compiler {

angle plus(const angle& a, const angle& b);
angle minus(const angle& a, const angle& b);
/// a * times / over
angle scaled(const angle& a, double times, double over = 1);
/// a + pi * times / over
angle plus_pi(const angle& a, double times, double over = 1);
inline angle negated(const angle& a) { return scaled(a, -1); }

bool any_symbolic(std::span<const angle> all);
std::vector<double> numbers(std::span<const angle> all);

/// A number between -pi (left out) and pi that is the same up to full turns; what is within `resolution` of a multiple of
/// pi/4 is that multiple.
double reduced(double a);

/// The value for which a symbol stands where only a number will do, the same for a name at all times. Not one at which
/// gates coincide.
double sample_of(const angle& a);

}  // namespace ketway::compiler
