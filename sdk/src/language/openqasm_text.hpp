#pragma once
// What the readers of OpenQASM 2 and 3 share: the text with the files that it includes, the circuit in the making with
// its limits, and the ways to say what is wrong.

#include <deque>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "circuit/columns.hpp"
#include "ketway/language.hpp"
#include "language/scanner.hpp"

namespace ketway::language {

class openqasm_text {
 public:
  openqasm_text(const openqasm_text&) = delete;
  openqasm_text& operator=(const openqasm_text&) = delete;

 protected:
  /// `standard_file` is the include that is built in.
  openqasm_text(std::string_view text, const read_options& options, language_version of,
                std::string_view standard_file);
  ~openqasm_text() = default;

  bool within_size();  ///< of the first text; false (reported) where it is too large
  /// At the end of an included text: back to the one that includes it. False at the end of the first.
  bool leave_include();
  /// The file name of an `include`, its semicolon too; false for wrong syntax.
  bool include_name(std::size_t& offset, std::string_view& name);
  /// Goes into another file. Whatever is wrong is reported.
  void include_file(std::size_t offset, std::string_view name);

  bool semicolon(std::string_view after);
  bool expected_here(std::string_view what);
  bool fail(std::size_t offset, std::string message);
  void deviation(std::size_t offset, std::string message);  ///< an error in strict mode, else a warning
  bool has_budget(std::size_t offset, std::uint64_t records, std::uint64_t operands);
  /// Nothing after this is read: whatever follows would only say the same again.
  void give_up();
  void write(std::size_t offset, refusal why);
  /// Number and qubits of a call against those of the gate; false (reported) where they differ. UINT32_MAX qubits: two
  /// or more.
  bool check_counts(std::size_t offset, std::string_view word, std::size_t params, std::uint32_t wanted_params,
                    std::size_t qubits, std::uint32_t wanted_qubits);

  const read_options& options_;
  findings found_;
  std::deque<source_text> sources_;
  scanner in_;
  circuit circuit_;
  circuit::storage* columns_;

 private:
  class frame {
   public:
    scanner in;
    std::filesystem::path folder, file;
  };
  language_version version_;
  std::string_view standard_file_;
  std::deque<std::string> texts_;
  std::filesystem::path folder_, file_;
  std::vector<frame> including_;
  std::uint64_t text_bytes_ = 0;
  std::uint32_t includes_ = 0;
};

}  // namespace ketway::language
