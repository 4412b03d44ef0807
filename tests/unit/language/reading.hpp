#pragma once
// Short ways for the tests of the readers to say what they read and what they expect.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "ketway/language.hpp"

namespace ketway::language_tests {

/// The H2 of the edge cases: a header, q[3], c[3], d[2].
inline const std::string header = "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[3];\ncreg c[3];\ncreg d[2];\n";

inline read_options strictly() { return read_options().strict(true); }

inline circuit must_read(std::string_view text, const read_options& options = {}) {
  auto read = read_circuit(text, options);
  if (!read) {
    ADD_FAILURE() << read.error().to_string();
    return circuit();
  }
  return std::move(read->circuit);
}

/// All diagnostics of a text that must be refused, one a line, without file names.
inline std::string refusal_of(std::string_view text, const read_options& options = {}) {
  auto read = read_circuit(text, options);
  if (read) return "(it was read)";
  std::string all;
  for (const auto& d : read.error().diagnostics()) all += d.to_string() + "\n";
  return all;
}

inline std::string warnings_of(std::string_view text, const read_options& options = {}) {
  auto read = read_circuit(text, options);
  if (!read) return "(refused) " + read.error().to_string();
  std::string all;
  for (const auto& d : read->warnings) all += d.to_string() + "\n";
  return all;
}

/// "h 0;cx 0 1;rx(0.5) 2;" and so on: what the circuit holds, record by record.
inline std::string listing(const circuit& c) {
  std::ostringstream out;
  const kw_circuit& columns = c.columns();
  for (std::uint64_t i = 0; i < columns.num_gates; ++i) {
    const kw_gate& g = columns.gates[i];
    const gate_info* info = find_op(g.op);
    out << info->name;
    const std::uint32_t params = g.op >= KW_OP_FIRST_GATE || g.op == KW_OP_DELAY ? info->num_params : 0;
    for (std::uint32_t p = 0; p < params; ++p) {
      const kw_str text = g.symbol == 0 ? kw_str{nullptr, 0} : columns.symbols[g.symbol + p];
      out << (p == 0 ? "(" : ",");
      if (text.size != 0 && g.op != KW_OP_DELAY) {
        out << std::string_view(text.data, text.size);
      } else {
        out << columns.params[g.param + p];
      }
    }
    if (params != 0) out << ")";
    for (std::uint16_t k = 0; k < g.num_operands; ++k) out << " " << columns.operands[g.operand + k];
    out << ";";
  }
  return out.str();
}

inline std::string listing_of(std::string_view text, const read_options& options = {}) {
  return listing(must_read(text, options));
}

inline std::string contents(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A folder that is gone with this object.
class temporary_folder {
 public:
  temporary_folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "ketway_language_XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;
  ~temporary_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path write(const std::string& name, std::string_view text) const {
    const auto file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
    return file;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace ketway::language_tests

#define EXPECT_CONTAINS(text, part) EXPECT_PRED_FORMAT2(::ketway::language_tests::contains, text, part)
namespace ketway::language_tests {
inline testing::AssertionResult contains(const char*, const char*, const std::string& text, const std::string& part) {
  if (text.find(part) != std::string::npos) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "expected to find: " << part << "\nin: " << text;
}
}  // namespace ketway::language_tests
