// Every class of bad input: a diagnostic with file, line and column, exit status 3, no crash, no unbounded memory.

#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <regex>

#include "child.hpp"

namespace ketway::process_test {
namespace {

constexpr long mebibyte = 1024;  // in KiB, as the system counts

const std::string head = "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[3];\ncreg c[3];\n";

// Where a sanitizer multiplies memory, its size says nothing.
constexpr bool memory_is_measurable() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  return false;
#else
  return true;
#endif
#else
  return true;
#endif
}

void expect_peak_below(const outcome& r, long mebibytes) {
  if (memory_is_measurable()) {
    EXPECT_LT(r.peak_kib, mebibytes * mebibyte);
  }
}

class case_of_bad_input {
 public:
  case_of_bad_input(std::string n, std::string t, std::string p)
      : name(std::move(n)), text(std::move(t)), place(std::move(p)) {}
  std::string name, text;
  std::string place;  // regular expression for LINE:COLUMN
};

std::vector<case_of_bad_input> cases() {
  std::string nested = head + "rx(";
  for (int i = 0; i < 100000; ++i) nested += '(';
  std::string json_nested = R"({"n_qubits":1,"gates":)";
  for (int i = 0; i < 100000; ++i) json_nested += '[';
  return {
      {"SyntaxError", head + "h q[0]\nx q[1];\n", "5:7"},
      {"MissingBracket", head + "h q[0;\n", "5:6"},
      {"UnknownGate", head + "hadamard q[0];\n", "5:1"},
      {"QubitOutOfRange", head + "h q[3];\n", "5:[35]"},
      {"BitOutOfRange", head + "measure q[0] -> c[9];\n", "5:1[79]"},
      {"DuplicateQubits", head + "cx q[1], q[1];\n", "5:[0-9]+"},
      {"RecursiveGate", head + "gate g a { g a; }\ng q[0];\n", "5:12"},
      {"MutuallyRecursiveGates", head + "gate f a { g a; }\ngate g a { f a; }\n", "5:12"},
      {"AbsurdRegister", "OPENQASM 2.0;\nqreg q[4000000000];\n", "2:[0-9]+"},
      {"RegisterLargerThanAnyNumber", "OPENQASM 2.0;\nqreg q[99999999999999999999999999];\n", "2:[0-9]+"},
      {"EmptyRegister", "OPENQASM 2.0;\nqreg q[0];\n", "1:1"},
      {"DeepNesting", nested, "5:[0-9]+"},
      {"BrokenUtf8", head + "h q[\xff\xfe];\n", "5:5"},
      {"BrokenUtf8InJson", "{\"n_qubits\": 1,\n \"gates\": [{\"type\": \"h\xc3\", \"qubit\": 0}]}", "2:[0-9]+"},
      {"NulBytes", head + std::string("h\0 q[0];\n", 9), "5:2"},
      {"NotANumber", head + "rx(0/0) q[0];\n", "5:[0-9]+"},
      {"InfiniteAngle", head + "rx(1e999) q[0];\n", "5:[0-9]+"},
      {"RootOfANegative", head + "rx(sqrt(-1)) q[0];\n", "5:[0-9]+"},
      {"NotANumberInJson", "{\"n_qubits\": 1,\n \"gates\": [{\"type\": \"rx\", \"qubit\": 0, \"angle\": NaN}]}",
       "2:[0-9]+"},
      {"JsonNesting", json_nested, "1:[0-9]+"},
      {"JsonUnknownKey", "{\"n_qubits\": 1,\n \"gtes\": []}", "2:2"},
      {"JsonQubitOutOfRange", "{\"n_qubits\": 1,\n \"gates\": [{\"type\": \"h\", \"qubit\": 5}]}", "2:[0-9]+"},
      {"NeitherLanguage", "this is no circuit\n", "1:1"},
      {"EmptyText", "", "1:1"},
      {"GateOnTooManyQubits", head + "h q[0], q[1];\n", "5:[0-9]+"},
      {"MissingAngle", head + "rx q[0];\n", "5:[0-9]+"},
      {"IncludeOutsideTheFolder", "OPENQASM 2.0;\ninclude \"../../../../etc/passwd\";\n", "2:[0-9]+"},
  };
}

// Two registers, so that outcomes must be put in order.
std::string nineteen_qubits() {
  std::string text = "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[19];\ncreg a[1];\ncreg c[18];\nh q;\n";
  for (int i = 0; i < 19; ++i) {
    const std::string bit = i == 0 ? "a[0]" : "c[" + std::to_string(i - 1) + "]";
    text += "measure q[" + std::to_string(i) + "] -> " + bit + ";\n";
  }
  return text;
}

TEST(ALargeAnswer, TakesMemoryForItsColumnsAlone) {
  for (const std::vector<std::string>& how : std::vector<std::vector<std::string>>{
           {"--shots", "0", "--json"}, {"--shots", "0"}, {"--shots", "1000000", "--memory", "--json"}}) {
    std::vector<std::string> line = {"run", "-"};
    line.insert(line.end(), how.begin(), how.end());
    const outcome r = run(line, nineteen_qubits());
    ASSERT_EQ(r.status, 0) << r.err;
    EXPECT_EQ(r.out.back(), '\n');
    expect_peak_below(r, 128);
  }
}

TEST(ALargeAnswer, IsWholeOrRefusedWhereverMemoryEnds) {
  if (!memory_is_measurable()) GTEST_SKIP() << "a sanitizer needs an address space without a limit";
  for (const std::uint64_t mebibytes : {60, 70, 80, 90, 100, 150}) {
    child c({"run", "-", "--shots", "0", "--json"});
    c.start();
    c.limit_memory(mebibytes);
    c.write(nineteen_qubits());
    const outcome r = c.finish();
    EXPECT_EQ(r.signal, 0) << mebibytes;
    EXPECT_EQ(r.status == 0, !r.out.starts_with("{\"error\"")) << mebibytes << r.out.substr(0, 300);
    EXPECT_TRUE(r.out.ends_with("}\n")) << mebibytes;
  }
}

class BadInput : public testing::TestWithParam<case_of_bad_input> {};

TEST_P(BadInput, IsADiagnosticWithFileLineAndColumn) {
  const temporary_folder folder;
  const std::string file = folder.file("bad.qasm", GetParam().text);
  const outcome r = run({"run", file});
  EXPECT_EQ(r.status, 3) << r.err;
  EXPECT_EQ(r.signal, 0);
  EXPECT_EQ(r.out, "");
  const std::regex expected("bad\\.qasm:" + GetParam().place + ": error: ");
  EXPECT_TRUE(std::regex_search(r.err.substr(0, 2000), expected)) << r.err.substr(0, 2000);
  EXPECT_LT(r.err.size(), 64U << 10U) << "a diagnostic should not repeat the text";
  expect_peak_below(r, 128);
}

void PrintTo(const case_of_bad_input& one, std::ostream* to) { *to << one.name; }

INSTANTIATE_TEST_SUITE_P(EveryClass, BadInput, testing::ValuesIn(cases()),
                         [](const auto& tested) { return tested.param.name; });

TEST(BadParameter, AnUnboundOneNamesThePlaceOfItsName) {
  const temporary_folder folder;
  const std::string file = folder.file("open.json",
                                       "{\"n_qubits\": 1,\n \"gates\": [{\"type\": \"ry\", \"qubit\": 0, \"angle\": "
                                       "\"theta\"}],\n \"parameters\": [\"theta\"]}");
  const outcome r = run({"run", file});
  EXPECT_EQ(r.status, 3);
  EXPECT_TRUE(std::regex_search(r.err, std::regex("open\\.json:2:[0-9]+: error: .*theta.*--param"))) << r.err;
}

TEST(BadParameter, AHundredThousandUnboundOnesAreSaidTwentyTimes) {
  const temporary_folder folder;
  std::string names, gates;
  for (int i = 0; i < 100000; ++i) {
    const std::string name = "p" + std::to_string(i);
    names += (i == 0 ? "\"" : ",\"") + name + "\"";
    gates += std::string(i == 0 ? "" : ",\n") + R"({"type": "ry", "qubit": 0, "angle": ")" + name + "\"}";
  }
  const std::string file =
      folder.file("many.json", R"({"n_qubits": 1, "gates": [)" + gates + R"(], "parameters": [)" + names + "]}");
  const outcome r = run({"run", file, "--json"});
  EXPECT_EQ(r.status, 3);
  EXPECT_EQ(r.json()["error"]["details"]["diagnostics"].size(), 20U);
  EXPECT_NE(r.err.find("99980 more have none"), std::string::npos) << r.err.substr(0, 4000);
  EXPECT_LT(r.err.size(), 64U << 10U);
}

