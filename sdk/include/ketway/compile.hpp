#pragma once
// From any circuit to one that a device runs as it is: its gates, its connections, its directions. Everything here is
// pure: no file, no clock, no thread; const members and free functions may be called by several threads at once. The
// time a call takes grows with the records of the result (a matrix on n qubits becomes about 4^n gates).

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "ketway/circuit.hpp"
#include "ketway/device.hpp"
#include "ketway/error.hpp"

namespace ketway {

/// What one parameter of a device's gate may be, in radians. Without limits: anything, symbols too.
class parameter_limit {
 public:
  parameter_limit() = default;
  /// A closed range. Multiples of a full turn are added where that brings an angle into it.
  parameter_limit(double low, double high) : low_(low), high_(high) {}
  /// Nothing but these.
  explicit parameter_limit(std::vector<double> values) : values_(std::move(values)), listed_(true) {}

  bool unlimited() const noexcept { return !listed_ && low_ == -infinity && high_ == infinity; }
  bool allows(double value) const noexcept;  ///< within 1e-9
  const std::vector<double>& values() const noexcept { return values_; }

 private:
  static constexpr double infinity = std::numeric_limits<double>::infinity();
  double low_ = -infinity, high_ = infinity;
  std::vector<double> values_;
  bool listed_ = false;
};
static_assert(!std::is_aggregate_v<parameter_limit>);

/// One gate that a device has: where, how well, with which parameters. Several of one name may stand beside each other.
class native_gate {
 public:
  /// A name or alias of ketway/ops.h. Other names are kept and never used.
  explicit native_gate(std::string name) : name_(std::move(name)) {}

  /// Qubits in the order of the operands. Where there is no site, the gate works wherever the coupling allows.
  native_gate& site(std::vector<std::uint32_t> qubits, std::optional<double> error = {}, bool usable = true);
  native_gate& everywhere(bool yes) { return everywhere_ = yes, *this; }      ///< also beyond the sites
  native_gate& symmetric(bool yes) { return symmetric_ = yes, *this; }        ///< both orders of each site
  native_gate& typical_error(double e) { return typical_error_ = e, *this; }  ///< of sites without their own
  native_gate& limits(std::vector<parameter_limit> all) { return limits_ = std::move(all), *this; }

  class place {
   public:
    place(std::vector<std::uint32_t> q, std::optional<double> e, bool u) : qubits(std::move(q)), error(e), usable(u) {}
    std::vector<std::uint32_t> qubits;
    std::optional<double> error;  ///< a probability
    bool usable;
  };
  const std::string& name() const noexcept { return name_; }
  const std::vector<place>& sites() const noexcept { return sites_; }
  bool everywhere() const noexcept { return everywhere_; }
  bool symmetric() const noexcept { return symmetric_; }
  std::optional<double> typical_error() const noexcept { return typical_error_; }
  const std::vector<parameter_limit>& limits() const noexcept { return limits_; }

 private:
  std::string name_;
  std::vector<place> sites_;
  std::vector<parameter_limit> limits_;
  std::optional<double> typical_error_;
  bool everywhere_ = false, symmetric_ = false;
};
static_assert(!std::is_aggregate_v<native_gate>);

/// What a circuit is compiled for. Without gates it takes every gate, without coupling it connects all qubits.
class target {
 public:
  explicit target(std::uint32_t num_qubits = 0) : num_qubits_(num_qubits) {}
  /// Basis, coupling and abilities of a device, and what its `detail` (kw.device/1) says of gates, directions, errors and
  /// what is not to be used. Errors: invalid_argument where `detail` is no such document.
  static expected<target> of(const device& d);
  /// A kw.device/1 document alone: its qubits and its gates at their sites. Errors: as `of`, and where the
  /// number of qubits or the gates do not follow from it.
  static expected<target> read(std::string_view kw_device);

  target& name(std::string text) { return name_ = std::move(text), *this; }
  target& gate(native_gate g) { return gates_.push_back(std::move(g)), *this; }
  target& basis(const std::vector<std::string>& names);  ///< a gate for each, wherever the coupling allows
  /// Pairs in the order of the operands; gates that are symmetric by their matrix work in both.
  target& coupling(std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs) {
    return coupling_ = std::move(pairs), *this;
  }
  target& without(std::uint32_t qubit) { return unusable_.push_back(qubit), *this; }  ///< never used
  target& readout_error(std::uint32_t qubit, double e) { return readout_.emplace_back(qubit, e), *this; }
  target& mid_circuit(bool yes) { return mid_circuit_ = yes, *this; }  ///< default: yes
  target& conditions(bool yes) { return conditions_ = yes, *this; }    ///< default: yes

