#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <thread>

#include "random_circuits.hpp"
#include "runs.hpp"

namespace ketway::local::testing {
namespace {

std::uint32_t code_of(const draft& d, simulation_request r = {}) {
  try {
    if (!r.statevector) r.probabilities = true;
    runs().run(d, r);
    return KW_OK;
  } catch (const failure& f) {
    return f.code;
  }
}

draft deep(std::uint32_t n, int layers) {
  circuit_source source(1);
  draft d(n, n);
  for (int l = 0; l < layers; ++l) {
    source.add_preparation(d);
    for (std::uint32_t q = 0; q < n; ++q) d.cx(q, (q + 1) % n);
  }
  return d.measure_all();
}

TEST(Cancellation, IsLookedForAtLeastEveryFourMillionAmplitudes) {
  for (const unsigned threads : {1U, 2U}) {
    runs engine(threads);
    engine.counts(deep(18, 4), 100000);
    EXPECT_GT(engine.stop.polls(), 0U);
    EXPECT_LE(engine.stop.longest_stretch(), 1U << 22);
    EXPECT_GT(engine.stop.amplitudes(), std::uint64_t{1} << 22);
  }
}

TEST(Cancellation, IsLookedForInsideWideGatesAndManyBranches) {
  runs engine;
  circuit_source source(2);
  draft d(14, 14);
  source.add_preparation(d);
  for (int i = 0; i < 2; ++i) source.add_unitary(d, 6);
  for (std::uint32_t q = 0; q < 4; ++q) d.measure(q, q).h(q);
  d.measure_all();
  engine.counts(d, 1000);
  EXPECT_GT(engine.stop.polls(), 0U);
  EXPECT_LE(engine.stop.longest_stretch(), 1U << 22);
}

TEST(Cancellation, BeforeTheStartRunsNothing) {
  runs engine;
  engine.stop.request();
  EXPECT_THROW(engine.counts(deep(4, 1), 1), failure);
  EXPECT_EQ(engine.stop.polls(), 0U);
}

TEST(Cancellation, EndsALongRunOnTheWay) {
  for (const unsigned threads : {1U, 2U}) {
    runs engine(threads);
    const draft d = deep(18, 3000);
    std::thread other([&] {
      while (engine.stop.polls() < 3) std::this_thread::yield();
      engine.stop.request();
    });
    try {
      engine.counts(d, 1);
      ADD_FAILURE() << "ran to its end";
    } catch (const failure& f) {
      EXPECT_EQ(f.code, static_cast<std::uint32_t>(KW_CANCELLED));
    }
    other.join();
    EXPECT_LT(engine.stop.amplitudes(), (std::uint64_t{3000} * 18) << 18);
  }
}

TEST(Cancellation, FollowsAFlagOfSomebodyElses) {
  std::atomic<bool> flag = true;
  runs engine;
  engine.stop.watch(flag);
  EXPECT_THROW(engine.counts(deep(3, 1), 1), failure);
}

TEST(Memory, IsCountedBeforeAnythingIsAllocated) {
  draft d(40, 40);
  for (std::uint32_t q = 0; q < 40; ++q) d.h(q);
  d.measure_all();
  try {
    runs().counts(d, 1);
    FAIL() << "was not refused";
  } catch (const failure& f) {
    EXPECT_EQ(f.code, static_cast<std::uint32_t>(KW_RESOURCE_EXHAUSTED));
    const std::string text = f.what();
    EXPECT_NE(text.find("40 qubits needs 16.0 TiB"), std::string::npos) << text;
    EXPECT_NE(text.find("(17592186044416 of "), std::string::npos) << text;
  }
}

TEST(Memory, OfTheRequestIsNotExceeded) {
  draft d(12, 12);
  for (std::uint32_t q = 0; q < 12; ++q) d.h(q);
  d.measure_all();
  runs engine;
  engine.base.max_memory = (16U << 12) - 1;
  EXPECT_THROW(engine.counts(d, 1), failure);
  engine.base.max_memory = 16U << 12;
  EXPECT_EQ(engine.counts(d, 1).size(), 1U);
}

TEST(Memory, IsNeededOnlyForQubitsThatTakePart) {
  draft d(1000, 2);
  d.h(500).cx(500, 999).add(KW_OP_RZ, {3}, {0.3}).cx(7, 8).measure(500, 0).measure(999, 1);
  const auto counts = runs().counts(d, 100);
  EXPECT_EQ(counts.at("00") + counts.at("11"), 100U);
}

TEST(Memory, OfMoreQubitsThanCanBeCountedIsRefused) {
  draft d(100, 1);
  for (std::uint32_t q = 0; q < 100; ++q) d.h(q);
  EXPECT_EQ(code_of(d), static_cast<std::uint32_t>(KW_RESOURCE_EXHAUSTED));
}

class MachineFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    root =
        std::filesystem::temp_directory_path() /
        ("ketway_local_" + std::to_string(std::random_device()()));  // a fresh folder, not a random value of the test
    std::filesystem::create_directories(root);
  }
  void TearDown() override { std::filesystem::remove_all(root); }
  void write(const std::string& path, const std::string& text) {
    const auto at = root / path;
    std::filesystem::create_directories(at.parent_path());
    std::ofstream(at) << text;
  }
  std::filesystem::path root;
};

TEST_F(MachineFiles, GiveTheMemoryThatTheKernelCallsAvailable) {
  write("proc/meminfo", "MemTotal: 4000 kB\nMemAvailable:    1000 kB\nSwapTotal: 0 kB\n");
  EXPECT_EQ(available_memory(root.string()), 1000U * 1024);
}

