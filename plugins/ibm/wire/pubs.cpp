#include "wire/pubs.hpp"

#include <algorithm>

namespace ketway::ibm {

json one_set(const kw_sweep& sweep, std::uint64_t set) {
  json values = json::object();
  for (std::uint32_t i = 0; i < sweep.num_symbols; ++i)
    values[plugin::text(sweep.symbols[i])] = sweep.values[set * sweep.num_symbols + i];
  return values;
}

json all_sets(const kw_sweep& sweep) {
  json values = json::object();
  for (std::uint32_t i = 0; i < sweep.num_symbols; ++i) {
    json column = json::array();
    for (std::uint64_t set = 0; set < sweep.num_sets; ++set)
      column.push_back(sweep.values[set * sweep.num_symbols + i]);
    values[plugin::text(sweep.symbols[i])] = std::move(column);
  }
  return values;
}

json pauli_sum(const kw_observable& o, std::uint32_t num_qubits) {
  json sum = json::object();
  for (std::uint64_t t = 0; t < o.num_terms; ++t) {
    std::string letters(std::max(num_qubits, o.num_qubits), 'I');
    for (std::uint32_t q = 0; q < o.num_qubits; ++q)
      letters[letters.size() - 1 - q] = "IXYZ"[o.paulis[t * o.num_qubits + q] & 3u];
    json& at = sum[letters];
    at = (at.is_number() ? at.get<double>() : 0.0) + o.coefficients[t];
  }
  return sum;
}

}  // namespace ketway::ibm