TEST(BadParameter, NaNAndInfinityAreInvalid) {
  const std::string_view open =
      R"({"n_qubits": 1, "gates": [{"type": "ry", "qubit": 0, "angle": "theta"}], "parameters": ["theta"]})";
  for (const char* value : {"nan", "inf", "0/0", "1/0", "ln(0)", "abc", "", "phi"}) {
    const outcome r = run({"run", "-", "--param", std::string("theta=") + value}, open);
    EXPECT_EQ(r.status, 3) << value << ": " << r.err;
    EXPECT_NE(r.err.find("theta="), std::string::npos) << r.err;
  }
}

TEST(BadShots, NegativeOnesAreInvalid) {
  const outcome r = run({"run", "-", "--shots", "-5"}, bell());
  EXPECT_EQ(r.status, 3);
  EXPECT_NE(r.err.find("--shots -5"), std::string::npos) << r.err;
}

TEST(BadShots, AbsurdOnesAreRefusedWithoutAnyAttempt) {
  for (const char* value : {"99999999999999999999999999", "1.5", "nan", "18446744073709551615"}) {
    const outcome r = run({"run", "-", "--shots", value}, bell());
    EXPECT_EQ(r.status, 3) << value << ": " << r.err;
    EXPECT_EQ(r.signal, 0);
    expect_peak_below(r, 128);
  }
}

