// The records of the JSON form that are no gates: measure, reset, barrier, delay, unitary and opaque.

#include <algorithm>
#include <complex>

#include "language/json_reader.hpp"

namespace ketway::language {

void json_reader::records(std::size_t list) {
  for (auto e = json_.first_element(list); e != json_text::npos; e = json_.next_element(e)) {
    if (found_.full() || stop_) return;
    record(e);
  }
}

void json_reader::record(std::size_t at) {
  if (!object(at, "a gate, with \"type\" and its qubits")) return;
  json_object o(json_, at);
  const auto* type = o.find({"type"});
  if (type == nullptr) type = o.find({"gate"});
  if (type == nullptr) type = o.find({"op"});
  if (type == nullptr) type = o.find({"name"});
  if (type == nullptr) return void(fail(at, "expected the kind of gate under the key \"type\""));
  std::string called;
  if (!text(type->value_at, "the kind of gate", called)) return;
  if (!room(at, 1, 0)) return;

  if (called == "measure") return measure(o);
  if (called == "measure_all") return measure_all(o);
  if (called == "reset") return reset(o);
  if (called == "barrier") return barrier(o);
  if (called == "delay") return delay(o);
  if (called == "unitary") return unitary(o);
  if (called == "opaque") return opaque(o);
  if (called == "if") return block(o, false);
  if (called == "while") return block(o, true);
  gate(o, called, type->value_at);
}

void json_reader::measure(json_object& o) {
  const auto* qubits = o.find({"qubit", "qubits", "target", "targets"});
  const auto* bits = o.find({"bit", "bits", "clbit", "clbits", "cbit", "cbits"});
  if (!o.finish()) return;
  if (qubits == nullptr) return void(fail(o.at(), "expected the measured qubit under the key \"qubit\""));
  if (bits == nullptr)
    return void(fail(o.at(), "expected the classical bit that takes the outcome under the key \"bit\""));
  qubits_.clear();
  bits_.clear();
  if (!places(qubits->value_at, "a qubit", columns_->num_qubits, qubits_)) return;
  if (!places(bits->value_at, "a classical bit", columns_->num_bits, bits_)) return;
  if (qubits_.size() != bits_.size()) {
    return void(fail(bits->value_at, "expected as many bits as qubits, " + std::to_string(qubits_.size()) + ", found " +
                                         std::to_string(bits_.size())));
  }
  if (!room(o.at(), qubits_.size(), 2 * qubits_.size())) return;
  for (std::size_t i = 0; i < qubits_.size(); ++i) write(o.at(), columns_->measure(qubits_[i], bits_[i]));
}

void json_reader::measure_all(json_object& o) {
  if (!o.finish() || !room(o.at(), columns_->num_qubits, 2ULL * columns_->num_qubits)) return;
  // Each makes a register with a name of its own, which takes longer the more there are.
  constexpr std::uint32_t most = 1000;
  if (++whole_measurements_ > most) {
    return void(fail(o.at(), "at most " + std::to_string(most) + " records measure all qubits"));
  }
  if (columns_->num_qubits > circuit_limits::max_bits - columns_->num_bits) {
    return void(fail(o.at(), "a circuit has at most " + std::to_string(circuit_limits::max_bits) + " classical bits"));
  }
  circuit_.measure_all();
}

void json_reader::reset(json_object& o) {
  const auto* qubits = o.find({"qubit", "qubits", "target", "targets"});
  if (!o.finish()) return;
  if (qubits == nullptr) return void(fail(o.at(), "expected a qubit under the key \"qubit\""));
  qubits_.clear();
  if (!places(qubits->value_at, "a qubit", columns_->num_qubits, qubits_)) return;
  if (!room(o.at(), qubits_.size(), qubits_.size())) return;
  for (const auto q : qubits_) write(o.at(), columns_->reset(q));
}

void json_reader::barrier(json_object& o) {
  const auto* qubits = o.find({"qubit", "qubits", "target", "targets"});
  if (!o.finish()) return;
  qubits_.clear();
  if (qubits == nullptr) {
    for (std::uint32_t q = 0; q < columns_->num_qubits; ++q) qubits_.push_back(q);
  } else if (!places(qubits->value_at, "a qubit", columns_->num_qubits, qubits_)) {
    return;
  }
  if (qubits_.size() > UINT16_MAX) {
    return void(fail(o.at(), "a barrier acts on at most 65535 qubits, found " + std::to_string(qubits_.size())));
  }
  if (room(o.at(), 1, qubits_.size())) write(o.at(), columns_->barrier(qubits_));
}

void json_reader::delay(json_object& o) {
  const auto* qubits = o.find({"qubit", "qubits", "target", "targets"});
  const auto* duration = o.find({"duration"});
  const auto* unit = o.find({"unit"});
  if (!o.finish()) return;
  if (qubits == nullptr || duration == nullptr) {
    return void(fail(o.at(), "expected a delay with \"duration\" and \"qubit\""));
  }
  double value = 0;
  std::string in = "s";
  if (!real(duration->value_at, value)) return;
  if (value < 0)
    return void(fail(duration->value_at,
                     "expected a duration that is not negative, found " + json_.describe(duration->value_at)));
  if (unit != nullptr && !text(unit->value_at, "the unit", in)) return;
  if (in == "ms") {
    value *= 1e-3;
  } else if (in == "us" || in == "\u00b5s") {
    value *= 1e-6;
  } else if (in == "ns") {
    value *= 1e-9;
  } else if (in != "s" && in != "dt") {
    return void(fail(unit != nullptr ? unit->value_at : o.at(),
                     "expected the unit s, ms, us, ns or dt, found " + language::quoted(in)));
  }
  qubits_.clear();
  if (!places(qubits->value_at, "a qubit", columns_->num_qubits, qubits_)) return;
  if (room(o.at(), 1, qubits_.size())) write(o.at(), columns_->delay(value, in == "dt", qubits_));
}

/// A list of rows, each a list of numbers or of [re, im].
bool json_reader::matrix(std::size_t at, std::vector<std::complex<double>>& out) {
  if (!list(at, "rows")) return false;
  std::size_t rows = 0, width = 0;
  constexpr std::size_t widest = std::size_t{1} << circuit_limits::max_unitary_qubits;
  for (auto row = json_.first_element(at); row != json_text::npos; row = json_.next_element(row), ++rows) {
    if (!list(row, "matrix elements")) return false;
    const std::size_t before = out.size();
    for (auto e = json_.first_element(row); e != json_text::npos; e = json_.next_element(e)) {
      double re = 0, im = 0;
      if (json_.kind_of(e) == json_text::kind::array) {
        const auto first = json_.first_element(e);
        const auto second = first == json_text::npos ? first : json_.next_element(first);
        if (second == json_text::npos || json_.next_element(second) != json_text::npos) {
          return fail(e, "expected a matrix element as a number or as [re, im]");
        }
        if (!real(first, re) || !real(second, im)) return false;
      } else if (!real(e, re)) {
        return false;
      }
      out.emplace_back(re, im);
      if (out.size() > widest * widest) return fail(e, "the matrix is too large; at most 10 qubits");
    }
    if (rows == 0) width = out.size();
    if (out.size() - before != width) {
      return fail(row, "expected a row of " + std::to_string(width) + " elements, found " +
                           std::to_string(out.size() - before));
    }
  }
  return rows == width || fail(at, "expected a square matrix, found " + std::to_string(rows) + " rows of " +
                                       std::to_string(width) + " elements");
}

void json_reader::unitary(json_object& o) {
  const auto* qubits = o.find({"qubit", "qubits", "target", "targets"});
  const auto* rows = o.find({"matrix"});
  const auto* label = o.find({"label"});
  if (!o.finish()) return;
  if (qubits == nullptr || rows == nullptr)
    return void(fail(o.at(), "expected a unitary with \"matrix\" and \"qubits\""));
  std::string called;
  if (label != nullptr && !text(label->value_at, "the label", called)) return;
  qubits_.clear();
  if (!places(qubits->value_at, "a qubit", columns_->num_qubits, qubits_)) return;
  if (qubits_.empty() || qubits_.size() > circuit_limits::max_unitary_qubits) {
    return void(fail(qubits->value_at, "expected 1 to 10 qubits, found " + std::to_string(qubits_.size())));
  }
  std::vector<std::complex<double>> elements;
  if (!matrix(rows->value_at, elements)) return;
  const std::size_t wanted = std::size_t{1} << (2 * qubits_.size());
  if (elements.size() != wanted) {
    return void(fail(rows->value_at, "expected a matrix of " + std::to_string(wanted) + " elements for " +
                                         std::to_string(qubits_.size()) + " qubits, found " +
                                         std::to_string(elements.size())));
  }
  if (room(o.at(), 1, qubits_.size())) {
    const refusal why = columns_->unitary(elements, qubits_, called);
    write(why == refusal::repeated_qubit ? o.at() : rows->value_at, why);
  }
}

void json_reader::opaque(json_object& o) {
  const auto* qubits = o.find({"qubit", "qubits", "target", "targets"});
  const auto* name = o.find({"name"});
  const auto* params = o.find({"params", "parameters", "angles", "angle"});
  if (!o.finish()) return;
  if (qubits == nullptr || name == nullptr)
    return void(fail(o.at(), "expected an opaque gate with \"name\" and \"qubits\""));
  std::string called;
  if (!text(name->value_at, "the name of the gate", called)) return;
  if (!is_identifier(called)) return void(fail(name->value_at, language::quoted(called) + " is no name of a gate"));
  qubits_.clear();
  angles_.clear();
  if (!places(qubits->value_at, "a qubit", columns_->num_qubits, qubits_)) return;
  if (params != nullptr && !angle_list(params->value_at, angles_)) return;
  if (!room(o.at(), 1, qubits_.size()) || !write(o.at(), columns_->opaque(called, qubits_, angles_))) return;
  const auto same = [&](const opaque_gate_place& known) { return known.name == called; };
  if (opaque_.size() < opaque_gate_place::most && std::none_of(opaque_.begin(), opaque_.end(), same)) {
    opaque_.emplace_back(called, source_.position(name->value_at));
  }
}

}  // namespace ketway::language
