#pragma once
// How likely one run of a circuit goes without an error, by a device's own figures. Pure; any thread.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "ketway/circuit.hpp"
#include "ketway/device.hpp"
#include "ketway/error.hpp"

namespace ketway {

/// The estimated success probability (ESP) of one run: the product over its gates of 1 - error, over its measurements of
/// 1 - readout error, and over the waits of its qubits of what T1 and T2 leave. An estimate to compare devices with, not
/// a bound: errors are taken to be independent, and each to spoil the result.
class success_estimate {
 public:
  success_estimate() = default;

  std::optional<double> probability;                 ///< none: something in `missing` would be needed
  double gates = 1;                                  ///< the factor of the gates whose error is known
  double readout = 1;                                ///< of the measurements whose error is known
  double idle = 1;                                   ///< of waiting; 1 where it is not known
  std::optional<std::chrono::nanoseconds> duration;  ///< of one run; none: a duration of a gate is not known
  std::uint64_t two_qubit_gates = 0;                 ///< records on two qubits or more that count
  std::string calibration;                           ///< id or date of the figures; empty: not known
  std::vector<std::string> missing;      ///< what the device does not say, without which there is no probability
  std::vector<std::string> not_counted;  ///< what is left out of it all the same, and how it was read
};
static_assert(!std::is_aggregate_v<success_estimate>);

/// For a circuit in the device's own gates on its own qubits, as `compile` makes it. Figures are those of `d.detail`
/// (kw.device/1): the site's, else `typical`. Average gate infidelities are taken as they are; Pauli and process
/// infidelities e of a gate on n qubits are e d / (d + 1) of them, d = 2^n (Nielsen, Phys. Lett. A 303, 249, 2002).
///
/// Waits are those of the schedule in which everything starts as late as it can. One of time t leaves 1 - (2/3) (1 - F), F =
/// (1 + 2 exp(-t/T2) + exp(-t/T1)) / 4, the average fidelity of amplitude damping with dephasing, T2 no more than twice T1.
/// Before its first gate and behind its last a qubit does not wait. Blocks are counted as if they ran, a loop has no
/// probability. A simulator whose description names no error runs without any.
///
/// Errors: invalid_argument where `detail` is no kw.device/1.
expected<success_estimate> success_of(const circuit& lowered, const device& d);

/// What `estimate_success` has made of a circuit.
class lowered_success {
 public:
  lowered_success(circuit c, std::uint64_t number_of_swaps, success_estimate s)
      : lowered(std::move(c)), swaps(number_of_swaps), success(std::move(s)) {}
  circuit lowered;          ///< what was estimated
  std::uint64_t swaps = 0;  ///< that routing put in
  success_estimate success;
};

/// Compiles for the device, then as above. Where the device takes gates for which it gives no error, because it compiles
/// them itself, the circuit is estimated in those for which it does; `not_counted` says so then.
/// Errors: invalid_argument with every reason why the device cannot run it.
expected<lowered_success> estimate_success(const circuit& c, const device& d);

}  // namespace ketway
