#include "language/openqasm3_condition_text.hpp"

#include <algorithm>
#include <map>

#include "language/register_value.hpp"

namespace ketway::language {

std::optional<std::string> condition_text(std::span<const std::uint32_t> literals,
                                          std::span<const circuit_register> registers,
                                          std::span<const std::string> names) {
  std::map<std::uint32_t, bool> wanted;
  for (const auto literal : literals) {
    const auto [at, fresh] = wanted.emplace(literal_bit(literal), literal_value(literal));
    if (!fresh && at->second != literal_value(literal)) return std::nullopt;
  }
  std::string out;
  for (auto at = wanted.begin(); at != wanted.end();) {
    const auto holds = [&](const circuit_register& r) { return at->first < r.first + r.size; };
    const auto index =
        static_cast<std::size_t>(std::find_if(registers.begin(), registers.end(), holds) - registers.begin());
    const circuit_register& reg = registers[index];
    std::vector<std::pair<std::uint32_t, bool>> bits;
    for (; at != wanted.end() && at->first < reg.first + reg.size; ++at) bits.emplace_back(*at);
    if (!out.empty()) out += " && ";
    if (bits.size() == reg.size && reg.size > 1) {
      std::vector<bool> value;
      for (const auto& [bit, set] : bits) value.push_back(set);
      out += names[index] + " == " + decimal(value);
      continue;
    }
    for (std::size_t i = 0; i < bits.size(); ++i) {
      if (i != 0) out += " && ";
      out += (bits[i].second ? "" : "!") + names[index] + "[" + std::to_string(bits[i].first - reg.first) + "]";
    }
  }
  return out;
}

}  // namespace ketway::language
