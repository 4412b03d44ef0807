#pragma once
// The circuit: a value that is checked while it is built, stored in the columns of ketway/plugin.h, so that a local
// engine reads it without a copy. Copies share their storage until one of them is changed.

#include <complex>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ketway/error.hpp"
#include "ketway/plugin.h"

namespace ketway {

/// A symbolic real number: names, decimal numbers, pi, + - * / ^ and sin cos tan exp ln sqrt asin acos atan
/// (grammar O3 of ketway/ops.h). An immutable value; copies share. Expressions of the form a*x + b stay affine:
/// printing and evaluating them is exact in a and b.
class parameter {
 public:
  /// The name must match [A-Za-z_][A-Za-z0-9_]* and be neither `pi` nor a function; else exception(invalid_argument).
  explicit parameter(std::string_view name);
  /// Reads the grammar. Errors: invalid_argument with one diagnostic whose column points into `text`. Depth is limited
  /// to 200 levels and length to 64 KiB.
  static expected<parameter> parse(std::string_view text);
  /// A value that is not finite gives exception(invalid_argument).
  static parameter constant(double value);

  /// The text, which `parse` reads back to the same expression.
  std::string to_string() const;
  /// The names that occur, sorted, each once.
  std::vector<std::string> names() const;
  /// Errors: failed_precondition naming every name without a value; invalid_argument where the value is not finite.
  expected<double> evaluate(const std::map<std::string, double, std::less<>>& values) const;
  /// The value if no name occurs and it is finite.
  std::optional<double> constant_value() const;
  /// Replaces some names by numbers; names that do not occur are ignored. exception(invalid_argument) where that divides
  /// by zero or leaves the range of a double.
  parameter substitute(const std::map<std::string, double, std::less<>>& values) const;

  // The operators give exception(invalid_argument) for a division by the number 0, a number out of range, and an
  // expression beyond the limits of `parse`.
  friend parameter operator+(const parameter&, const parameter&);
  friend parameter operator-(const parameter&, const parameter&);
  friend parameter operator*(const parameter&, const parameter&);
  friend parameter operator/(const parameter&, const parameter&);
  friend parameter operator-(const parameter&);
  friend parameter operator+(const parameter& a, double b) { return a + constant(b); }
  friend parameter operator+(double a, const parameter& b) { return constant(a) + b; }
  friend parameter operator-(const parameter& a, double b) { return a - constant(b); }
  friend parameter operator-(double a, const parameter& b) { return constant(a) - b; }
  friend parameter operator*(const parameter& a, double b) { return a * constant(b); }
  friend parameter operator*(double a, const parameter& b) { return constant(a) * b; }
  friend parameter operator/(const parameter& a, double b) { return a / constant(b); }
  friend parameter operator/(double a, const parameter& b) { return constant(a) / b; }
  friend parameter pow(const parameter& base, const parameter& exponent);
  /// `function` is one of the nine names; else exception(invalid_argument).
  friend parameter apply(std::string_view function, const parameter& argument);

  struct node;  // the tree, private to expression.cpp

 private:
  friend class angle;
  parameter() = default;  // no expression: only inside an angle that is a number
  explicit parameter(std::shared_ptr<const node> n) : node_(std::move(n)) {}
  std::shared_ptr<const node> node_;
};

parameter pow(const parameter& base, const parameter& exponent);
parameter apply(std::string_view function, const parameter& argument);

/// An angle in radians: a number or an expression.
class angle {
 public:
  angle(double value) : value_(value) {}                               // NOLINT: implicit by design
  angle(parameter expression) : expression_(std::move(expression)) {}  // NOLINT
  bool symbolic() const noexcept { return expression_.node_ != nullptr; }
  double value() const noexcept { return value_; }                      ///< 0 where symbolic
  const parameter& expression() const noexcept { return expression_; }  ///< only where symbolic
  std::string to_string() const;  ///< a number with 17 significant digits where needed, shortest form that reads back

 private:
  double value_ = 0;
  parameter expression_;
};

/// A named run of qubits or of classical bits.
struct circuit_register {
  std::string name;
  std::uint32_t first = 0, size = 0;
};

/// What must hold for a block to run: every bit has its value. Read once, before the block.
class condition {
 public:
  condition() = default;
  condition(std::uint32_t bit, bool value) { literals_.push_back((bit << 1) | (value ? 1U : 0U)); }
  /// register == value, bit 0 of the value against the register's lowest bit. A value too large for the register gives
  /// exception(invalid_argument).
  condition(const circuit_register& bits, std::uint64_t value);
  condition& also(std::uint32_t bit, bool value) { return literals_.push_back((bit << 1) | (value ? 1U : 0U)), *this; }
  std::span<const std::uint32_t> literals() const noexcept { return literals_; }

