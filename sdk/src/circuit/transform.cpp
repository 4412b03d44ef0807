#include "circuit/transform.hpp"

namespace ketway::transform {

std::optional<error> why_not_unitary(const circuit::storage& s, std::string_view verb) {
  for (std::size_t i = 0; i < s.gates.size(); ++i) {
    const std::uint16_t op = s.gates[i].op;
    if (gates::is_gate(op) || op == KW_OP_BARRIER || op == KW_OP_DELAY || op == KW_OP_UNITARY) continue;
    return error(errc::failed_precondition, "cannot " + std::string(verb) + " a circuit with `" +
                                                std::string(gates::table[op].name) + "` (record " + std::to_string(i) +
                                                ")");
  }
  return std::nullopt;
}

void read_angles(const circuit::storage& s, const kw_gate& g, std::vector<angle>& to) {
  to.clear();
  const std::span<const double> numbers = s.params_of(g);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const std::string_view text = s.expression_of(g, i);
    if (text.empty())
      to.emplace_back(numbers[i]);
    else
      to.emplace_back(parameter::parse(text).value());
  }
}

std::vector<std::complex<double>> matrix_of(const circuit::storage& s, const kw_gate& unitary) {
  const std::span<const double> numbers = s.params_of(unitary);
  std::vector<std::complex<double>> matrix(numbers.size() / 2);
  for (std::size_t i = 0; i < matrix.size(); ++i) matrix[i] = {numbers[2 * i], numbers[2 * i + 1]};
  return matrix;
}

void require(refusal why) {
  if (why != refusal::none) throw exception(error(errc::invalid_argument, std::string(to_string(why))));
}

}  // namespace ketway::transform
