// The builder of ketway/circuit.hpp: the checked appends of the storage, with what is wrong said in words.

#include <array>
#include <string>

#include "circuit/columns.hpp"

#if defined(__SANITIZE_THREAD__)
#define KW_THREAD_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define KW_THREAD_SANITIZER 1
#endif
#endif

namespace ketway {
namespace {

using storage = circuit::storage;
using qubit_list = std::span<const std::uint32_t>;

std::string number(std::size_t n, std::string_view noun) {
  return std::to_string(n).append(" ").append(noun).append(n == 1 ? "" : "s");
}

std::string wrong_count(const gates::row& r, std::size_t given) {
  return "expected " + number(r.params, "parameter") + ", got " + std::to_string(given);
}

std::string bit_out_of_range(const storage& s, std::uint32_t bit) {
  return "bit " + std::to_string(bit) + " is out of range, the circuit has " + number(s.num_bits, "bit");
}

// What is wrong, with the numbers that are.
std::string details(const storage& s, refusal why, std::uint16_t op, qubit_list qubits, std::size_t params) {
  switch (why) {
    case refusal::qubit_range:
      for (const std::uint32_t q : qubits)
        if (q >= s.num_qubits)
          return "qubit " + std::to_string(q) + " is out of range, the circuit has " + number(s.num_qubits, "qubit");
      break;
    case refusal::repeated_qubit:
      for (std::size_t i = 1; i < qubits.size(); ++i)
        if (std::find(qubits.begin(), qubits.begin() + static_cast<std::ptrdiff_t>(i), qubits[i]) !=
            qubits.begin() + static_cast<std::ptrdiff_t>(i))
          return "qubit " + std::to_string(qubits[i]) + " occurs twice";
      break;
    case refusal::operand_count:
      if (qubits.size() > UINT16_MAX) return "more than 65535 operands";
      if (op == KW_OP_UNITARY)
        return "expected 1 to " + std::to_string(circuit_limits::max_unitary_qubits) + " qubits, got " +
               std::to_string(qubits.size());
      return "expected " + number(gates::table[op].operands, "qubit") + ", got " + std::to_string(qubits.size());
    case refusal::parameter_count:
      if (op == KW_OP_UNITARY)
        return "expected 4^" + std::to_string(qubits.size()) + " entries of the matrix, got " + std::to_string(params);
      if (gates::is_gate(op)) return wrong_count(gates::table[op], params);
      break;
    case refusal::bit_range:
      for (const std::uint32_t literal : qubits)
        if (literal_bit(literal) >= s.num_bits) return bit_out_of_range(s, literal_bit(literal));
      break;
    default: break;
  }
  return std::string(to_string(why));
}

[[noreturn]] void refuse(const storage& s, std::string_view op, const std::string& what) {
  throw exception(error(errc::invalid_argument,
                        "record " + std::to_string(s.gates.size()) + " (" + std::string(op) + "): " + what));
}

void check(const storage& s, refusal why, std::uint16_t op, qubit_list qubits = {}, std::size_t params = 0) {
  if (why == refusal::none) [[likely]]
    return;
  const std::string name = gates::is_op(op) ? std::string(gates::table[op].name) : "op " + std::to_string(op);
  refuse(s, name, details(s, why, op, qubits, params));
}

std::vector<std::uint32_t> all_qubits(const storage& s) {
  std::vector<std::uint32_t> all(s.num_qubits);
  for (std::uint32_t q = 0; q < s.num_qubits; ++q) all[q] = q;
  return all;
}

void append_delay(storage& s, double duration, bool cycles, qubit_list qubits) {
  if (!qubits.empty()) return check(s, s.delay(duration, cycles, qubits), KW_OP_DELAY, qubits);
  const std::vector<std::uint32_t> all = all_qubits(s);
  check(s, s.delay(duration, cycles, all), KW_OP_DELAY, all);
}

}  // namespace

circuit::storage& circuit::edit() {
  if (!storage_) {
    storage_ = std::make_shared<storage>();
    return *storage_;
  }
#ifdef KW_THREAD_SANITIZER
  // The sanitizer knows no fences; a copy's counting says the same to it.
  { const std::shared_ptr<storage> synchronise = storage_; }
#endif
  if (storage_.use_count() != 1) {
    storage_ = std::make_shared<storage>(*storage_);
  } else {
#ifndef KW_THREAD_SANITIZER
    // What another thread read before it let go of its copy happened before our writes.
    std::atomic_thread_fence(std::memory_order_acquire);
#endif
  }
  return *storage_;
}

circuit& circuit::gate(std::uint16_t op, std::span<const std::uint32_t> qubits, std::span<const angle> angles) {
  storage& s = edit();
  check(s, s.gate(op, qubits, angles), op, qubits, angles.size());
  return *this;
}

circuit& circuit::gate(std::uint16_t op, std::initializer_list<std::uint32_t> qubits,
                       std::initializer_list<angle> angles) {
  return gate(op, std::span(qubits.begin(), qubits.size()), std::span(angles.begin(), angles.size()));
}

circuit& circuit::gate(std::string_view gate_name, std::initializer_list<std::uint32_t> qubits,
                       std::initializer_list<angle> angles) {
  const gate_info* info = find_op(gate_name);
  if (info == nullptr) refuse(storage::of(*this), gate_name.substr(0, 64), "there is no gate of this name");
  // u0(n) is a pause of n gate times.
  if (gate_name == "u0" && angles.size() == 1) return gate(info->op, qubits);
  return gate(info->op, qubits, angles);
}

circuit& circuit::unitary(std::span<const std::complex<double>> matrix, std::span<const std::uint32_t> qubits,
                          std::string_view label) {
  storage& s = edit();
  check(s, s.unitary(matrix, qubits, label), KW_OP_UNITARY, qubits, matrix.size());
  return *this;
}

circuit& circuit::opaque(std::string_view gate_name, std::span<const std::uint32_t> qubits,
                         std::span<const angle> angles) {
  storage& s = edit();
  check(s, s.opaque(gate_name, qubits, angles), KW_OP_OPAQUE, qubits, angles.size());
  return *this;
}

circuit& circuit::measure(std::uint32_t qubit, std::uint32_t bit) {
  storage& s = edit();
  const refusal why = s.measure(qubit, bit);
  if (why == refusal::bit_range) [[unlikely]]
    refuse(s, "measure", bit_out_of_range(s, bit));
  check(s, why, KW_OP_MEASURE, {&qubit, 1});
  return *this;
}

circuit& circuit::reset(std::uint32_t qubit) {
  storage& s = edit();
  check(s, s.reset(qubit), KW_OP_RESET, {&qubit, 1});
  return *this;
}

circuit& circuit::barrier(std::span<const std::uint32_t> qubits) {
  storage& s = edit();
  if (!qubits.empty()) return check(s, s.barrier(qubits), KW_OP_BARRIER, qubits), *this;
  const std::vector<std::uint32_t> all = all_qubits(s);
  return check(s, s.barrier(all), KW_OP_BARRIER, all), *this;
}

circuit& circuit::delay(double seconds, std::span<const std::uint32_t> qubits) {
  return append_delay(edit(), seconds, false, qubits), *this;
}

circuit& circuit::delay_cycles(double dt, std::span<const std::uint32_t> qubits) {
  return append_delay(edit(), dt, true, qubits), *this;
}

condition::condition(const circuit_register& bits, std::uint64_t value) {
  if (bits.size < 64 && (value >> bits.size) != 0)
    throw exception(error(errc::invalid_argument, "the value " + std::to_string(value) + " does not fit into the " +
                                                      number(bits.size, "bit") + " of register " + bits.name));
  literals_.reserve(bits.size);
  for (std::uint32_t i = 0; i < bits.size; ++i) also(bits.first + i, i < 64 && ((value >> i) & 1U) != 0);
}

circuit& circuit::begin_if(const condition& when) {
  storage& s = edit();
  return check(s, s.begin(KW_OP_IF, when.literals()), KW_OP_IF, when.literals()), *this;
}

circuit& circuit::begin_while(const condition& when) {
  storage& s = edit();
  return check(s, s.begin(KW_OP_WHILE, when.literals()), KW_OP_WHILE, when.literals()), *this;
}

circuit& circuit::otherwise() {
  storage& s = edit();
  return check(s, s.otherwise(), KW_OP_ELSE), *this;
}

circuit& circuit::end() {
  storage& s = edit();
  return check(s, s.end(), KW_OP_END), *this;
}

circuit& circuit::measure_all() {
  storage& s = edit();
  storage::transaction all_or_nothing(s);
  std::string free_name = "meas";
  for (std::uint32_t i = 1; s.has_register(free_name); ++i) free_name = "meas" + std::to_string(i);
  const std::uint32_t first = s.num_bits;
  add_bits(free_name, s.num_qubits);
  for (std::uint32_t q = 0; q < s.num_qubits; ++q) check(s, s.measure(q, first + q), KW_OP_MEASURE, {&q, 1});
  all_or_nothing.keep();
  return *this;
}

}  // namespace ketway
