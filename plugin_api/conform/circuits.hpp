#pragma once
// Circuits made by hand from the C columns, in the gates that a device has, and submissions that hold them.

#include <cstdint>
#include <deque>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "conform/copies.hpp"
#include "ketway/plugin.h"

namespace ketway::conform {

class circuit {
 public:
  circuit(std::uint32_t qubits, std::uint32_t bits) : num_qubits(qubits), num_bits(bits) {}
  circuit& gate(std::uint16_t op, std::initializer_list<std::uint32_t> on, std::initializer_list<double> with = {});
  circuit& measure(std::uint32_t qubit, std::uint32_t bit) { return gate(KW_OP_MEASURE, {qubit, bit}); }
  /// Registers stand in order and cover all bits; without any there is one, `c`.
  circuit& classical(const std::string& name, std::uint32_t size);

  /// Borrowed from this object.
  const kw_circuit* view();
  /// In OpenQASM 2 or 3: x, h, rx, cx, measure.
  std::string text(bool version_3);

  std::uint32_t num_qubits, num_bits;
  std::vector<kw_gate> gates;
  std::vector<std::uint32_t> operands;
  std::vector<double> params;
  std::vector<kw_str> symbols{kw_str{}};
  std::vector<kw_register> registers;

 private:
  std::string bit_name(std::uint32_t bit) const;
  std::deque<std::string> names_;
  kw_circuit view_{};
};

/// Writes what a test needs in the gates that a device has.
class dialect {
 public:
  explicit dialect(const device_copy& device) : device_(device) {}
  bool has(std::string_view gate) const;
  /// |0> to |1>. False: no gate for it.
  bool flip(circuit& c, std::uint32_t qubit) const;
  /// |0> to an equal superposition.
  bool superpose(circuit& c, std::uint32_t qubit) const;
  /// Two qubits that the device couples, the control first.
  std::pair<std::uint32_t, std::uint32_t> pair() const;

 private:
  const device_copy& device_;
};

/// A submission with everything it points to. Not to be moved.
class work {
 public:
  /// Programs in the device's first format that this kit can write. `speaks()` is false where there is none.
  work(const device_copy& device, std::vector<circuit> programs, std::uint64_t shots);
  work(const work&) = delete;
  work& operator=(const work&) = delete;
  bool speaks() const { return !format_.empty(); }

  kw_submission submission{};
  std::vector<circuit> circuits;
  std::string token, options;

 private:
  std::string device_, format_;
  std::deque<std::string> texts_;
  std::vector<kw_program> programs_;
  std::vector<const kw_program*> pointers_;
};

/// A lower-case UUIDv4 that differs with `n`.
std::string token_of(std::uint64_t n);

}  // namespace ketway::conform