 private:
  std::vector<std::uint32_t> literals_;
};

/// Limits that every circuit keeps, so that a hostile file cannot exhaust memory.
struct circuit_limits {
  static constexpr std::uint32_t max_qubits = 1U << 20;
  static constexpr std::uint32_t max_bits = 1U << 20;
  static constexpr std::uint64_t max_records = 1ULL << 27;
  static constexpr std::uint32_t max_unitary_qubits = 10;
  static constexpr std::uint32_t max_nesting = 64;
};

/// Const members may be called by many threads at once; copies are independent, also across threads.
class circuit {
 public:
  /// Qubits form the register "q", bits the register "c" (none where 0). Sizes beyond
  /// circuit_limits give exception(invalid_argument).
  explicit circuit(std::uint32_t num_qubits = 0, std::uint32_t num_bits = 0);

  // -- shape
  std::uint32_t num_qubits() const noexcept;
  std::uint32_t num_bits() const noexcept;
  std::size_t size() const noexcept;  ///< records, structure included
  const std::string& name() const noexcept;
  circuit& name(std::string text);
  /// A register name must be an identifier, and not taken by another register of either kind; else, and beyond
  /// circuit_limits, exception(invalid_argument). A size of 0 is allowed. The reference holds until the next change.
  const circuit_register& add_qubits(std::string_view name, std::uint32_t size);
  const circuit_register& add_bits(std::string_view name, std::uint32_t size);
  std::span<const circuit_register> qubit_registers() const noexcept;
  std::span<const circuit_register> bit_registers() const noexcept;

  // -- records. Each throws exception(invalid_argument) that names the record's number and what is wrong: qubit or bit
  // out of range, a qubit twice in one gate, wrong number of operands or parameters, an angle that is not finite, a
  // matrix that is not unitary within 1e-8, an unclosed or unopened block. The circuit is unchanged then.
  /// `op` is a gate of ketway/ops.h (structure records have members of their own). Extra leading qubits are controls
  /// (O1); where a named form exists (x with one control is cx) the record is written in it.
  circuit& gate(std::uint16_t op, std::span<const std::uint32_t> qubits, std::span<const angle> angles = {});
  circuit& gate(std::uint16_t op, std::initializer_list<std::uint32_t> qubits,
                std::initializer_list<angle> angles = {});
  /// By name, aliases included (cnot, u1, u3, ccnot, toffoli, fredkin, ...). The angle of `u0` is a duration; it is
  /// left out.
  circuit& gate(std::string_view name, std::initializer_list<std::uint32_t> qubits,
                std::initializer_list<angle> angles = {});

  circuit& id(std::uint32_t q) { return gate(KW_OP_ID, {q}); }
  circuit& x(std::uint32_t q) { return gate(KW_OP_X, {q}); }
  circuit& y(std::uint32_t q) { return gate(KW_OP_Y, {q}); }
  circuit& z(std::uint32_t q) { return gate(KW_OP_Z, {q}); }
  circuit& h(std::uint32_t q) { return gate(KW_OP_H, {q}); }
  circuit& s(std::uint32_t q) { return gate(KW_OP_S, {q}); }
  circuit& sdg(std::uint32_t q) { return gate(KW_OP_SDG, {q}); }
  circuit& t(std::uint32_t q) { return gate(KW_OP_T, {q}); }
  circuit& tdg(std::uint32_t q) { return gate(KW_OP_TDG, {q}); }
  circuit& sx(std::uint32_t q) { return gate(KW_OP_SX, {q}); }
  circuit& sxdg(std::uint32_t q) { return gate(KW_OP_SXDG, {q}); }
  circuit& p(angle a, std::uint32_t q) { return gate(KW_OP_P, {q}, {std::move(a)}); }
  circuit& rx(angle a, std::uint32_t q) { return gate(KW_OP_RX, {q}, {std::move(a)}); }
  circuit& ry(angle a, std::uint32_t q) { return gate(KW_OP_RY, {q}, {std::move(a)}); }
  circuit& rz(angle a, std::uint32_t q) { return gate(KW_OP_RZ, {q}, {std::move(a)}); }
  circuit& u(angle theta, angle phi, angle lambda, std::uint32_t q) {
    return gate(KW_OP_U, {q}, {std::move(theta), std::move(phi), std::move(lambda)});
  }
  circuit& cx(std::uint32_t control, std::uint32_t target) { return gate(KW_OP_CX, {control, target}); }
  circuit& cy(std::uint32_t control, std::uint32_t target) { return gate(KW_OP_CY, {control, target}); }
  circuit& cz(std::uint32_t a, std::uint32_t b) { return gate(KW_OP_CZ, {a, b}); }
  circuit& cp(angle a, std::uint32_t control, std::uint32_t target) {
    return gate(KW_OP_CP, {control, target}, {std::move(a)});
  }
  circuit& swap(std::uint32_t a, std::uint32_t b) { return gate(KW_OP_SWAP, {a, b}); }
  circuit& rxx(angle a, std::uint32_t q, std::uint32_t r) { return gate(KW_OP_RXX, {q, r}, {std::move(a)}); }
  circuit& ryy(angle a, std::uint32_t q, std::uint32_t r) { return gate(KW_OP_RYY, {q, r}, {std::move(a)}); }
  circuit& rzz(angle a, std::uint32_t q, std::uint32_t r) { return gate(KW_OP_RZZ, {q, r}, {std::move(a)}); }
  circuit& ccx(std::uint32_t a, std::uint32_t b, std::uint32_t target) { return gate(KW_OP_CCX, {a, b, target}); }

