#pragma once
// A target made ready for questions: what works where, who is connected with whom, how far apart, how well.

#include <memory>
#include <unordered_map>

#include "compiler/entangler.hpp"
#include "compiler/one_qubit.hpp"

namespace ketway::compiler {

using pair_of_qubits = std::pair<std::uint32_t, std::uint32_t>;

class machine {
 public:
  /// Errors: invalid_argument with everything in which the target contradicts itself.
  static expected<machine> of(const target& t);

  std::uint32_t num_qubits() const noexcept { return num_qubits_; }
  const std::string& name() const noexcept { return name_; }
  bool mid_circuit() const noexcept { return mid_circuit_; }
  bool conditions() const noexcept { return conditions_; }
  bool every_gate() const noexcept { return every_gate_; }
  bool usable(std::uint32_t q) const { return usable_[q]; }
  double readout_error(std::uint32_t q) const { return readout_[q]; }

  /// Whether only some pairs of qubits are connected.
  bool coupled() const noexcept { return coupled_; }
  /// Of a coupled machine: over edges where a gate works now, in either order.
  const std::vector<std::uint32_t>& neighbours(std::uint32_t q) const { return neighbours_[q]; }
  bool adjacent(std::uint32_t a, std::uint32_t b) const;
  /// Edges between two qubits; UINT32_MAX where there is no way.
  std::uint32_t distance(std::uint32_t a, std::uint32_t b) const { return distances_from(a)[b]; }
  const std::vector<std::uint32_t>& distances_from(std::uint32_t q) const;
  /// Of the best gate on that edge; 0 where nothing is known.
  double edge_error(std::uint32_t a, std::uint32_t b) const;

  /// Whether the device has the gate as it stands, on these qubits in this order. `symmetric by matrix` counts: `order`
  /// then says how it must be written.
  bool has(std::uint16_t op, std::span<const std::uint32_t> qubits, std::span<const angle> angles,
           std::vector<std::uint32_t>* order = nullptr) const;
  /// Whether the device has that gate on more than two qubits anywhere.
  bool has_name(std::uint16_t op) const;
  const one_qubit_basis& basis_of(std::uint32_t q) const { return bases_[basis_of_[q]]; }
  /// What a pair offers, best first.
  std::vector<entangler> entanglers(std::uint32_t a, std::uint32_t b) const;
  /// Whether there is any exact way to gates on two qubits.
  bool entangles() const noexcept { return entangles_; }

 private:
  struct known_gate {
    std::uint16_t op;
    bool everywhere;  // where the coupling allows, but for its sites
    bool symmetric;   // both orders are offered
    bool mirror;      // and are the same
    double typical;
    std::vector<parameter_limit> limits;
    std::unordered_map<std::uint64_t, native_gate::place> sites;  // of one and two qubits
    std::vector<entangler> forward, backward;
  };
  struct found {
    bool works = false;
    double error = 0;
  };

  machine() = default;
  void take_gates(const target& t, std::vector<std::string>& wrong);
  void take_qubits(const target& t, std::vector<std::string>& wrong);
  void take_coupling(const target& t, std::vector<std::string>& wrong);
  void find_edges();
  void find_bases();
  void add_edge(std::uint32_t a, std::uint32_t b);
  std::vector<std::uint32_t> as_listed(const known_gate& g, std::span<const std::uint32_t> qubits) const;
  found look(const known_gate& g, std::span<const std::uint32_t> qubits) const;

  std::uint32_t num_qubits_ = 0;
  std::string name_;
  bool mid_circuit_ = true, conditions_ = true, every_gate_ = false, coupled_ = false, entangles_ = false;
  std::vector<bool> usable_;
  std::vector<double> readout_;
  std::vector<known_gate> gates_;
  std::vector<pair_of_qubits> listed_;                  // the coupling as given
  std::unordered_map<std::uint64_t, bool> listed_set_;  // ordered pairs
  std::vector<std::vector<std::uint32_t>> neighbours_;
  std::unordered_map<std::uint64_t, double> edges_;  // both orders -> error
  std::vector<one_qubit_basis> bases_;
  std::vector<std::uint32_t> basis_of_;
  // Rows are made when first asked for; a machine belongs to one call of `compile`.
  mutable std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> distances_;
};

/// One error out of all that is wrong: each a diagnostic, the message holds them all.
error refusal_of(std::string_view what, std::vector<std::string> reasons);

}  // namespace ketway::compiler
