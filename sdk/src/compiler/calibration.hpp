#pragma once
// What a kw.device/1 document says of how well and how long: of gates, measurements and qubits, in seconds and
// probabilities.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "ketway/circuit.hpp"
#include "ketway/compile.hpp"
#include "ketway/device.hpp"

namespace ketway::compiler {

class gate_figures {
 public:
  std::optional<double> error;     // average infidelity, a probability
  std::optional<double> duration;  // seconds
};

class qubit_figures {
 public:
  std::optional<double> t1, t2;  // seconds
  gate_figures readout, reset;
};

class calibration {
 public:
  /// Errors: invalid_argument where `detail` does not read. A device without one has no figures.
  static expected<calibration> of(const device& d);

  /// `params` is empty for a gate with symbols.
  gate_figures gate(std::uint16_t op, std::span<const std::uint32_t> qubits, std::span<const double> params) const;
  gate_figures measure(std::uint32_t qubit) const;
  gate_figures reset(std::uint32_t qubit) const;
  const qubit_figures& qubit(std::uint32_t q) const;

  /// Whether it names an error of any gate or measurement.
  bool names_errors() const noexcept { return names_errors_; }
  /// The gates for which it names an error, or that have none by their nature.
  const std::vector<std::uint16_t>& gates_with_errors() const noexcept { return known_; }
  const std::string& snapshot() const noexcept { return snapshot_; }  // id, else date

  std::optional<double> cycle, feed_forward, repetition_delay, job_overhead;  // seconds

 private:
  friend class calibration_reader;
  class entry {
   public:
    std::vector<parameter_limit> limits;
    gate_figures typical;
    bool anywhere = true;  // also on sites that are not listed
    std::map<std::vector<std::uint32_t>, gate_figures> sites;
  };
  gate_figures listed(std::uint16_t op, std::span<const std::uint32_t> qubits, std::span<const double> params) const;
  const gate_figures* look(const entry& e, std::span<const std::uint32_t> qubits) const;

  std::unordered_map<std::uint16_t, std::vector<entry>> gates_;
  std::unordered_map<std::uint32_t, qubit_figures> qubits_;
  qubit_figures others_;
  std::optional<double> one_, two_;  // seconds: what a gate usually takes
  std::vector<std::uint16_t> known_;
  std::string snapshot_;
  bool names_errors_ = false;
};

}  // namespace ketway::compiler