TEST(BadFile, OneThatIsNotThereIsInvalid) {
  const outcome r = run({"run", "/nonexistent/circuit.qasm", "--json"});
  EXPECT_EQ(r.status, 3);
  EXPECT_EQ(r.json()["error"]["code"], "not_found");
}

TEST(BadFile, AFolderIsInvalid) {
  const temporary_folder folder;
  EXPECT_EQ(run({"run", folder.path().string()}).status, 3);
}

TEST(HugeFile, AMistakeAfterAHundredMegabytesIsFoundAtItsLine) {
  const temporary_folder folder;
  const std::string file = folder.file("huge.qasm", head);
  constexpr std::size_t lines = 12'500'000;
  {
    std::ofstream out(file, std::ios::binary | std::ios::app);
    std::string block;
    for (int i = 0; i < 12500; ++i) block += "h q[0];\n";
    for (std::size_t i = 0; i < lines / 12500; ++i) out << block;
    out << "oops q[0];\n";
  }
  ASSERT_GT(std::filesystem::file_size(file), 100'000'000U);
  const outcome r = run({"run", file});
  EXPECT_EQ(r.status, 3);
  EXPECT_NE(r.err.find("huge.qasm:" + std::to_string(lines + 5) + ":1: error:"), std::string::npos)
      << r.err.substr(0, 500);
  expect_peak_below(r, 1536);
}

TEST(HugeFile, AHundredMegabytesOfNothingAreRefused) {
  for (const char filling : {'x', '(', '\0', '\xff', ' '}) {
    const temporary_folder folder;
    const std::string file = folder.file("huge.qasm", filling == '(' ? head + "rx(" : std::string());
    {
      std::ofstream out(file, std::ios::binary | std::ios::app);
      const std::string block(1'000'000, filling);
      for (int i = 0; i < 100; ++i) out << block;
    }
    const outcome r = run({"run", file});
    EXPECT_EQ(r.status, 3) << static_cast<int>(filling);
    EXPECT_EQ(r.signal, 0) << static_cast<int>(filling);
    EXPECT_TRUE(std::regex_search(r.err.substr(0, 500), std::regex("huge\\.qasm:[0-9]+:[0-9]+: error:")))
        << r.err.substr(0, 500);
    EXPECT_LT(r.err.size(), 64U << 10U);
    expect_peak_below(r, 512);
  }
}

TEST(HugeInput, AnEndlessStandardInputIsCutOff) {
  child c({"run", "-"});
  c.start();
  const std::string block(1U << 20U, ' ');
  for (int i = 0; i < 300; ++i) c.write(block);
  const outcome r = c.finish();
  EXPECT_EQ(r.status, 3) << r.err;
  expect_peak_below(r, 1024);
}

TEST(HostileText, ControlCharactersOfAFileDoNotReachTheTerminal) {
  const temporary_folder folder;
  const std::string file = folder.file("bad.qasm", head + "h q[0]; \x1b]0;title\x07 oops\n");
  const outcome r = run({"run", file});
  EXPECT_EQ(r.status, 3);
  EXPECT_EQ(r.err.find('\x1b'), std::string::npos);
  EXPECT_EQ(r.err.find('\x07'), std::string::npos);
}

TEST(HostileText, TheLineIsShownWithAMarkUnderTheColumn) {
  const temporary_folder folder;
  const outcome r = run({"run", folder.file("bad.qasm", head + "hadamard q[0];\n")});
  EXPECT_NE(r.err.find("\n5 | hadamard q[0];\n    ^\n"), std::string::npos) << r.err;
}

}  // namespace
}  // namespace ketway::process_test
