#pragma once
// Circuits as text: OpenQASM 2 and the JSON gate list, in and out. Every function here is pure but for
// `read_circuit_file` and guarded includes, may be called from several threads at once, and knows no cancellation:
// the time it takes is bounded by the limits of `read_options`.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ketway/circuit.hpp"

namespace ketway {

/// How a text is read. Setters return the object, so that they chain.
class read_options {
 public:
  read_options() = default;

  /// The name that diagnostics carry; it opens nothing.
  read_options& file_name(std::string name) { return file_name_ = std::move(name), *this; }
  const std::string& file_name() const noexcept { return file_name_; }

  /// OpenQASM 2 by the letter of its paper, with the qelib1.inc of 2017. The default reads what tools really write (the
  /// extended qelib1.inc, `OPENQASM 2;`, 1e3, asin ...) and says so in `reading::warnings`.
  read_options& strict(bool yes) noexcept { return strict_ = yes, *this; }
  bool strict() const noexcept { return strict_; }

  /// The folder that `include` may read from. A file outside it (absolute path, `..`, symbolic link) is refused; a file
  /// that is included may in turn include only from its own folder down. Empty (the default): nothing but qelib1.inc,
  /// which is built in, can be included. `read_circuit_file` sets it to the file's own folder where it is empty.
  read_options& include_root(std::filesystem::path folder) { return include_root_ = std::move(folder), *this; }
  const std::filesystem::path& include_root() const noexcept { return include_root_; }

  /// Records after broadcast and after user gates are inlined. Their operands are limited to four times that number.
  read_options& max_operations(std::uint64_t n) noexcept { return max_operations_ = n, *this; }
  std::uint64_t max_operations() const noexcept { return max_operations_; }

  /// Bytes of text, all included files together.
  read_options& max_text_bytes(std::uint64_t n) noexcept { return max_text_bytes_ = n, *this; }
  std::uint64_t max_text_bytes() const noexcept { return max_text_bytes_; }

 private:
  std::string file_name_;
  std::filesystem::path include_root_;
  std::uint64_t max_operations_ = 20'000'000;
  std::uint64_t max_text_bytes_ = 256ULL << 20;
  bool strict_ = false;
};
static_assert(!std::is_aggregate_v<read_options>);

/// Where a text names an opaque gate: its declaration, or the first record of that name. What cannot run it says only its
/// name, since a circuit knows no lines.
class opaque_gate_place {
 public:
  opaque_gate_place(std::string n, source_position w) : name(std::move(n)), where(std::move(w)) {}
  static constexpr std::size_t most = 20;  ///< places of one reading
  std::string name;
  source_position where;
};

/// A circuit that was read, and what is worth knowing about its text: warnings (read, but not what the standard says)
/// and notes (for instance that the extended qelib1.inc is used). At most 20.
class reading {
 public:
  explicit reading(ketway::circuit c, std::vector<diagnostic> w = {}) : circuit(std::move(c)), warnings(std::move(w)) {}
  ketway::circuit circuit;
  std::vector<diagnostic> warnings;
  std::vector<opaque_gate_place> opaque_gates;
};

// Errors of every reader: invalid_argument with all diagnostics of the text (at most 20), each with file, line, column
// and what was expected; also where a limit is passed. The error's message is the first of them.

/// OpenQASM 2 or JSON, told apart by how the text begins. Further error: unimplemented for OpenQASM 3, which this
/// version does not read.
expected<reading> read_circuit(std::string_view text, const read_options& options = {});
/// Further error: unimplemented where the version line says 3.
expected<reading> read_openqasm2(std::string_view text, const read_options& options = {});
/// The form of docs/circuit_json.md.
expected<reading> read_json(std::string_view text, const read_options& options = {});
/// As `read_circuit`. Blocks the calling thread on the file. Further errors: not_found, permission_denied, unavailable
/// (the file could not be read).
expected<reading> read_circuit_file(const std::filesystem::path& path, const read_options& options = {});

/// OpenQASM 2.0 with the extended qelib1.inc; other gates are defined in the prologue, each once, exact up to the
/// global phase of the circuit. Register names that OpenQASM 2 does not allow are changed. Errors:
/// failed_precondition that names the record and says why OpenQASM 2 cannot hold it (symbolic parameter, delay,
/// `else`, `while`, nested blocks, a condition on part of a register or on a register that the block itself measures
/// into, a matrix on several qubits).
expected<std::string> write_openqasm2(const circuit& c);
/// Everything that a circuit holds: `read_json` gives an equal circuit back. Errors: failed_precondition where a block
/// is not closed.
expected<std::string> write_json(const circuit& c);

}  // namespace ketway
