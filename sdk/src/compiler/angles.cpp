#include "compiler/angles.hpp"

#include <cmath>
#include <numbers>

#include "compiler/small_matrix.hpp"

namespace ketway::compiler {
namespace {

parameter expression_of(const angle& a) { return a.symbolic() ? a.expression() : parameter::constant(a.value()); }

}  // namespace

angle plus(const angle& a, const angle& b) {
  if (!a.symbolic() && !b.symbolic()) return a.value() + b.value();
  return expression_of(a) + expression_of(b);
}

angle minus(const angle& a, const angle& b) { return plus(a, negated(b)); }

angle scaled(const angle& a, double times, double over) {
  if (!a.symbolic()) return a.value() * times / over;
  return a.expression() * times / over;
}

angle plus_pi(const angle& a, double times, double over) {
  if (!a.symbolic()) return a.value() + std::numbers::pi * times / over;
  static const parameter pi = parameter::parse("pi").value();
  return a.expression() + pi * times / over;
}

bool any_symbolic(std::span<const angle> all) {
  for (const angle& a : all)
    if (a.symbolic()) return true;
  return false;
}

std::vector<double> numbers(std::span<const angle> all) {
  std::vector<double> out;
  out.reserve(all.size());
  for (const angle& a : all) out.push_back(a.value());
  return out;
}

double reduced(double a) {
  constexpr double eighth = std::numbers::pi / 4;
  double out = std::remainder(a, 2 * std::numbers::pi);
  const double near = std::round(out / eighth);
  if (std::abs(out - near * eighth) < resolution) out = near * eighth;
  if (out <= -std::numbers::pi) out = std::numbers::pi;
  return out == 0 ? 0 : out;  // no negative zero
}

double sample_of(const angle& a) {
  if (!a.symbolic()) return a.value();
  std::map<std::string, double, std::less<>> values;
  for (const std::string& name : a.expression().names()) {
    std::uint32_t mixed = 2166136261U;
    for (const char c : name) mixed = (mixed ^ static_cast<unsigned char>(c)) * 16777619U;
    values[name] = 0.1 + 0.8 * static_cast<double>(mixed % 9973U) / 9973.0;
  }
  const expected<double> value = a.expression().evaluate(values);
  return value ? *value : 0.4142;
}

}  // namespace ketway::compiler
