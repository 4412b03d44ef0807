// Circuits as columns of a document.
#include "journal/circuit_document.hpp"

#include <gtest/gtest.h>

#include "samples.hpp"

namespace ketway::tests {
namespace {

expected<circuit> read_back(const std::string& bytes) {
  const auto d = document_reader::open(bytes, 'c', 1);
  if (!d) return d.error();
  return decoded([&]() -> expected<circuit> { return read_circuit(*d, d->head()["circuit"]); });
}

std::string written(const circuit& c) {
  document_writer d;
  d.head["circuit"] = write_circuit(d, c);
  return std::move(d).finish('c', 1);
}

TEST(CircuitDocument, GivesBackEveryKindOfRecordToTheByte) {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    dice d(seed);
    const circuit c = any_circuit(d);
    const auto back = read_back(written(c));
    ASSERT_TRUE(back) << seed << ": " << back.error().message();
    ASSERT_TRUE(*back == c) << seed;
    ASSERT_EQ(back->name(), c.name());
    ASSERT_EQ(record_bytes(back->columns()), record_bytes(c.columns())) << seed;
    ASSERT_EQ(back->has_measurements(), c.has_measurements()) << seed;
  }
}

TEST(CircuitDocument, GivesBackACircuitWithNothingInIt) {
  const auto back = read_back(written(circuit()));
  ASSERT_TRUE(back);
  EXPECT_TRUE(*back == circuit());
}

TEST(CircuitDocument, LeavesOutWhatIsNoLongerUsed) {
  circuit c(2);
  c.rx(parameter("a"), 0);
  const circuit bound = c.bind({{"a", 1.5}}).value();
  const auto back = read_back(written(bound));
  ASSERT_TRUE(back);
  EXPECT_TRUE(*back == bound);
}

/// The circuit with one member of its head, or one of its columns, as a test wants it.
template <class Change>
expected<circuit> with(const Change& change) {
  document_writer d;
  dice by(7);
  circuit c(3, 2);
  c.h(0).rx(parameter("a"), 1).measure(0, 1);
  nlohmann::json to = write_circuit(d, c);
  change(d, to);
  d.head["circuit"] = std::move(to);
  return read_back(std::move(d).finish('c', 1));
}

void expect_damage(const expected<circuit>& c, std::string_view what) {
  ASSERT_FALSE(c);
  EXPECT_EQ(c.error().code(), errc::data_loss);
  EXPECT_NE(c.error().message().find(what), std::string::npos) << c.error().message();
}

TEST(CircuitDocument, RefusesAnotherCircuitThanTheOneThatWasWritten) {
  expect_damage(with([](auto&, auto& to) { to["digest"] = 5; }), "not the one that was written");
}

TEST(CircuitDocument, RefusesRegistersThatNoCircuitCanHave) {
  const auto reg = [](const char* list, const char* name, auto size) {
    return with([&](auto&, auto& to) { to[list].push_back(nlohmann::json::array({name, size})); });
  };
  expect_damage(reg("qubits", "q", 1), "is taken");
  expect_damage(reg("qubits", "more", 4'000'000'000U), "limit");
  expect_damage(reg("bits", "not a name", 1), "identifier");
  expect_damage(reg("bits", "more", -1), "a name and a size");
}

TEST(CircuitDocument, RefusesRecordsThatNoBuilderWouldMake) {
  const auto columns = [](std::vector<std::uint16_t> ops, std::vector<std::uint16_t> arities,
                          std::vector<std::uint32_t> operands, std::vector<double> params) {
    return with([&](document_writer& d, auto& to) {
      to["records"] = d.columns(), to.erase("symbols");
      d.column(std::span<const std::uint16_t>(ops)), d.column(std::span<const std::uint16_t>(arities));
      d.column(std::span<const std::uint32_t>(operands)), d.column(std::span<const double>(params));
    });
  };
  expect_damage(columns({KW_OP_H}, {1}, {9}, {}), "out of range");
  expect_damage(columns({KW_OP_CX}, {2}, {1, 1}, {}), "occurs twice");
  expect_damage(columns({KW_OP_CX}, {2}, {1}, {}), "too short");
  expect_damage(columns({KW_OP_RX}, {1}, {1}, {}), "too short");
  expect_damage(columns({KW_OP_RX}, {1}, {1}, {std::numeric_limits<double>::infinity()}), "not finite");
  expect_damage(columns({KW_OP_H}, {1}, {1, 2}, {}), "too long");
  expect_damage(columns({60000}, {1}, {1}, {}), "not a gate");
  expect_damage(columns({KW_OP_MEASURE}, {2}, {0, 5}, {}), "classical bit");
  expect_damage(columns({KW_OP_END}, {0}, {}, {}), "no open block");
  expect_damage(columns({KW_OP_IF}, {1}, {1}, {}), "not closed");
  expect_damage(columns({KW_OP_UNITARY}, {1}, {0}, {1, 0, 0, 0, 0, 0, 2, 0}), "not unitary");
  expect_damage(columns({KW_OP_UNITARY}, {11}, std::vector<std::uint32_t>(11), {}), "operands");
  expect_damage(columns({KW_OP_OPAQUE}, {1}, {0}, {1e300}), "parameters");
  expect_damage(columns({KW_OP_OPAQUE}, {1}, {0}, {0}), "identifier");
  expect_damage(columns({KW_OP_H, KW_OP_H}, {1}, {1}, {}), "without operands");
}

TEST(CircuitDocument, RefusesTextsThatAreNoExpressions) {
  const auto symbols = [](std::vector<std::uint32_t> places, std::vector<std::uint32_t> sizes, std::string texts) {
    return with([&](document_writer& d, auto& to) {
      to["symbols"] = d.columns();
      d.column(std::span<const std::uint32_t>(places)), d.column(std::span<const std::uint32_t>(sizes)),
          d.column(texts);
    });
  };
  EXPECT_TRUE(symbols({1, 1}, {0, 1}, "a"));
  expect_damage(symbols({1, 1}, {0, 2}, "a+"), "");
  expect_damage(symbols({1, 1}, {0, 2}, "a"), "too early");
  expect_damage(symbols({1, 1}, {0, 1}, "ab"), "do not fit");
  expect_damage(symbols({1, 5}, {0, 1}, "a"), "out of place");
  expect_damage(symbols({1, 0}, {0, 1}, "a"), "out of place");
  expect_damage(symbols({9, 1}, {0, 1}, "a"), "too long");
  expect_damage(symbols({1}, {0, 1}, "a"), "do not fit");
}

}  // namespace
}  // namespace ketway::tests
