#pragma once
// What must be known of a program before it is sent and when its answer comes: registers in their order, inputs, and
// whether it measures or decides. A reader of OpenQASM 3 as the host prints it: tokens, and declarations outside braces.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ketway::ibm {

class bit_register {
 public:
  bit_register(std::string n, std::uint32_t s) : name(std::move(n)), size(s) {}
  bool operator==(const bit_register&) const = default;
  std::string name;
  std::uint32_t size;
};

class program_text {
 public:
  /// Throws plugin::error INVALID_ARGUMENT with the line where the text can't be read.
  explicit program_text(std::string_view text);

  std::vector<bit_register> registers;  ///< classical, in order of declaration
  std::vector<std::string> inputs;
  bool measures = false, conditions = false, resets = false, physical = false;
  std::uint32_t num_qubits = 0;  ///< the highest physical qubit and one, or the size of the qubit registers
  double seconds = 0;            ///< of one shot, estimated: the longest chain of operations on one qubit

  std::uint32_t num_bits() const;
};

/// The same program over `qubit[size] NAME;` instead of physical qubits, NAME a word that it does not hold. What has no
/// physical qubit comes back unchanged.
std::string with_qubit_register(std::string_view text, std::uint32_t size);

/// Words that IBM's importer refuses as names of registers.
bool python_keyword(std::string_view word);

}  // namespace ketway::ibm
