// Measurement in its forms, reset, barrier and delay.

#include <algorithm>

#include "language/openqasm3_numbers.hpp"
#include "language/openqasm3_reader.hpp"

namespace ketway::language {

/// `measure q -> c;`
bool openqasm3_reader::measure(std::size_t offset) {
  operand from, to;
  if (!read_operand(word_kind::qubits, from)) return false;
  in_.skip_space();
  if (in_.peek() == ';') {
    return fail(offset, "expected '->' and a bit, found ';': a measurement whose outcome goes nowhere is not read");
  }
  if (!in_.accept('-', '>')) return expected_here("'->'");
  if (!read_operand(word_kind::bits, to) || !semicolon("the measurement")) return false;
  operands_.assign({from});
  in_.skip_space();
  return measure_into(offset, to);
}

/// `c = measure q;`
bool openqasm3_reader::assignment(std::size_t offset) {
  operand to;
  if (!read_operand(word_kind::bits, to)) return false;
  if (!in_.accept('=')) return expected_here("'=' and a measurement");
  in_.skip_space();
  if (in_.peek_word() != "measure") {
    return fail(in_.offset(),
                "expected 'measure', found " + in_.describe() + ": a bit gets its value from a measurement only");
  }
  in_.word();
  operands_.clear();
  return measure_into(offset, to);
}

/// Reads the qubits first where `operands_` does not hold them yet.
bool openqasm3_reader::measure_into(std::size_t offset, const operand& to) {
  if (operands_.empty()) {
    if (!read_operand(word_kind::qubits, operands_.emplace_back())) return operands_.clear(), false;
    if (!semicolon("the measurement")) return operands_.clear(), false;
  }
  const operand from = operands_.front();
  operands_.clear();
  if (bad_) return true;
  if (from.count != to.count) {
    in_.error(to.offset, "expected as many bits as qubits in a measurement: there are " + std::to_string(from.count) +
                             (from.count == 1 ? " qubit" : " qubits") + " for " + std::to_string(to.count) +
                             (to.count == 1 ? " bit" : " bits"));
    return true;
  }
  if (muted() || !has_budget(offset, from.count, 2ULL * from.count)) return true;
  for (std::uint32_t i = 0; i < from.count; ++i) write(offset, columns_->measure(at(from, i), at(to, i)));
  return true;
}

bool openqasm3_reader::reset(std::size_t offset) {
  operand what;
  if (!read_operand(word_kind::qubits, what) || !semicolon("the reset")) return false;
  if (muted() || !has_budget(offset, what.count, what.count)) return true;
  for (std::uint32_t i = 0; i < what.count; ++i) write(offset, columns_->reset(at(what, i)));
  return true;
}

/// The operands of a barrier or a delay, each qubit once, into `qubits_`; all qubits where there are none. False
/// (reported) where no record can hold them.
bool openqasm3_reader::flat_qubits(std::size_t offset, std::string_view what) {
  std::uint64_t total = operands_.empty() ? columns_->num_qubits : 0;
  for (const operand& o : operands_) total += o.count;
  if (total > UINT16_MAX) {
    return fail(offset, "a " + std::string(what) + " acts on at most 65535 qubits, found " + std::to_string(total));
  }
  qubits_.clear();
  for (std::uint32_t q = 0; operands_.empty() && q < columns_->num_qubits; ++q) qubits_.push_back(q);
  for (const operand& o : operands_) {
    for (std::uint32_t i = 0; i < o.count; ++i) qubits_.push_back(at(o, i));
  }
  if (columns_->check_qubits(qubits_) == refusal::repeated_qubit) {
    std::sort(qubits_.begin(), qubits_.end());
    qubits_.erase(std::unique(qubits_.begin(), qubits_.end()), qubits_.end());
    in_.warning(offset, "a " + std::string(what) + " names a qubit twice");
  }
  return !qubits_.empty() && has_budget(offset, 1, qubits_.size());
}

bool openqasm3_reader::barrier(std::size_t offset) {
  operands_.clear();
  in_.skip_space();
  if (in_.peek() != ';' && !operand_list()) return false;
  if (!semicolon("the barrier")) return false;
  if (!muted() && flat_qubits(offset, "barrier")) write(offset, columns_->barrier(qubits_));
  operands_.clear();
  return true;
}

bool openqasm3_reader::delay(std::size_t offset) {
  double value = 0;
  bool cycles = false;
  operands_.clear();
  if (!in_.accept('[')) return expected_here("'[' and a duration");
  if (!duration(value, cycles)) return false;
  if (!in_.accept(']')) return expected_here("']'");
  in_.skip_space();
  if (in_.peek() != ';' && !operand_list()) return false;
  if (!semicolon("the delay")) return false;
  if (!muted() && flat_qubits(offset, "delay")) write(offset, columns_->delay(value, cycles, qubits_));
  operands_.clear();
  return true;
}

/// A number and its unit: seconds, or cycles of the device.
bool openqasm3_reader::duration(double& value, bool& cycles) {
  in_.skip_space();
  const std::size_t offset = in_.offset();
  std::string_view number;
  if (!in_.number(number)) return expected_here("a duration such as 100ns");
  if (const char* const problem = to_double(number, value)) return fail(offset, problem);
  in_.skip_space();
  const std::size_t at = in_.offset();
  const auto unit = in_.word();
  cycles = unit == "dt";
  const double divisor = cycles ? 1 : unit_divisor(unit);
  if (divisor == 0) {
    in_.go_to(at);
    return expected_here("a unit (ns, us, ms, s or dt)");
  }
  value /= divisor;
  return true;
}

}  // namespace ketway::language
