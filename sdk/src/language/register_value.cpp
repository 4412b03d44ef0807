#include "language/register_value.hpp"

#include <algorithm>

namespace ketway::language {

bool register_literals(std::string_view digits, std::uint32_t first, std::uint32_t size,
                       std::vector<std::uint32_t>& literals) {
  literals.clear();
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  // d digits are at least 10^(d-1) > 2^(3(d-1)); this bounds the work below by the register, not by the text.
  if (!digits.empty() && (digits.size() - 1) * 3 >= size) return false;

  std::vector<std::uint32_t> limbs;  // base 2^32, lowest first
  constexpr std::size_t at_once = 9;
  for (std::size_t i = 0; i < digits.size();) {
    const std::size_t n = std::min(at_once, digits.size() - i);
    std::uint64_t carry = 0, factor = 1;
    for (std::size_t k = 0; k < n; ++k, factor *= 10)
      carry = carry * 10 + static_cast<std::uint64_t>(digits[i + k] - '0');
    for (auto& limb : limbs) {
      carry += limb * factor;
      limb = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    if (carry != 0) limbs.push_back(static_cast<std::uint32_t>(carry));
    i += n;
  }
  const auto bit = [&](std::size_t i) { return i / 32 < limbs.size() && (limbs[i / 32] >> (i % 32) & 1U) != 0; };
  for (std::size_t i = size; i < limbs.size() * 32; ++i) {
    if (bit(i)) return false;
  }
  literals.reserve(size);
  for (std::uint32_t i = 0; i < size; ++i) literals.push_back((first + i) << 1 | (bit(i) ? 1U : 0U));
  return true;
}

std::string decimal(const std::vector<bool>& bits) {
  std::vector<std::uint32_t> limbs((bits.size() + 31) / 32);
  for (std::size_t i = 0; i < bits.size(); ++i) limbs[i / 32] |= (bits[i] ? 1U : 0U) << (i % 32);
  std::string reversed;
  constexpr std::uint32_t base = 1'000'000'000;
  while (!limbs.empty() && limbs.back() == 0) limbs.pop_back();
  while (!limbs.empty()) {
    std::uint64_t rest = 0;
    for (std::size_t i = limbs.size(); i-- > 0;) {
      rest = rest << 32 | limbs[i];
      limbs[i] = static_cast<std::uint32_t>(rest / base);
      rest %= base;
    }
    while (!limbs.empty() && limbs.back() == 0) limbs.pop_back();
    for (int k = 0; k < 9 && (rest != 0 || !limbs.empty()); ++k, rest /= 10) {
      reversed += static_cast<char>('0' + rest % 10);
    }
  }
  if (reversed.empty()) return "0";
  std::reverse(reversed.begin(), reversed.end());
  return reversed;
}

}  // namespace ketway::language
