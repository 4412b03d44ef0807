#include "reference.hpp"

namespace ketway {
namespace {

using reference::thrown_by;

std::vector<std::uint16_t> ops(const circuit& c) {
  std::vector<std::uint16_t> list;
  for (std::uint64_t i = 0; i < c.columns().num_gates; ++i) list.push_back(c.columns().gates[i].op);
  return list;
}

TEST(Blocks, AreRecordsOfTheirOwn) {
  circuit c(1, 2);
  c.begin_if(condition(0, true).also(1, false)).x(0).otherwise().y(0).end().begin_while({1, true}).z(0).end();
  EXPECT_EQ(ops(c), (std::vector<std::uint16_t>{KW_OP_IF, KW_OP_X, KW_OP_ELSE, KW_OP_Y, KW_OP_END, KW_OP_WHILE, KW_OP_Z,
                                                KW_OP_END}));
  const kw_circuit& k = c.columns();
  EXPECT_EQ(k.gates[0].num_operands, 2U);
  EXPECT_EQ(k.operands[k.gates[0].operand], 1U);      // bit 0 is 1
  EXPECT_EQ(k.operands[k.gates[0].operand + 1], 2U);  // bit 1 is 0
  EXPECT_EQ(k.gates[0].symbol, 0U);
  EXPECT_TRUE(c.validate());
}

TEST(Blocks, RefuseAnEndWithoutABeginning) {
  circuit c(1, 1);
  EXPECT_EQ(thrown_by([&] { c.end(); }).message(), "record 0 (end): there is no open block to end");
  EXPECT_EQ(c.size(), 0U);
}

TEST(Blocks, RefuseAnElseWithoutAnIf) {
  circuit c(1, 1);
  const std::string message = "(else): there is no open `if` without an `else`";
  EXPECT_EQ(thrown_by([&] { c.otherwise(); }).message(), "record 0 " + message);
  c.begin_while({0, true});
  EXPECT_EQ(thrown_by([&] { c.otherwise(); }).message(), "record 1 " + message);
  c.end().begin_if({0, true}).otherwise();
  EXPECT_EQ(thrown_by([&] { c.otherwise(); }).message(), "record 4 " + message);
}

TEST(Blocks, AreValidOnlyWhenClosed) {
  circuit c(1, 1);
  c.begin_if({0, true}).begin_while({0, false});
  EXPECT_EQ(c.validate().error().message(), "2 blocks are not closed");
  c.end();
  EXPECT_EQ(c.validate().error().code(), errc::invalid_argument);
  EXPECT_EQ(c.validate().error().message(), "a block is not closed");
  c.end();
  EXPECT_TRUE(c.validate());
}

TEST(Blocks, RefuseToNestTooDeep) {
  circuit c(1, 1);
  for (std::uint32_t i = 0; i < circuit_limits::max_nesting; ++i) c.begin_if({0, true});
  EXPECT_EQ(thrown_by([&] { c.begin_if({0, true}); }).message(), "record 64 (if): blocks are nested more than 64 deep");
  EXPECT_EQ(thrown_by([&] { c.begin_while({0, true}); }).code(), errc::invalid_argument);
  EXPECT_EQ(c.size(), 64U);
  for (std::uint32_t i = 0; i < circuit_limits::max_nesting; ++i) c.end();
  EXPECT_TRUE(c.validate());
}

TEST(Blocks, MayHaveAConditionThatContradictsItself) {
  circuit c(1, 1);
  EXPECT_NO_THROW(c.begin_if(condition(0, true).also(0, false)).x(0).end());
  EXPECT_TRUE(equivalent(c, circuit(1, 1)).value());
}

}  // namespace
}  // namespace ketway