TEST_F(MachineFiles, GiveTheTightestLimitOfTheControlGroups) {
  write("proc/meminfo", "MemAvailable: 1000000 kB\n");
  write("proc/self/cgroup", "0::/outer/inner\n");
  write("sys/fs/cgroup/outer/inner/memory.max", "max\n");
  write("sys/fs/cgroup/outer/inner/memory.current", "5\n");
  write("sys/fs/cgroup/outer/memory.max", "9000\n");
  write("sys/fs/cgroup/outer/memory.current", "8000\n");
  write("sys/fs/cgroup/outer/memory.stat", "anon 1\ninactive_file 3000\n");
  EXPECT_EQ(available_memory(root.string()), 4000U);
}

TEST_F(MachineFiles, AreUnderstoodInTheFirstVersionOfControlGroupsToo) {
  write("proc/self/cgroup", "5:cpu,cpuacct:/x\n3:memory:/job\n0::/\n");
  write("sys/fs/cgroup/memory/job/memory.limit_in_bytes", "5000\n");
  write("sys/fs/cgroup/memory/job/memory.usage_in_bytes", "1000\n");
  EXPECT_EQ(available_memory(root.string()), 4000U);
}

TEST_F(MachineFiles, ThatAreNotThereSetNoLimit) { EXPECT_EQ(available_memory(root.string()), UINT64_MAX); }

TEST(Columns, ThatBreakARuleAreRefusedWithTheirRecord) {
  const auto refused = [](draft d, const char* what) {
    EXPECT_EQ(code_of(d), static_cast<std::uint32_t>(KW_INVALID_ARGUMENT)) << what;
  };
  refused(draft(2).add(KW_OP_H, {2}), "qubit out of range");
  refused(draft(2).add(KW_OP_CX, {1, 1}), "qubit twice");
  refused(draft(12).add(KW_OP_X, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 3}), "control twice");
  refused(draft(2).add(KW_OP_CX, {1}), "too few operands");
  refused(draft(2).add(KW_OP_RX, {1}), "too few parameters");
  refused(draft(2).add(KW_OP_RX, {1}, {std::nan("")}), "not a number");
  refused(draft(2, 1).measure(0, 1), "bit out of range");
  refused(draft(2, 1).measure(2, 0), "measured qubit out of range");
  refused(draft(2, 1).when(1, true).end(), "condition on a bit out of range");
  refused(draft(2, 1).when(0, true), "open block");
  refused(draft(2, 1).end(), "end without a block");
  refused(draft(2, 1).otherwise(), "else without a block");
  refused(draft(2, 1).loop(0, true).otherwise().end(), "else of a while");
  refused(draft(2, 1).when(0, true).otherwise().otherwise().end(), "two elses");
  refused(draft(2).add(KW_OP_UNITARY, {}), "unitary on nothing");
  refused(draft(2).add(KW_OP_UNITARY, {0}, {1, 0}), "unitary without its matrix");
  draft symbolic(1);
  symbolic.symbols.push_back({"theta", 5});
  symbolic.add(KW_OP_RX, {0}, {0}).gates[0].symbol = 1;
  refused(symbolic, "unbound parameter");
  symbolic.gates[0].symbol = 9;
  refused(symbolic, "symbol out of range");
}

TEST(Columns, WithAnUnknownOpOrAnOpaqueGateAreNotSupported) {
  EXPECT_EQ(code_of(draft(1).add(999, {0})), static_cast<std::uint32_t>(KW_UNIMPLEMENTED));
  EXPECT_EQ(code_of(draft(1).add(KW_OP_OPAQUE, {0}, {0})), static_cast<std::uint32_t>(KW_UNIMPLEMENTED));
}

TEST(Columns, OfAnOlderHostEndEarly) {
  draft d(1, 1);
  d.x(0).measure(0, 0);
  kw_circuit c = d.columns();
  c.struct_size = offsetof(kw_circuit, symbols);
  simulation_request r;
  r.probabilities = true;
  runs engine;
  EXPECT_EQ(simulation(c, false).run(r, engine.threads, engine.stop).probabilities->rows, 1U);
}

TEST(Columns, MayHoldAnythingWithoutHarm) {
  circuit_source source(77);
  int taken = 0;
  for (int round = 0; round < 4000; ++round) {
    draft d(4, 3);
    source.add_gates(d, 5);
    d.measure(0, 0).when(0, true);
    source.add_gates(d, 2);
    d.otherwise().reset(1).end().measure(1, 1);
    for (std::uint32_t change = source.below(4); change > 0; --change) {
      kw_gate& g = d.gates[source.below(static_cast<std::uint32_t>(d.gates.size()))];
      const std::uint32_t value = source.below(3) ? source.below(12) : static_cast<std::uint32_t>(source.random());
      switch (source.below(7)) {
        case 0: g.op = static_cast<std::uint16_t>(source.below(125)); break;
        case 1: g.num_operands = static_cast<std::uint16_t>(value); break;
        case 2: g.operand = value; break;
        case 3: g.param = value; break;
        case 4: g.symbol = value; break;
        case 5: d.operands[source.below(static_cast<std::uint32_t>(d.operands.size()))] = value; break;
        default: d.num_bits = source.below(5); break;
      }
    }
    simulation_request r;
    r.shots = 20, r.counts = true, r.max_loop_turns = 50, r.max_memory = 1U << 16;
    try {
      runs().run(d, r);
      ++taken;
    } catch (const failure& f) {
      EXPECT_NE(f.code, static_cast<std::uint32_t>(KW_OK));
    }
  }
  EXPECT_GT(taken, 400);
}

}  // namespace
}  // namespace ketway::local::testing
