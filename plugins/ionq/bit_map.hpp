#pragma once
// Which qubit each classical bit of a program reads. IonQ knows no classical bits: it reads every qubit at the end.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ketway::ionq {

class bit_map {
 public:
  static constexpr std::uint32_t unmeasured = UINT32_MAX;
  static constexpr std::uint32_t most_bits = 1U << 16;

  bit_map() = default;
  explicit bit_map(std::uint32_t num_bits) : qubit_of(num_bits, unmeasured) {}
  /// Bit i reads qubit i: what is assumed of a job that this plugin did not send.
  static bit_map identity(std::uint32_t num_bits);

  std::uint32_t num_bits() const { return static_cast<std::uint32_t>(qubit_of.size()); }
  /// The key of kw_result for a word whose character i is the outcome, 0 or 1, of qubit i. Qubits beyond the word read 0.
  std::string key_of(std::string_view word) const;
  bool operator==(const bit_map&) const = default;

  std::vector<std::uint32_t> qubit_of;  ///< by bit
};

/// The maps of a submission's programs, as a short text: runs of equal maps, "12*5:0-4;3:2,_,0".
class bit_maps {
 public:
  static constexpr std::size_t most_programs = 100'000;

  bit_maps() = default;
  void append(const bit_map& map, std::size_t times = 1);
  std::size_t size() const { return of_program_.size(); }
  const bit_map& of(std::size_t program) const { return maps_[of_program_[program]]; }

  std::string text() const;
  /// False: not of that form.
  bool read(std::string_view text);

 private:
  std::vector<bit_map> maps_;  ///< neighbours differ
  std::vector<std::uint32_t> of_program_;
};

}  // namespace ketway::ionq
