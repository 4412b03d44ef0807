// Conditions, loops, resets and measurements in the middle.
#include "targets.hpp"

namespace ketway::tests {
namespace {

target small_line(std::uint32_t n) { return machine_of(n, {"cx", "rz", "sx", "x"}, both_ways(line(n))); }

std::size_t count(const circuit& c, std::uint16_t op) {
  std::size_t n = 0;
  for (std::uint64_t i = 0; i < c.columns().num_gates; ++i) n += c.columns().gates[i].op == op ? 1 : 0;
  return n;
}

TEST(Blocks, TeleportationStillTeleports) {
  circuit c(3, 3);
  c.ry(0.7, 0).rz(0.4, 0).h(1).cx(1, 2).cx(0, 1).h(0).measure(0, 0).measure(1, 1);
  c.begin_if(condition(1, true)).x(2).end().begin_if(condition(0, true)).z(2).end();
  c.rz(-0.4, 2).ry(-0.7, 2).measure(2, 2);
  const compiled out = lower(c, small_line(5));
  EXPECT_EQ(count(out.circuit, KW_OP_IF), 2U);
  EXPECT_EQ(count(out.circuit, KW_OP_MEASURE), 3U);
}

TEST(Blocks, EndInTheLayoutInWhichTheyBegan) {
  circuit c(4, 4);
  c.h(0).measure(0, 0).x(3);
  c.begin_if(condition(0, true)).cx(0, 3).cx(1, 3).otherwise().cx(3, 1).cx(0, 2).end();
  c.cx(3, 0).measure(0, 0).measure(1, 1).measure(2, 2).measure(3, 3);
  lower(c, small_line(4));
}

TEST(Blocks, ALoopRunsAsOftenAsItDid) {
  circuit c(4, 2);
  c.h(0).cx(0, 3).measure(0, 0);
  c.begin_while(condition(0, true)).reset(0).h(0).cx(0, 2).cx(3, 2).measure(0, 0).end();
  c.cx(2, 0).measure(3, 1);
  lower(c, small_line(4));
}

TEST(Blocks, NestTwice) {
  circuit c(4, 3);
  c.h(0).h(1).measure(0, 0).measure(1, 1);
  c.begin_if(condition(0, true)).cx(0, 2).begin_if(condition(1, false)).cx(1, 3).h(3).otherwise().cx(3, 0).end();
  c.swap(0, 3).end().measure(2, 2).measure(3, 0);
  lower(c, small_line(4));
}

TEST(Blocks, ARunDoesNotReachIntoABlock) {
  circuit c(1, 1);
  c.h(0).measure(0, 0).x(0).begin_if(condition(0, true)).x(0).end().x(0).measure(0, 0);
  const compiled out = lower(c, small_line(1));
  EXPECT_EQ(count(out.circuit, KW_OP_X), 3U);
}

TEST(Blocks, OfADeviceWithoutConditionsAreRefused) {
  target t = small_line(2);
  t.conditions(false);
  circuit c(1, 1);
  c.measure(0, 0).begin_if(condition(0, true)).x(0).end();
  const expected<compiled> out = compile(c, t);
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().code(), errc::invalid_argument);
  EXPECT_NE(out.error().message().find("condition"), std::string::npos) << out.error().message();
}

TEST(Blocks, ResetsBarriersAndDelaysStay) {
  circuit c(3, 1);
  const std::uint32_t both[] = {0, 2};
  c.h(0).reset(1).barrier(both).delay(1e-6, both).delay_cycles(16, both).cx(0, 2).measure(2, 0);
  const compiled out = lower(c, small_line(3));
  EXPECT_EQ(count(out.circuit, KW_OP_RESET), 1U);
  EXPECT_EQ(count(out.circuit, KW_OP_BARRIER), 1U);
  EXPECT_EQ(count(out.circuit, KW_OP_DELAY), 2U);
  const kw_circuit& k = out.circuit.columns();
  for (std::uint64_t i = 0; i < k.num_gates; ++i)
    if (k.gates[i].op == KW_OP_DELAY && k.gates[i].symbol != 0) {
      EXPECT_EQ(std::string_view(k.symbols[k.gates[i].symbol].data, k.symbols[k.gates[i].symbol].size), "dt");
    }
}

TEST(Blocks, ThePhaseOfABlockStaysInIt) {
  circuit c(2, 1);
  c.measure(0, 0).begin_if(condition(0, false)).h(1).s(1).end();
  const compiled out = lower(c, small_line(2), compile_options().global_phase(true));
  const kw_circuit& k = out.circuit.columns();
  int depth = 0, inside = 0;
  for (std::uint64_t i = 0; i < k.num_gates; ++i) {
    depth += k.gates[i].op == KW_OP_IF ? 1 : k.gates[i].op == KW_OP_END ? -1 : 0;
    inside += k.gates[i].op == KW_OP_GPHASE && depth == 1 ? 1 : 0;
    EXPECT_TRUE(k.gates[i].op != KW_OP_GPHASE || depth == 1);
  }
  EXPECT_EQ(inside, 1);
}

}  // namespace
}  // namespace ketway::tests
