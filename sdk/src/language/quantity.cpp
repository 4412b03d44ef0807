#include "language/quantity.hpp"

#include <cmath>
#include <string_view>

namespace ketway::language {
namespace {

parameter as_parameter(const angle& a) { return a.symbolic() ? a.expression() : parameter::constant(a.value()); }

/// The name in ketway/ops.h (O3); empty where it has no such function.
std::string_view function_name(operation what) noexcept {
  switch (what) {
    case operation::sin: return "sin";
    case operation::cos: return "cos";
    case operation::tan: return "tan";
    case operation::exp: return "exp";
    case operation::ln: return "ln";
    case operation::sqrt: return "sqrt";
    case operation::asin: return "asin";
    case operation::acos: return "acos";
    case operation::atan: return "atan";
    default: return {};
  }
}

/// nullptr where there is no symbolic form.
const char* combine(operation what, const parameter& a, const angle& right, angle& out) {
  switch (what) {
    case operation::add: return out = a + as_parameter(right), nullptr;
    case operation::subtract: return out = a - as_parameter(right), nullptr;
    case operation::multiply: return out = a * as_parameter(right), nullptr;
    case operation::divide: return out = a / as_parameter(right), nullptr;
    case operation::power: return out = pow(a, as_parameter(right)), nullptr;
    case operation::negate: return out = -a, nullptr;
    default: break;
  }
  const auto function = function_name(what);
  if (function.empty()) return "a symbolic parameter cannot be in '%', mod, floor or ceiling";
  return out = ketway::apply(function, a), nullptr;
}

bool is_whole(double x) noexcept { return std::trunc(x) == x; }

}  // namespace

const char* quantity_arithmetic::apply(operation what, quantity& a, const quantity& b) {
  const bool binary = is_binary(what);
  if (!a.value.symbolic() && (!binary || !b.value.symbolic())) {
    double result = 0;
    if (const char* const problem = compute(what, a.value.value(), b.value.value(), result)) return problem;
    const bool whole = a.whole && (binary ? b.whole : what == operation::negate) && is_whole(result);
    a = quantity(result, whole);
    return nullptr;
  }
  try {
    angle result = 0.0;
    if (const char* const problem = combine(what, as_parameter(a.value), b.value, result)) return problem;
    const auto constant = result.expression().constant_value();
    a = constant ? quantity(*constant) : quantity(std::move(result));
  } catch (const exception& e) {
    problem_ = e.error().message();
    return problem_.c_str();
  }
  return spend(a.value) ? nullptr : spent_message;
}

bool quantity_arithmetic::spend(const angle& a) {
  if (a.symbolic()) spent_ += a.expression().to_string().size();
  return spent_ <= max_symbolic_bytes;
}

bool drops_a_rest(operation what, const quantity& a, const quantity& b) noexcept {
  return what == operation::divide && a.whole && b.whole && b.value.value() != 0 &&
         !is_whole(a.value.value() / b.value.value());
}

}  // namespace ketway::language
