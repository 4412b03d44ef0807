#include <nlohmann/json.hpp>
#include <random>

#include "language/reading.hpp"

namespace ketway::language_tests {
namespace {

std::string written(const circuit& c) {
  const auto text = write_json(c);
  return text ? *text : "(refused) " + text.error().message();
}

/// Written, read again, and equal.
void expect_kept(const circuit& c) {
  const std::string text = written(c);
  const auto back = must_read(text);
  EXPECT_TRUE(back == c) << text;
  EXPECT_EQ(back.digest(), c.digest()) << text;
}

TEST(JsonWriter, WritesTheFormOfTheManual) {
  circuit c(2, 1);
  c.h(0).cx(0, 1).ry(0.78, 0).measure(1, 0);
  EXPECT_EQ(written(c),
            "{\n  \"n_qubits\": 2,\n  \"n_bits\": 1,\n  \"gates\": [\n"
            "    {\"type\": \"h\", \"qubit\": 0},\n"
            "    {\"type\": \"cx\", \"control\": 0, \"target\": 1},\n"
            "    {\"type\": \"ry\", \"qubit\": 0, \"angle\": 0.78},\n"
            "    {\"type\": \"measure\", \"qubit\": 1, \"bit\": 0}\n  ]\n}\n");
}
TEST(JsonWriter, WritesWhatAnotherParserReads) {
  circuit c(3, 2);
  c.name("a \"b\" \\ \n \x01 é");
  c.begin_if(condition(0, true))
      .x(0)
      .otherwise()
      .begin_while(condition(1, false))
      .rx(parameter("t") / 3.0, 1)
      .end()
      .end()
      .barrier();
  const auto document = nlohmann::json::parse(written(c), nullptr, false);
  ASSERT_FALSE(document.is_discarded()) << written(c);
  EXPECT_EQ(document["name"], c.name());
  EXPECT_EQ(document["gates"][0]["else"][0]["body"][0]["type"], "rx");
}
TEST(JsonWriter, KeepsAnEmptyCircuit) { expect_kept(circuit()); }
TEST(JsonWriter, KeepsRegisters) {
  circuit c;
  c.add_qubits("alpha", 2);
  c.add_qubits("empty", 0);
  c.add_bits("m", 3);
  c.add_bits("n", 1);
  expect_kept(c);
}
TEST(JsonWriter, KeepsBitsWithoutQubits) { expect_kept(circuit(0, 3)); }
TEST(JsonWriter, KeepsEveryGateWithAndWithoutControls) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> turn(-7, 7);
  circuit c(12);
  for (std::uint16_t op = KW_OP_FIRST_GATE; op < KW_OP_LIMIT; ++op) {
    const auto* info = find_op(op);
    if (info == nullptr) continue;
    for (std::uint32_t controls = 0; controls < 7; ++controls) {
      std::vector<std::uint32_t> qubits;
      for (std::uint32_t i = 0; i < info->num_qubits + controls; ++i) qubits.push_back(11 - i);
      std::vector<angle> angles;
      for (std::uint32_t i = 0; i < info->num_params; ++i) angles.emplace_back(turn(random));
      c.gate(op, qubits, angles);
    }
  }
  expect_kept(c);
}
TEST(JsonWriter, KeepsStructure) {
  circuit c(3, 3);
  c.measure(0, 2).reset(1).barrier().barrier(std::vector<std::uint32_t>{2, 0});
  c.delay(1.5e-7, std::vector<std::uint32_t>{0}).delay_cycles(160, std::vector<std::uint32_t>{0, 1});
  c.begin_if(condition(0, true).also(2, false)).x(0).begin_if(condition()).end().otherwise().y(0).end();
  c.begin_while(condition(1, true)).h(0).measure(0, 1).end();
  expect_kept(c);
}
TEST(JsonWriter, KeepsMeasureAllIntoARegisterOfItsOwn) {
  circuit c(3);
  c.measure_all();
  expect_kept(c);
}
TEST(JsonWriter, KeepsMatricesToTheLastBit) {
  circuit u(1);
  u.u(0.1, 0.2, 0.3, 0);
  const auto matrix = gate_matrix(KW_OP_U, {u.columns().params, 3}).value();
  circuit c(2);
  c.unitary(matrix, std::vector<std::uint32_t>{1}, "label \"1\"");
  expect_kept(c);
}
TEST(JsonWriter, KeepsOpaqueGates) {
  circuit c(2);
  c.opaque("magic", std::vector<std::uint32_t>{1, 0}, std::vector<angle>{0.5, parameter("t") * 2.0});
  c.opaque("quiet", std::vector<std::uint32_t>{0});
  expect_kept(c);
}
TEST(JsonWriter, KeepsSymbolicParameters) {
  const parameter a("alpha"), b("beta");
  circuit c(1);
  c.rx(2.0 * a + 0.5, 0).u(a, -b / 3.0, 0.25, 0).rz(apply("sin", pow(a, b)) - 1e-9, 0);
  expect_kept(c);
}
TEST(JsonWriter, KeepsAnglesToTheLastBit) {
  std::mt19937_64 random(9);
  circuit c(1);
  for (int i = 0; i < 1000; ++i) {
    c.rx(std::ldexp(static_cast<double>(random() >> 11) - 0x1p52, static_cast<int>(random() % 200) - 150), 0);
  }
  c.rx(-0.0, 0).rx(5e-324, 0).rx(1.7976931348623157e308, 0);
  expect_kept(c);
}
TEST(JsonWriter, RefusesAnOpenBlock) {
  circuit c(1, 1);
  c.begin_if(condition(0, true));
  const auto text = write_json(c);
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().code(), errc::failed_precondition);
}
TEST(JsonWriter, WritesUtf8EvenForBytesThatAreNot) {
  circuit c(0);
  c.name(
      "a\xFF"
      "b");
  EXPECT_EQ(must_read(written(c)).name(),
            "a\xEF\xBF\xBD"
            "b");
}

}  // namespace
}  // namespace ketway::language_tests
