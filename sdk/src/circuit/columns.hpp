#pragma once
// The storage of a circuit: growing columns in the layout of ketway/plugin.h, and the lean way to append to them. Rooms
// that make many records (the readers, the compiler) take the storage once with `circuit::storage::open` and append
// without exceptions; everyone else uses the builder of ketway/circuit.hpp, which stands on the same functions.

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "circuit/gate_table.hpp"
#include "ketway/circuit.hpp"

namespace ketway {

/// Why a record was not appended.
enum class refusal : std::uint8_t {
  none,
  not_a_gate,
  operand_count,
  parameter_count,
  qubit_range,
  repeated_qubit,
  bit_range,
  not_finite,
  negative_duration,
  not_unitary,
  not_an_identifier,
  text_too_long,
  too_many_records,
  no_open_block,
  no_open_if,
  nested_too_deep,
};

/// What is wrong, in words: "a qubit occurs twice".
std::string_view to_string(refusal why) noexcept;

/// Texts of the symbols column. A text that was added stays where it is, also in copies.
class symbol_column {
 public:
  symbol_column() : entries_{kw_str{nullptr, 0}} {}
  /// The place of a run of consecutive entries with these texts; an equal run is stored once. `parts` is not empty.
  std::uint32_t add(std::span<const std::string_view> parts);
  std::string_view operator[](std::size_t i) const noexcept {
    return {entries_[i].size == 0 ? "" : entries_[i].data, static_cast<std::size_t>(entries_[i].size)};
  }
  const std::vector<kw_str>& entries() const noexcept { return entries_; }
  /// Forgets all entries from `size` on.
  void truncate(std::size_t size) noexcept;

 private:
  std::vector<kw_str> entries_;
  std::vector<std::pair<std::shared_ptr<const std::string>, std::uint32_t>> texts_;  // runs, and where each begins
  std::unordered_map<std::string_view, std::uint32_t> known_;
};

/// What a copy of the storage copies.
struct column_data {
  std::uint32_t num_qubits = 0, num_bits = 0;
  bool measures = false;
  std::string name;
  std::vector<kw_gate> gates;
  std::vector<std::uint32_t> operands;
  std::vector<double> params;
  symbol_column symbols;
  std::vector<circuit_register> qubit_registers, bit_registers;
  struct block {
    bool is_if, has_else;
  };
  std::vector<block> open_blocks;
  std::unordered_set<std::string> register_names;
};

struct circuit::storage : column_data {
  storage() = default;
  storage(const storage& other) : column_data(other) {}
  storage& operator=(const storage&) = delete;

  /// The columns of `c` for writing. Valid until `c` is copied, assigned, moved or destroyed. The calls below then cost
  /// no check of sharing. Not thread-safe, as `c` itself.
  static storage& open(circuit& c) { return c.edit(); }
  static const storage& of(const circuit& c) noexcept;

  // Each appends one record, or says why not and changes nothing. They throw nothing but std::bad_alloc, which changes
  // nothing either.
  /// Extra leading qubits are controls; the record is written in its named form. A numeric gate needs no more.
  refusal gate(std::uint16_t op, std::span<const std::uint32_t> qubits, std::span<const double> angles) {
    if (const refusal why = check_gate(op, qubits, angles); why != refusal::none) [[unlikely]]
      return why;
    push(gates::canonical(op, qubits.size() - gates::table[op].operands), qubits, angles, 0);
    return refusal::none;
  }
  refusal gate(std::uint16_t op, std::span<const std::uint32_t> qubits, std::span<const angle> angles);
  refusal unitary(std::span<const std::complex<double>> matrix, std::span<const std::uint32_t> qubits,
                  std::string_view label);
  refusal opaque(std::string_view gate_name, std::span<const std::uint32_t> qubits, std::span<const angle> angles);
  refusal measure(std::uint32_t qubit, std::uint32_t bit);
  refusal reset(std::uint32_t qubit);
  refusal barrier(std::span<const std::uint32_t> qubits);  // exactly these
  refusal delay(double duration, bool cycles, std::span<const std::uint32_t> qubits);
  /// KW_OP_IF or KW_OP_WHILE
  refusal begin(std::uint16_t op, std::span<const std::uint32_t> literals);
  refusal otherwise();
  refusal end();

  refusal check_gate(std::uint16_t op, std::span<const std::uint32_t> qubits, std::span<const double> angles) const;
  refusal check_qubits(std::span<const std::uint32_t> qubits) const;
  /// Appends without any check; `symbol` is a place in `symbols`, 0 for none. The spans must not point into these columns.
  void push(std::uint16_t op, std::span<const std::uint32_t> record_operands, std::span<const double> record_params,
            std::uint32_t symbol);

  /// Operands, numbers of a record.
  std::span<const std::uint32_t> operands_of(const kw_gate& g) const noexcept {
    return {operands.data() + g.operand, g.num_operands};
  }
  /// The params column of a record, without the leading count of an opaque gate's.
  std::span<const double> params_of(const kw_gate& g) const noexcept;
  /// How many entries of `symbols` belong to a record.
  std::size_t num_symbols_of(const kw_gate& g) const noexcept;
  /// The expression of parameter i of a gate or an opaque gate; empty: the number holds.
  std::string_view expression_of(const kw_gate& g, std::size_t i) const noexcept;

