#pragma once
// PUBs: a circuit, its parameter values, its shots or its observables.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "emulator/sampling.hpp"
#include "ibm/arrays.hpp"
#include "ibm/devices.hpp"
#include "ketway/circuit.hpp"

namespace ketway::emulator::ibm {

/// A weighted sum of Pauli strings; the rightmost letter acts on qubit 0.
using observable = std::vector<std::pair<std::string, double>>;

/// Why a job fails after it was accepted.
class job_failure {
 public:
  job_failure(int c, std::string m) : code(c), message(std::move(m)) {}
  int code;
  std::string message;
};

class pub {
 public:
  ketway::circuit circuit;
  shape points;  ///< of the parameter sets; empty: one set
  std::vector<std::map<std::string, double, std::less<>>> sets;
  std::uint64_t shots = 4096;

  bool estimates = false;
  shape terms;  ///< of the observables
  std::vector<observable> observables;
  double precision = 0.015625;

  // What came out, in the order of the sets: shots, or values broadcast over sets and observables.
  std::vector<shot_table> tables;
  array values, errors;
};

class pub_defaults {
 public:
  std::uint64_t shots = 4096;
  double precision = 0.015625;
};

/// Reads one; what is wrong with the circuit is found late, as the service does: `failure` is set then. Errors (at once):
/// invalid_argument for JSON of another form than documented.
expected<pub> read_sampler_pub(const json& from, const pub_defaults& d, const device& on,
                               std::optional<job_failure>& failure);
expected<pub> read_estimator_pub(const json& from, const pub_defaults& d, const device& on,
                                 std::optional<job_failure>& failure);

/// Runs it. The failure is the engine's.
std::optional<job_failure> carry_out(pub& p, const device& on, std::uint64_t seed);

/// The shape that both fit into by NumPy's rule; nullopt: they don't.
std::optional<shape> broadcast(const shape& a, const shape& b);
/// Where an index of `whole` falls in `part`, which was broadcast to it.
std::size_t fold(std::size_t index, const shape& whole, const shape& part);

}  // namespace ketway::emulator::ibm