  std::uint32_t num_qubits() const noexcept { return num_qubits_; }
  const std::string& name() const noexcept { return name_; }
  const std::vector<native_gate>& gates() const noexcept { return gates_; }
  const std::vector<std::pair<std::uint32_t, std::uint32_t>>& coupling() const noexcept { return coupling_; }
  const std::vector<std::uint32_t>& unusable() const noexcept { return unusable_; }
  const std::vector<std::pair<std::uint32_t, double>>& readout_errors() const noexcept { return readout_; }
  bool mid_circuit() const noexcept { return mid_circuit_; }
  bool conditions() const noexcept { return conditions_; }

 private:
  std::uint32_t num_qubits_;
  std::string name_;
  std::vector<native_gate> gates_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> coupling_;
  std::vector<std::uint32_t> unusable_;
  std::vector<std::pair<std::uint32_t, double>> readout_;
  bool mid_circuit_ = true, conditions_ = true;
};
static_assert(!std::is_aggregate_v<target>);

class compile_options {
 public:
  compile_options() = default;
  /// 0: gate by gate. 1 (default): runs on one qubit and on one pair of qubits are merged where that is shorter.
  compile_options& optimization(std::uint32_t level) { return optimization_ = level, *this; }
  /// Keeps the global phase, as `gphase` records at the end of the circuit and of each block. Default: only for a target
  /// that has `gphase` or takes every gate; nothing that is measured depends on it.
  compile_options& global_phase(bool keep) { return global_phase_ = keep, *this; }
  std::uint32_t optimization() const noexcept { return optimization_; }
  std::optional<bool> global_phase() const noexcept { return global_phase_; }

 private:
  std::uint32_t optimization_ = 1;
  std::optional<bool> global_phase_;
};
static_assert(!std::is_aggregate_v<compile_options>);

/// A circuit on the target's qubits. Its classical bits are those of the original, so its counts are too.
class compiled {
 public:
  explicit compiled(ketway::circuit c) : circuit(std::move(c)) {}
  ketway::circuit circuit;  ///< one register `q` (`q1`, ... where that is taken) of all the target's qubits
  std::vector<std::uint32_t>
      initial_layout;                       ///< [qubit of the original] = qubit of the target, before the first record
  std::vector<std::uint32_t> final_layout;  ///< the same behind the last record
  std::uint64_t swaps = 0;                  ///< that routing put in
  std::uint64_t two_qubit_gates = 0;        ///< records of two qubits in the result
};

/// Every gate exactly (1e-9 in each entry of the whole's matrix for circuits of usual size) into gates of the target, up
/// to global phase; measurements, resets, barriers, delays and blocks are kept. Symbolic parameters stay symbolic.
/// Errors: invalid_argument with every reason why the target cannot run it, each also a diagnostic (too many qubits, not
/// enough connected ones, opaque gates, blocks, going on after a measurement, gates that its basis cannot make), or where
/// the target contradicts itself or a block is not closed; out_of_range where the result would exceed circuit_limits.
expected<compiled> compile(const circuit& c, const target& t, const compile_options& options = {});

/// How a compiled circuit was compared with its original.
class verification {
 public:
  enum class method : std::uint8_t {
    unitary,       ///< the whole matrix, up to one phase, layouts undone
    states,        ///< some random states in place of all
    distribution,  ///< the distribution over the classical bits, from |0...0>
    none,          ///< too large to simulate
  };
  verification(bool same, method how, std::string what) : same(same), how(how), text(std::move(what)) {}
  bool same;  ///< true for `none` too, which proves nothing
  method how;
  std::string text;  ///< what was compared, for a person
};
std::string_view to_string(verification::method how) noexcept;

/// Simulates both. Symbols get values. Circuits that measure at their end only are compared before those measurements, and
/// the measurements by what they read. Errors: failed_precondition for a circuit that cannot be simulated (opaque gates, a
/// loop that does not end), invalid_argument where `result` does not belong to `original`. `max_work`: records times
/// amplitudes that it takes on; about 10 ns each.
expected<verification> verify(const circuit& original, const compiled& result, double tolerance = 1e-8,
                              std::uint64_t max_work = 1ULL << 31);

}  // namespace ketway