  /// Takes over size, registers and name of another circuit; there must be nothing here yet.
  void copy_shape(const storage& from);
  /// Adds the symbols of a record of another circuit; their place here.
  std::uint32_t copy_symbols(const storage& from, const kw_gate& g);
  /// Whether so much more fits into the limits.
  bool has_room(std::size_t records, std::size_t more_operands, std::size_t more_params) const noexcept {
    return gates.size() + records <= circuit_limits::max_records && operands.size() + more_operands <= UINT32_MAX &&
           params.size() + more_params <= UINT32_MAX;
  }
  bool has_register(const std::string& register_name) const { return register_names.contains(register_name); }

  /// Takes back every record, symbol, register, block that came after it was made, unless `keep` is called.
  class transaction;

  const kw_circuit& view() const;
  /// Must follow every change that is made to the data directly.
  void touch() noexcept { view_fresh_.store(false, std::memory_order_relaxed); }

 private:
  static bool repeats_long(std::span<const std::uint32_t> qubits);
  refusal push_qubits(std::uint16_t op, std::span<const std::uint32_t> qubits, std::span<const double> numbers,
                      std::span<const std::string_view> texts);

  // The view points into the columns, so it is made anew after a change, by the first reader; readers may be many.
  mutable std::mutex view_guard_;
  mutable std::atomic<bool> view_fresh_{false};
  mutable std::vector<kw_register> view_registers_;
  mutable kw_circuit view_{};
};

class circuit::storage::transaction {
 public:
  explicit transaction(storage& s)
      : s_(s),
        gates_(s.gates.size()),
        operands_(s.operands.size()),
        params_(s.params.size()),
        symbols_(s.symbols.entries().size()),
        bit_registers_(s.bit_registers.size()),
        num_bits_(s.num_bits),
        measures_(s.measures),
        blocks_(s.open_blocks) {}
  transaction(const transaction&) = delete;
  transaction& operator=(const transaction&) = delete;
  ~transaction();
  void keep() noexcept { kept_ = true; }

 private:
  storage& s_;
  std::size_t gates_, operands_, params_, symbols_, bit_registers_;
  std::uint32_t num_bits_;
  bool measures_, kept_ = false;
  std::vector<block> blocks_;
};

bool is_identifier(std::string_view text) noexcept;
inline std::uint32_t literal_bit(std::uint32_t literal) noexcept { return literal >> 1; }
inline bool literal_value(std::uint32_t literal) noexcept { return (literal & 1U) != 0; }

/// Operands beyond those of the table: the controls of O1.
inline std::size_t extra_controls(const kw_gate& g) noexcept {
  return gates::is_gate(g.op) ? g.num_operands - static_cast<std::size_t>(gates::table[g.op].operands) : 0;
}

// ---- the path every gate takes

inline refusal circuit::storage::check_qubits(std::span<const std::uint32_t> qubits) const {
  const std::size_t k = qubits.size();
  for (std::size_t i = 0; i < k; ++i)
    if (qubits[i] >= num_qubits) [[unlikely]]
      return refusal::qubit_range;
  if (k > 16) return repeats_long(qubits) ? refusal::repeated_qubit : refusal::none;
  for (std::size_t i = 1; i < k; ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (qubits[i] == qubits[j]) [[unlikely]]
        return refusal::repeated_qubit;
  return refusal::none;
}

inline refusal circuit::storage::check_gate(std::uint16_t op, std::span<const std::uint32_t> qubits,
                                            std::span<const double> angles) const {
  if (!gates::is_gate(op)) [[unlikely]]
    return refusal::not_a_gate;
  const gates::row& r = gates::table[op];
  if (qubits.size() < r.operands || qubits.size() > UINT16_MAX) [[unlikely]]
    return refusal::operand_count;
  if (angles.size() != r.params) [[unlikely]]
    return refusal::parameter_count;
  for (const double a : angles)
    if (!std::isfinite(a)) [[unlikely]]
      return refusal::not_finite;
  if (const refusal why = check_qubits(qubits); why != refusal::none) [[unlikely]]
    return why;
  return has_room(1, qubits.size(), angles.size()) ? refusal::none : refusal::too_many_records;
}

namespace detail {
template <class T>
void make_room(std::vector<T>& column, std::size_t more) {
  if (column.capacity() - column.size() < more) [[unlikely]]
    column.reserve(std::max(column.size() + more, column.capacity() * 2));
}
}  // namespace detail

inline void circuit::storage::push(std::uint16_t op, std::span<const std::uint32_t> record_operands,
                                   std::span<const double> record_params, std::uint32_t symbol) {
  detail::make_room(gates, 1);
  detail::make_room(operands, record_operands.size());
  detail::make_room(params, record_params.size());
  // Nothing throws from here on.
  gates.push_back(kw_gate{op, static_cast<std::uint16_t>(record_operands.size()),
                          record_operands.empty() ? 0 : static_cast<std::uint32_t>(operands.size()),
                          record_params.empty() ? 0 : static_cast<std::uint32_t>(params.size()), symbol});
  operands.insert(operands.end(), record_operands.begin(), record_operands.end());
  params.insert(params.end(), record_params.begin(), record_params.end());
  touch();
}

}  // namespace ketway
