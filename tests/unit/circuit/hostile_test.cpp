#include "circuit/columns.hpp"
#include "reference.hpp"

namespace ketway {
namespace {

using reference::thrown_by;

// Every call either works or throws ketway::exception; the circuit stays consistent.
void check_consistent(const circuit& c) {
  const kw_circuit& k = c.columns();
  ASSERT_EQ(k.num_gates, c.size());
  for (std::uint64_t i = 0; i < k.num_gates; ++i) {
    const kw_gate& g = k.gates[i];
    const gate_info* info = find_op(g.op);
    ASSERT_NE(info, nullptr);
    ASSERT_LE(g.operand + std::uint64_t{g.num_operands}, k.num_operands);
    ASSERT_LT(g.symbol, k.num_symbols);
    if (g.op >= KW_OP_FIRST_GATE) {
      ASSERT_GE(g.num_operands, info->num_qubits);
      ASSERT_LE(g.param + std::uint64_t{info->num_params}, k.num_params);
      ASSERT_LE(g.symbol == 0 ? 0 : g.symbol + std::uint64_t{info->num_params}, k.num_symbols);
      for (std::uint32_t p = 0; p < info->num_params; ++p) ASSERT_TRUE(std::isfinite(k.params[g.param + p]));
      for (std::uint32_t o = 0; o < g.num_operands; ++o) ASSERT_LT(k.operands[g.operand + o], k.num_qubits);
    }
  }
}

TEST(Hostile, RandomCallsNeverLeaveACircuitInconsistent) {
  std::mt19937_64 random(14);
  const double numbers[] = {0, 0.5, -3, 1e308, std::nan(""), HUGE_VAL};
  circuit c(4, 3);
  std::size_t refused = 0;
  for (int turn = 0; turn < 30000; ++turn) {
    const std::size_t size = c.size();
    std::vector<std::uint32_t> q(random() % 5);
    for (std::uint32_t& x : q) x = random() % 16 == 0 ? static_cast<std::uint32_t>(random()) : random() % 5;
    std::vector<angle> a;
    for (std::uint64_t n = random() % 4; n > 0; --n) {
      if (random() % 4 == 0)
        a.emplace_back(parameter("p" + std::to_string(random() % 5)) / 2.0);
      else
        a.emplace_back(numbers[random() % 6]);
    }
    try {
      switch (random() % 12) {
        case 0: c.measure(random() % 5, random() % 4); break;
        case 1: c.begin_if({static_cast<std::uint32_t>(random() % 4), true}); break;
        case 2: c.otherwise(); break;
        case 3: c.end(); break;
        case 4: c.begin_while({static_cast<std::uint32_t>(random() % 4), false}); break;
        case 5: c.barrier(q); break;
        case 6: c.opaque(random() % 2 == 0 ? "box" : "", q, a); break;
        case 7: c.delay(numbers[random() % 6], q); break;
        default: c.gate(static_cast<std::uint16_t>(random() % 130), q, a); break;
      }
      EXPECT_EQ(c.size(), size + 1);
    } catch (const exception& e) {
      EXPECT_EQ(e.error().code(), errc::invalid_argument);
      EXPECT_EQ(c.size(), size);
      ++refused;
    }
  }
  EXPECT_GT(refused, 1000U);
  EXPECT_GT(c.size(), 1000U);
  check_consistent(c);
}

TEST(Hostile, RandomTextsAreRefusedOrReadBackTheSame) {
  static const char* const pieces[] = {"a", "b1", "pi", "sin(", "ln(", "(",  ")", "+",     "-",      "*",
                                       "/", "^",  "2",  "0",    ".5",  "1e", " ", "1e300", "1e-300", "\x80"};
  std::mt19937_64 random(15);
  std::size_t accepted = 0;
  for (int turn = 0; turn < 40000; ++turn) {
    std::string text;
    for (std::uint64_t n = random() % 9 + 1; n > 0; --n) text += pieces[random() % std::size(pieces)];
    const auto p = parameter::parse(text);
    if (!p) {
      ASSERT_EQ(p.error().diagnostics().size(), 1U) << text;
      ASSERT_LE(p.error().diagnostics()[0].where.column, text.size() + 1) << text;
      continue;
    }
    ++accepted;
    const auto again = parameter::parse(p->to_string());
    ASSERT_TRUE(again) << text << " -> " << p->to_string();
    ASSERT_EQ(again->to_string(), p->to_string()) << text;
  }
  EXPECT_GT(accepted, 1000U);
}

TEST(Hostile, AbsurdRegistersAreRefusedBeforeAnyMemoryIsTaken) {
  EXPECT_EQ(thrown_by([] { circuit(UINT32_MAX, UINT32_MAX); }).code(), errc::invalid_argument);
  circuit c(circuit_limits::max_qubits - 1);
  EXPECT_EQ(thrown_by([&] { c.add_qubits("more", 2); }).code(), errc::invalid_argument);
  EXPECT_NO_THROW(c.add_qubits("more", 1));
  EXPECT_EQ(thrown_by([&] { c.add_qubits("last", UINT32_MAX); }).code(), errc::invalid_argument);
}

TEST(Hostile, ManyRegistersStayCheap) {
  circuit c;
  for (int i = 0; i < 100000; ++i) c.add_qubits("r" + std::to_string(i), 1);
  EXPECT_EQ(thrown_by([&] { c.add_bits("r99999", 1); }).message(), "register name `r99999` is taken");
  EXPECT_EQ(c.num_qubits(), 100000U);
}

TEST(Hostile, ARecordHasAtMost65535Operands) {
  circuit c(70000, 70000);
  EXPECT_EQ(thrown_by([&] { c.barrier(); }).message(), "record 0 (barrier): more than 65535 operands");
  EXPECT_EQ(thrown_by([&] { c.gate(KW_OP_X, reference::first_qubits(65536)); }).message(),
            "record 0 (x): more than 65535 operands");
  EXPECT_EQ(thrown_by([&] { c.begin_if(condition(c.bit_registers()[0], 0)); }).code(), errc::invalid_argument);
  EXPECT_NO_THROW(c.gate(KW_OP_X, reference::first_qubits(65535)));
  EXPECT_EQ(c.columns().gates[0].num_operands, 65535U);
}

TEST(Hostile, AMatrixOfTooManyQubitsIsRefused) {
  circuit c(40);
  const std::vector<std::complex<double>> m(16);
  EXPECT_EQ(thrown_by([&] { c.unitary(m, reference::first_qubits(11)); }).message(),
            "record 0 (unitary): expected 1 to 10 qubits, got 11");
  EXPECT_EQ(thrown_by([&] { c.unitary(m, reference::first_qubits(34)); }).code(), errc::invalid_argument);
}

TEST(Hostile, LongTextsAreRefused) {
  const std::string long_text(70000, 'a');
  const std::complex<double> m[] = {1, 0, 0, 1};
  const std::uint32_t q[] = {0};
  circuit c(1);
  EXPECT_EQ(thrown_by([&] { c.opaque(long_text, q); }).message(), "record 0 (opaque): a text is longer than 64 KiB");
  EXPECT_EQ(thrown_by([&] { c.unitary(m, q, long_text); }).code(), errc::invalid_argument);
  EXPECT_EQ(thrown_by([&] { parameter p(long_text); }).code(), errc::invalid_argument);
  EXPECT_EQ(thrown_by([&] { c.gate(long_text, {0}); }).code(), errc::invalid_argument);
  EXPECT_EQ(c.size(), 0U);
}

TEST(Hostile, NamesWithStrangeBytesAreRefused) {
  circuit c;
  for (const std::string& name :
       {std::string("a\0b", 3), std::string("\xFF\xFE"), std::string("a\n"), std::string(" ")})
    EXPECT_EQ(thrown_by([&] { c.add_qubits(name, 1); }).code(), errc::invalid_argument);
}

TEST(Hostile, EveryOperationOnAnEmptyCircuitIsDefined) {
  circuit c;
  EXPECT_NO_THROW(c.barrier());
  EXPECT_NO_THROW(c.gate("gphase", {}, {0.5}));
  EXPECT_NO_THROW(c.measure_all());
  EXPECT_TRUE(c.validate());
  EXPECT_EQ(circuit().inverse().value(), circuit());
  EXPECT_EQ(circuit().controlled(2).value().num_qubits(), 2U);
  EXPECT_THROW(c.x(0), exception);
}

}  // namespace
}  // namespace ketway
