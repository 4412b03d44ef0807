#pragma once
// The rows of ketway/ops.h as data that the compiler can fold, and which named gate is which other one controlled.

#include <array>
#include <cstdint>
#include <string_view>

#include "ketway/ops.h"

namespace ketway::gates {

struct row {
  std::string_view name;  // empty: the number has no meaning
  std::uint16_t operands = 0, params = 0;
  std::uint16_t base = 0;    // the gate of which this one is a controlled form; itself where it is none
  std::int8_t controls = 0;  // how many of its operands are controls of `base`
};

namespace detail {

struct form {
  std::uint16_t op, base;
  std::int8_t controls;
};

// gphase is p with one control too few: on any control it becomes p, which has a target.
inline constexpr form forms[] = {
    {KW_OP_GPHASE, KW_OP_P, -1}, {KW_OP_CX, KW_OP_X, 1},   {KW_OP_CCX, KW_OP_X, 2},      {KW_OP_C3X, KW_OP_X, 3},
    {KW_OP_C4X, KW_OP_X, 4},     {KW_OP_CY, KW_OP_Y, 1},   {KW_OP_CZ, KW_OP_Z, 1},       {KW_OP_CCZ, KW_OP_Z, 2},
    {KW_OP_CH, KW_OP_H, 1},      {KW_OP_CS, KW_OP_S, 1},   {KW_OP_CSDG, KW_OP_SDG, 1},   {KW_OP_CSX, KW_OP_SX, 1},
    {KW_OP_C3SX, KW_OP_SX, 3},   {KW_OP_CP, KW_OP_P, 1},   {KW_OP_CSXDG, KW_OP_SXDG, 1}, {KW_OP_CRX, KW_OP_RX, 1},
    {KW_OP_CRY, KW_OP_RY, 1},    {KW_OP_CRZ, KW_OP_RZ, 1}, {KW_OP_CU3, KW_OP_U, 1},      {KW_OP_CSWAP, KW_OP_SWAP, 1},
};

constexpr std::array<row, KW_OP_LIMIT> make_table() {
  std::array<row, KW_OP_LIMIT> t{};
#define KW_ROW(c, number, text, operands, params) t[number] = row{text, operands, params, number, 0};
  KW_STRUCTURE_TABLE(KW_ROW)
  KW_GATE_TABLE(KW_ROW)
#undef KW_ROW
  for (const form& f : forms) {
    t[f.op].base = f.base;
    t[f.op].controls = f.controls;
  }
  return t;
}

inline constexpr int max_named_controls = 4;

// [base][number of controls] -> the named form, 0 where there is none
constexpr std::array<std::array<std::uint8_t, max_named_controls + 1>, KW_OP_LIMIT> make_named() {
  std::array<std::array<std::uint8_t, max_named_controls + 1>, KW_OP_LIMIT> t{};
  for (const form& f : forms)
    if (f.controls > 0) t[f.base][static_cast<std::size_t>(f.controls)] = static_cast<std::uint8_t>(f.op);
  for (std::size_t op = KW_OP_FIRST_GATE; op < KW_OP_LIMIT; ++op) t[op][0] = static_cast<std::uint8_t>(op);
  return t;
}

}  // namespace detail

inline constexpr std::array<row, KW_OP_LIMIT> table = detail::make_table();
inline constexpr auto named = detail::make_named();
static_assert(KW_OP_LIMIT <= 256, "the named forms are stored in bytes");

constexpr bool is_op(std::uint16_t op) noexcept { return op < KW_OP_LIMIT && !table[op].name.empty(); }
constexpr bool is_gate(std::uint16_t op) noexcept { return op >= KW_OP_FIRST_GATE && is_op(op); }

/// The op in which a gate with `extra` leading controls is written (O1). The operands stay as they are: the named form
/// where one exists, else the base gate with all its controls in front.
constexpr std::uint16_t canonical(std::uint16_t op, std::size_t extra) noexcept {
  if (extra == 0) return op;
  const row& r = table[op];
  const std::size_t controls = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(extra) + r.controls);
  const std::uint8_t exact = controls <= detail::max_named_controls ? named[r.base][controls] : 0;
  return exact != 0 ? exact : r.base;
}

static_assert(canonical(KW_OP_X, 1) == KW_OP_CX && canonical(KW_OP_CX, 1) == KW_OP_CCX);
static_assert(canonical(KW_OP_X, 5) == KW_OP_X && canonical(KW_OP_C4X, 1) == KW_OP_X);
static_assert(canonical(KW_OP_GPHASE, 1) == KW_OP_P && canonical(KW_OP_GPHASE, 2) == KW_OP_CP);
static_assert(canonical(KW_OP_GPHASE, 3) == KW_OP_P && canonical(KW_OP_CSX, 2) == KW_OP_C3SX);
static_assert(canonical(KW_OP_SX, 2) == KW_OP_SX && canonical(KW_OP_CU, 1) == KW_OP_CU);

}  // namespace ketway::gates
