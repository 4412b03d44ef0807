// Registers and the shape of a circuit.

#include "circuit/columns.hpp"

namespace ketway {
namespace {

[[noreturn]] void refuse(const std::string& what) { throw exception(error(errc::invalid_argument, what)); }

const circuit_register& add(circuit::storage& s, std::vector<circuit_register>& list, std::uint32_t& total,
                            std::uint32_t limit, std::string_view kind, std::string_view name, std::uint32_t size) {
  if (!is_identifier(name)) refuse("register name `" + std::string(name.substr(0, 64)) + "` is not an identifier");
  if (s.has_register(std::string(name))) refuse("register name `" + std::string(name) + "` is taken");
  if (size > limit - total)
    refuse("register " + std::string(name) + " of " + std::to_string(size) + " would exceed the limit of " +
           std::to_string(limit) + " " + std::string(kind));
  circuit_register added{std::string(name), total, size};
  detail::make_room(list, 1);
  s.register_names.insert(added.name);
  list.push_back(std::move(added));
  total += size;
  s.touch();
  return list.back();
}

}  // namespace

circuit::circuit(std::uint32_t num_qubits, std::uint32_t num_bits) : storage_(std::make_shared<storage>()) {
  if (num_qubits != 0) add_qubits("q", num_qubits);
  if (num_bits != 0) add_bits("c", num_bits);
}

std::uint32_t circuit::num_qubits() const noexcept { return storage::of(*this).num_qubits; }
std::uint32_t circuit::num_bits() const noexcept { return storage::of(*this).num_bits; }
std::size_t circuit::size() const noexcept { return storage::of(*this).gates.size(); }
const std::string& circuit::name() const noexcept { return storage::of(*this).name; }
circuit& circuit::name(std::string text) { return edit().name = std::move(text), *this; }
bool circuit::has_measurements() const noexcept { return storage::of(*this).measures; }
const kw_circuit& circuit::columns() const { return storage::of(*this).view(); }

const circuit_register& circuit::add_qubits(std::string_view register_name, std::uint32_t size) {
  storage& s = edit();
  return add(s, s.qubit_registers, s.num_qubits, circuit_limits::max_qubits, "qubits", register_name, size);
}

const circuit_register& circuit::add_bits(std::string_view register_name, std::uint32_t size) {
  storage& s = edit();
  return add(s, s.bit_registers, s.num_bits, circuit_limits::max_bits, "bits", register_name, size);
}

std::span<const circuit_register> circuit::qubit_registers() const noexcept {
  return storage::of(*this).qubit_registers;
}
std::span<const circuit_register> circuit::bit_registers() const noexcept { return storage::of(*this).bit_registers; }

}  // namespace ketway
