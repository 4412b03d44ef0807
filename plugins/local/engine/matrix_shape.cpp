#include "engine/matrix_shape.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ketway::local {
namespace {

constexpr double rounding = 1e-14;

double size_of(amplitude a) noexcept { return std::abs(a.real()) + std::abs(a.imag()); }
bool zero(amplitude a) noexcept { return size_of(a) < rounding; }
bool unit(amplitude a) noexcept { return std::abs(std::norm(a) - 1) < 2 * rounding; }
bool one(amplitude a) noexcept { return size_of(a - 1.0) < rounding; }

}  // namespace

bool is_diagonal(const matrix2& m) noexcept { return zero(m[1]) && zero(m[2]) && unit(m[0]) && unit(m[3]); }
bool is_exchange(const matrix2& m) noexcept { return zero(m[0]) && zero(m[3]) && unit(m[1]) && unit(m[2]); }
bool is_diagonal(const matrix4& m) noexcept {
  for (std::size_t r = 0; r < 4; ++r)
    for (std::size_t c = 0; c < 4; ++c)
      if (r == c ? !unit(m[5 * r]) : !zero(m[4 * r + c])) return false;
  return true;
}
bool is_real(const amplitude* m, std::size_t entries) noexcept {
  return std::all_of(m, m + entries, [](amplitude a) { return std::abs(a.imag()) < rounding / 16; });
}

matrix4 exchanged(const matrix4& m) noexcept {
  constexpr std::array<std::size_t, 4> to{0, 2, 1, 3};
  matrix4 out;
  for (std::size_t r = 0; r < 4; ++r)
    for (std::size_t c = 0; c < 4; ++c) out[4 * r + c] = m[4 * to[r] + to[c]];
  return out;
}

matrix4 controlled(const matrix2& m, bool by_high) noexcept {
  matrix4 out = identity4();
  const std::size_t a = by_high ? 2 : 1, b = 3;  // the basis states whose control is 1
  out[4 * a + a] = m[0], out[4 * a + b] = m[1], out[4 * b + a] = m[2], out[4 * b + b] = m[3];
  return out;
}

std::optional<matrix2> controlled_body(const matrix4& m, bool by_high) noexcept {
  const std::size_t a = by_high ? 2 : 1, b = 3, idle = by_high ? 1 : 2;
  const matrix2 body{m[4 * a + a], m[4 * a + b], m[4 * b + a], m[4 * b + b]};
  const matrix4 whole = controlled(body, by_high);
  if (!one(m[0]) || !one(m[5 * idle])) return std::nullopt;
  for (std::size_t k = 0; k < 16; ++k)
    if (!zero(m[k] - whole[k])) return std::nullopt;
  return body;
}

double cost_of(const matrix2& m, bool is_controlled) noexcept {
  if (is_diagonal(m)) return 0.2;  // joins other phases in one pass
  if (is_exchange(m)) return is_controlled ? 0.35 : 0.5;
  if (is_controlled) return 0.55;
  return is_real(m.data(), 4) ? 0.8 : 1.0;
}
double cost_of(const matrix4& m) noexcept {
  if (is_diagonal(m)) return 0.25;
  if (const auto body = controlled_body(m, false)) return cost_of(*body, true);
  if (const auto body = controlled_body(m, true)) return cost_of(*body, true);
  return is_real(m.data(), 16) ? 1.2 : 1.7;
}

double whole_turns_removed(double angle) noexcept { return std::remainder(angle, 2 * std::numbers::pi); }

}  // namespace ketway::local