  /// Row-major, 4^k entries on k qubits; qubits[0] is the lowest bit of an index.
  circuit& unitary(std::span<const std::complex<double>> matrix, std::span<const std::uint32_t> qubits,
                   std::string_view label = {});
  /// A gate that is declared and not defined: kept by readers and writers, refused by simulators.
  circuit& opaque(std::string_view name, std::span<const std::uint32_t> qubits, std::span<const angle> angles = {});
  circuit& measure(std::uint32_t qubit, std::uint32_t bit);
  /// Every qubit into a new register `meas` (`meas1`, ... where that is taken), in order.
  circuit& measure_all();
  circuit& reset(std::uint32_t qubit);
  /// No qubits: all of them, here and for the delays. A record has at most 65535 operands.
  circuit& barrier(std::span<const std::uint32_t> qubits = {});
  /// Durations are finite and not negative.
  circuit& delay(double seconds, std::span<const std::uint32_t> qubits);
  circuit& delay_cycles(double dt, std::span<const std::uint32_t> qubits);

  circuit& begin_if(const condition& when);
  circuit& otherwise();  ///< the `else` of the innermost open `if`
  circuit& begin_while(const condition& when);
  circuit& end();  ///< closes the innermost block

  // -- whole circuits
  /// Appends `other`, its qubit i on qubits[i], its bit i on bits[i]; both lists name all of them. `other` may be this
  /// circuit. exception(invalid_argument) where the lists do not fit or `other` has an open block.
  circuit& append(const circuit& other, std::span<const std::uint32_t> qubits,
                  std::span<const std::uint32_t> bits = {});
  /// The adjoint; barriers and delays stay. Errors: failed_precondition where it measures, resets, has blocks or opaque
  /// gates; invalid_argument where the result would exceed a limit.
  expected<circuit> inverse() const;
  /// A circuit whose first k qubits, register `ctrl`, control all the rest (global phase included). Errors as `inverse`.
  expected<circuit> controlled(std::uint32_t k = 1) const;
  /// The names of all symbolic parameters, sorted.
  std::vector<std::string> parameters() const;
  /// Every name gets a number. Errors: failed_precondition naming those without one, invalid_argument naming those that
  /// the circuit does not have, and where a value is not finite.
  expected<circuit> bind(const std::map<std::string, double, std::less<>>& values) const;
  /// Whole-circuit rules: blocks closed, nothing nested too deep. What the host asks before it hands a circuit on.
  /// Errors: invalid_argument.
  expected<void> validate() const;
  bool has_measurements() const noexcept;
  /// Two circuits with equal records, registers and parameters have equal digests (64 bits, stable over versions). The
  /// name does not count.
  std::uint64_t digest() const;
  friend bool operator==(const circuit& a, const circuit& b);  ///< same records, registers and parameters

  /// The columns; valid until the next change or the end of this object. struct_size and symbols[0] are set.
  const kw_circuit& columns() const;

  struct storage;  // private to sdk/src/circuit

 private:
  storage& edit();  // copy on write
  std::shared_ptr<storage> storage_;
};
static_assert(!std::is_aggregate_v<circuit>);

/// What is known of an op of ketway/ops.h.
class gate_info {
 public:
  gate_info(std::uint16_t op, std::string_view name, std::uint32_t qubits, std::uint32_t params)
      : op(op), name(name), num_qubits(qubits), num_params(params) {}
  std::uint16_t op;
  std::string_view name;
  std::uint32_t num_qubits, num_params;  // UINT32_MAX: any
};

/// By number; nullptr for a number without a meaning.
const gate_info* find_op(std::uint16_t op) noexcept;
/// By name or alias (case matters, but for `U`, `CX` and `CNOT`); nullptr where unknown. `u0`, `u1`, `u3`, `cu1`,
/// `cnot`, `ccnot`, `toffoli`, `fredkin`, `prx`, `si`, `ti`, `v`, `vi`, `phase`, `cphase`, `mcx`... are aliases.
const gate_info* find_op(std::string_view name) noexcept;
/// The matrix of a gate without extra controls, row-major, operand 0 lowest. `params.size()` must be the table's.
/// Errors: invalid_argument for a structure record or a wrong number of parameters.
expected<std::vector<std::complex<double>>> gate_matrix(std::uint16_t op, std::span<const double> params);

/// Whether two circuits do the same, up to global phase, on every input state (both without measurements), or give the
/// same distribution over their classical bits from |0...0> (with measurements). Decided by dense simulation, up to
/// `max_qubits` (12 at most). Errors: out_of_range where too large, failed_precondition where a parameter is unbound or
/// a gate is opaque, or where a loop runs for more than 65536 turns; invalid_argument where a block is open. A history of
/// measurement outcomes with a probability below 1e-20 is not followed. Circuits that reset and do not measure are
/// compared as channels, up to 5 qubits.
expected<bool> equivalent(const circuit& a, const circuit& b, double tolerance = 1e-9, std::uint32_t max_qubits = 10);

}  // namespace ketway
