#include "circuit/gate_table.hpp"

#include "reference.hpp"

namespace ketway {
namespace {

TEST(GateTable, FindsEveryRowByNumberAndByName) {
  std::size_t rows = 0;
#define CHECK_ROW(c, number, text, operands, params)                                          \
  {                                                                                           \
    const gate_info* info = find_op(static_cast<std::uint16_t>(number));                      \
    ASSERT_NE(info, nullptr) << (text);                                                       \
    EXPECT_EQ(info->name, text);                                                              \
    EXPECT_EQ(info->op, number);                                                              \
    EXPECT_EQ(info->num_qubits, (operands) == KW_ANY ? UINT32_MAX : std::uint32_t{operands}); \
    EXPECT_EQ(info->num_params, (params) == KW_ANY ? UINT32_MAX : std::uint32_t{params});     \
    EXPECT_EQ(find_op(std::string_view(text)), info);                                         \
    ++rows;                                                                                   \
  }
  KW_STRUCTURE_TABLE(CHECK_ROW)
  KW_GATE_TABLE(CHECK_ROW)
#undef CHECK_ROW
  EXPECT_EQ(rows, 74U);
}

TEST(GateTable, KnowsNothingOfOtherNumbersAndNames) {
  for (const int number : {0, 11, 31, 54, 63, 78, 79, 100, 111, 120, 255, 65535})
    EXPECT_EQ(find_op(static_cast<std::uint16_t>(number)), nullptr) << number;
  for (const char* name : {"", "X", "Cnot", "u4", "cxx", "qft", "h "}) EXPECT_EQ(find_op(name), nullptr) << name;
}

TEST(GateTable, KnowsTheNamesThatPeopleUse) {
  const std::pair<const char*, std::uint16_t> names[] = {
      {"U", KW_OP_U},       {"CX", KW_OP_CX},       {"CNOT", KW_OP_CX},       {"cnot", KW_OP_CX},
      {"u0", KW_OP_ID},     {"u1", KW_OP_P},        {"u3", KW_OP_U},          {"cu1", KW_OP_CP},
      {"ccnot", KW_OP_CCX}, {"toffoli", KW_OP_CCX}, {"fredkin", KW_OP_CSWAP}, {"prx", KW_OP_R},
      {"si", KW_OP_SDG},    {"ti", KW_OP_TDG},      {"v", KW_OP_SX},          {"vi", KW_OP_SXDG},
      {"phase", KW_OP_P},   {"cphase", KW_OP_CP},   {"mcx", KW_OP_X},         {"mcp", KW_OP_P},
      {"cv", KW_OP_CSX},    {"rcccx", KW_OP_RC3X},  {"c3sqrtx", KW_OP_C3SX},
  };
  for (const auto& [name, op] : names) {
    ASSERT_NE(find_op(name), nullptr) << name;
    EXPECT_EQ(find_op(name)->op, op) << name;
  }
}

TEST(GateTable, WritesAControlledGateInItsNamedForm) {
  struct row {
    std::uint16_t op;
    std::size_t extra;
    std::uint16_t written;
  };
  const row rows[] = {
      {KW_OP_X, 1, KW_OP_CX},          {KW_OP_X, 2, KW_OP_CCX},    {KW_OP_X, 3, KW_OP_C3X},
      {KW_OP_X, 4, KW_OP_C4X},         {KW_OP_X, 5, KW_OP_X},      {KW_OP_CX, 1, KW_OP_CCX},
      {KW_OP_CX, 3, KW_OP_C4X},        {KW_OP_CCX, 1, KW_OP_C3X},  {KW_OP_C3X, 1, KW_OP_C4X},
      {KW_OP_C4X, 1, KW_OP_X},         {KW_OP_Y, 1, KW_OP_CY},     {KW_OP_Y, 2, KW_OP_Y},
      {KW_OP_CY, 1, KW_OP_Y},          {KW_OP_Z, 1, KW_OP_CZ},     {KW_OP_Z, 2, KW_OP_CCZ},
      {KW_OP_CZ, 1, KW_OP_CCZ},        {KW_OP_CCZ, 1, KW_OP_Z},    {KW_OP_H, 1, KW_OP_CH},
      {KW_OP_S, 1, KW_OP_CS},          {KW_OP_SDG, 1, KW_OP_CSDG}, {KW_OP_SX, 1, KW_OP_CSX},
      {KW_OP_SX, 2, KW_OP_SX},         {KW_OP_SX, 3, KW_OP_C3SX},  {KW_OP_CSX, 2, KW_OP_C3SX},
      {KW_OP_C3SX, 1, KW_OP_SX},       {KW_OP_P, 1, KW_OP_CP},     {KW_OP_CP, 1, KW_OP_P},
      {KW_OP_SXDG, 1, KW_OP_CSXDG},    {KW_OP_RX, 1, KW_OP_CRX},   {KW_OP_RY, 1, KW_OP_CRY},
      {KW_OP_RZ, 1, KW_OP_CRZ},        {KW_OP_U, 1, KW_OP_CU3},    {KW_OP_SWAP, 1, KW_OP_CSWAP},
      {KW_OP_CSWAP, 1, KW_OP_SWAP},    {KW_OP_GPHASE, 1, KW_OP_P}, {KW_OP_GPHASE, 2, KW_OP_CP},
      {KW_OP_GPHASE, 3, KW_OP_P},      {KW_OP_T, 1, KW_OP_T},      {KW_OP_CU, 1, KW_OP_CU},
      {KW_OP_RCCX, 1, KW_OP_RCCX},     {KW_OP_X, 0, KW_OP_X},      {KW_OP_C4X, 0, KW_OP_C4X},
      {KW_OP_GPHASE, 0, KW_OP_GPHASE},
  };
  for (const row& r : rows)
    EXPECT_EQ(gates::canonical(r.op, r.extra), r.written) << find_op(r.op)->name << " + " << r.extra;
}

TEST(GateTable, TheNamedFormMeansTheSame) {
  std::mt19937_64 random(6);
  for (const std::uint16_t op : reference::all_gates())
    for (std::uint32_t extra = 0; extra <= 3 && find_op(op)->num_qubits + extra <= 6; ++extra) {
      const std::uint32_t n = find_op(op)->num_qubits + extra;
      const std::vector<double> params = reference::random_params(op, random);
      circuit c(n);
      c.gate(op, reference::first_qubits(n), reference::angles(params));
      EXPECT_LT(reference::distance(reference::unitary_of(c), reference::embed(reference::named(op, params),
                                                                               reference::first_qubits(n), n, extra)),
                1e-12)
          << find_op(op)->name << " + " << extra;
    }
}

}  // namespace
}  // namespace ketway
