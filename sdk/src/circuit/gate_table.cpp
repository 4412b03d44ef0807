#include "circuit/gate_table.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "ketway/circuit.hpp"

namespace ketway {
namespace {

using entry = std::pair<std::string_view, std::uint16_t>;

constexpr entry aliases[] = {
    {"U", KW_OP_U},
    {"CX", KW_OP_CX},
    {"CNOT", KW_OP_CX},
    {"cnot", KW_OP_CX},
    {"u0", KW_OP_ID},
    {"u1", KW_OP_P},
    {"u3", KW_OP_U},
    {"cu1", KW_OP_CP},
    {"ccnot", KW_OP_CCX},
    {"toffoli", KW_OP_CCX},
    {"fredkin", KW_OP_CSWAP},
    {"prx", KW_OP_R},
    {"i", KW_OP_ID},
    {"iden", KW_OP_ID},
    {"not", KW_OP_X},
    {"hadamard", KW_OP_H},
    {"si", KW_OP_SDG},
    {"sdag", KW_OP_SDG},
    {"ti", KW_OP_TDG},
    {"tdag", KW_OP_TDG},
    {"v", KW_OP_SX},
    {"vi", KW_OP_SXDG},
    {"vdg", KW_OP_SXDG},
    {"cv", KW_OP_CSX},
    {"cvdg", KW_OP_CSXDG},
    {"phase", KW_OP_P},
    {"phaseshift", KW_OP_P},
    {"cphase", KW_OP_CP},
    {"cphaseshift", KW_OP_CP},
    {"cphaseshift00", KW_OP_CPHASE00},
    {"cphaseshift01", KW_OP_CPHASE01},
    {"cphaseshift10", KW_OP_CPHASE10},
    {"mcx", KW_OP_X},
    {"mct", KW_OP_X},
    {"mcz", KW_OP_Z},
    {"mcp", KW_OP_P},
    {"mcphase", KW_OP_P},
    {"mcu1", KW_OP_P},
    {"cccx", KW_OP_C3X},
    {"rcccx", KW_OP_RC3X},
    {"c3sqrtx", KW_OP_C3SX},
    {"sqrt_iswap", KW_OP_SISWAP},
    {"xx", KW_OP_RXX},
    {"yy", KW_OP_RYY},
    {"zz", KW_OP_RZZ},
};

std::vector<entry> sorted_names() {
  std::vector<entry> all(std::begin(aliases), std::end(aliases));
  for (std::uint16_t op = 0; op < KW_OP_LIMIT; ++op)
    if (gates::is_op(op)) all.emplace_back(gates::table[op].name, op);
  std::sort(all.begin(), all.end());
  return all;
}

constexpr std::uint32_t count(std::uint16_t number) noexcept { return number == KW_ANY ? UINT32_MAX : number; }

using infos = std::array<std::optional<gate_info>, KW_OP_LIMIT>;

infos all_infos() {
  infos all;
  for (std::uint16_t op = 0; op < KW_OP_LIMIT; ++op) {
    const gates::row& r = gates::table[op];
    if (gates::is_op(op)) all[op].emplace(op, r.name, count(r.operands), count(r.params));
  }
  return all;
}

}  // namespace

const gate_info* find_op(std::uint16_t op) noexcept {
  static const infos all = all_infos();
  return op < KW_OP_LIMIT && all[op] ? &*all[op] : nullptr;
}

const gate_info* find_op(std::string_view name) noexcept {
  static const std::vector<entry> all = sorted_names();
  const auto at =
      std::lower_bound(all.begin(), all.end(), name, [](const entry& e, std::string_view n) { return e.first < n; });
  return at != all.end() && at->first == name ? find_op(at->second) : nullptr;
}

}  // namespace ketway
