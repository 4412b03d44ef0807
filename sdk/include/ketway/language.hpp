#pragma once
// Circuits as text: OpenQASM 2 and 3 and the JSON gate list, in and out. Every function here is pure but for
// `read_circuit_file` and guarded includes, may be called from several threads at once, and knows no cancellation:
// the time it takes is bounded by the limits of `read_options`.

#include <cstdint>
#include <filesystem>
#include <map>
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

/// OpenQASM 2, OpenQASM 3 or JSON, told apart by how the text begins: the version line, else the first word.
expected<reading> read_circuit(std::string_view text, const read_options& options = {});
/// Further error: unimplemented where the version line says 3.
expected<reading> read_openqasm2(std::string_view text, const read_options& options = {});
/// The subset of docs/openqasm3.md; everything else is refused by its name. Qubits `$k` become register `q`. The phase
/// by which `U`, `u2` and `u3` differ from those of ketway/ops.h is kept where something controls it.
expected<reading> read_openqasm3(std::string_view text, const read_options& options = {});
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
/// How an OpenQASM 3 text is written. Setters return the object, so that they chain.
class openqasm3_options {
 public:
  openqasm3_options() = default;

  /// Qubit k is written `$k`, the device's own; else the circuit's registers are declared.
  openqasm3_options& physical_qubits(bool yes) noexcept { return physical_qubits_ = yes, *this; }
  bool physical_qubits() const noexcept { return physical_qubits_; }

  /// Only gates called by name: what stdgates.inc lacks is defined in the text by plain gates. A gate that would need
  /// `ctrl`, and a loop, are refused.
  openqasm3_options& basis_only(bool yes) noexcept { return basis_only_ = yes, *this; }
  bool basis_only() const noexcept { return basis_only_; }

  /// `id` and `gphase` outside every control, which change nothing that can be measured, are left out: some devices
  /// have no word for them.
  openqasm3_options& drop_identities(bool yes) noexcept { return drop_identities_ = yes, *this; }
  bool drop_identities() const noexcept { return drop_identities_; }

 private:
  bool physical_qubits_ = false, basis_only_ = false, drop_identities_ = false;
};
static_assert(!std::is_aggregate_v<openqasm3_options>);

/// OpenQASM 3.0 with stdgates.inc; gates that it lacks are defined in the text or written through `ctrl @` and `inv @`
/// (docs/openqasm3.md). The same circuit and options always give the same text, and every number reads back to the same
/// double. Symbolic parameters become `input float[64]`, sorted by name. Names are those of `names_in_openqasm3`. Errors:
/// failed_precondition that names the record and says why OpenQASM 3 or the options cannot hold it (opaque gate, a
/// matrix on several qubits, an open block, gates beyond `basis_only`).
expected<std::string> write_openqasm3(const circuit& c, const openqasm3_options& options = {});

/// The names that `write_openqasm3` uses.
class openqasm3_names {
 public:
  openqasm3_names() = default;
  std::vector<std::string> qubit_registers, bit_registers;     ///< in the circuit's order
  std::map<std::string, std::string, std::less<>> parameters;  ///< the circuit's name to the text's
};
/// A name that is a word of OpenQASM 3, a Python keyword, or the name of a gate of stdgates.inc or of one that the text
/// defines, gets `_` at its end, as many as make it unique; all others stay. Errors as `write_openqasm3`.
expected<openqasm3_names> names_in_openqasm3(const circuit& c, const openqasm3_options& options = {});

/// Everything that a circuit holds: `read_json` gives an equal circuit back. Errors: failed_precondition where a block
/// is not closed.
expected<std::string> write_json(const circuit& c);

}  // namespace ketway
