// What holds when memory runs out in the middle of a call: the circuit is what it was.

#include <cstdlib>
#include <new>

#include "reference.hpp"

namespace {

// Allocations that still succeed; negative: all.
thread_local long allowed = -1;

void* allocate(std::size_t size) {
  if (allowed == 0) throw std::bad_alloc();
  if (allowed > 0) --allowed;
  void* p = std::malloc(size == 0 ? 1 : size);
  if (p == nullptr) throw std::bad_alloc();
  return p;
}

}  // namespace

void* operator new(std::size_t size) { return allocate(size); }
void* operator new[](std::size_t size) { return allocate(size); }
void operator delete(void* p) noexcept { std::free(p); }
void operator delete[](void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }
void operator delete[](void* p, std::size_t) noexcept { std::free(p); }

namespace ketway {
namespace {

circuit sample() {
  circuit c(3, 1);
  c.h(0).cx(0, 1).rx(parameter("a"), 2).begin_if({0, true});
  return c;
}

// Lets the first, second, third ... allocation of the action fail until none does. Every failure must leave the circuit
// as it was, also where it owns its columns alone.
template <class Action>
void expect_strong(Action action) {
  const circuit before = sample();
  int failures = 0;
  for (bool done = false; !done; ++failures) {
    ASSERT_LT(failures, 10000);
    circuit c = sample();
    allowed = failures;
    try {
      action(c);
      done = true;
    } catch (const std::bad_alloc&) {
      done = false;
    }
    allowed = -1;
    if (done) break;
    EXPECT_EQ(c, before);
    EXPECT_EQ(c.num_bits(), before.num_bits());
    EXPECT_EQ(c.columns().num_symbols, before.columns().num_symbols);
    EXPECT_EQ(c.columns().num_operands, before.columns().num_operands);
    EXPECT_EQ(c.columns().num_params, before.columns().num_params);
    EXPECT_EQ(c.has_measurements(), before.has_measurements());
    EXPECT_NO_THROW(c.end());
    EXPECT_TRUE(c.validate());
  }
  EXPECT_GT(failures, 0);
}

TEST(OutOfMemory, LeavesTheCircuitAsItWasAfterAGate) {
  expect_strong([](circuit& c) { c.gate(KW_OP_X, {0, 1, 2}); });
}

TEST(OutOfMemory, LeavesTheCircuitAsItWasAfterASymbolicGate) {
  const parameter p = parameter("long_name_of_a_parameter") * 2.0;
  expect_strong([&](circuit& c) { c.u(p, 0.5, p + 1.0, 0); });
}

TEST(OutOfMemory, LeavesTheCircuitAsItWasAfterMeasuringAll) {
  expect_strong([](circuit& c) { c.measure_all(); });
}

TEST(OutOfMemory, LeavesTheCircuitAsItWasAfterABlock) {
  const condition when(0, false);
  expect_strong([&](circuit& c) { c.begin_while(when); });
}

TEST(OutOfMemory, LeavesTheCircuitAsItWasAfterAnAppend) {
  const std::uint32_t qubits[] = {2, 0, 1}, bits[] = {0};
  circuit other(3, 1);
  other.x(0).rz(parameter("b"), 1).rz(parameter("c"), 1).measure(2, 0);
  expect_strong([&](circuit& c) { c.append(other, qubits, bits); });
}

TEST(OutOfMemory, LeavesTheCircuitAsItWasAfterAMatrixAndAnOpaqueGate) {
  const std::complex<double> m[] = {1, 0, 0, -1};
  const std::uint32_t q[] = {1};
  const std::vector<angle> angles = {0.5, parameter("d")};
  expect_strong([&](circuit& c) { c.unitary(m, q, "a label longer than a small string"); });
  expect_strong([&](circuit& c) { c.opaque("box", q, angles); });
}

TEST(OutOfMemory, LeavesTheCircuitAsItWasAfterARegister) {
  expect_strong([](circuit& c) { c.add_bits("a_name_longer_than_a_small_string", 2); });
}

}  // namespace
}  // namespace ketway
