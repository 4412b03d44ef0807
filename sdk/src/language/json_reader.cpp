#include "language/json_reader.hpp"

#include <algorithm>

namespace ketway::language {
namespace {
std::string_view without_byte_order_mark(std::string_view text) {
  return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
}
}  // namespace

json_reader::json_reader(std::string_view text, const read_options& options)
    : options_(options),
      source_(options.file_name(), without_byte_order_mark(text)),
      json_(source_, found_),
      columns_(&circuit::storage::open(circuit_)) {}

expected<reading> json_reader::run() {
  if (source_.text().size() > options_.max_text_bytes()) {
    json_.error(0, "the text is larger than the limit of " + std::to_string(options_.max_text_bytes()) + " bytes");
  } else if (json_.check()) {
    document();
  }
  if (found_.any_error()) return found_.failure();
  reading read(std::move(circuit_), found_.take_warnings());
  read.opaque_gates = std::move(opaque_);
  return read;
}

void json_reader::document() {
  if (!object(json_.root(), "a circuit, with \"n_qubits\" and \"gates\"")) return;
  json_object top(json_, json_.root());
  if (const auto* name = top.find({"name"})) {
    std::string text_of_name;
    if (text(name->value_at, "the name of the circuit", text_of_name)) circuit_.name(std::move(text_of_name));
    columns_ = &circuit::storage::open(circuit_);
  }
  if (const auto* p = top.find({"parameters"})) parameters(p->value_at);
  const auto* gates = top.find({"gates", "operations", "instructions"});
  const bool gates_listed = gates != nullptr && list(gates->value_at, "gates");
  if (gates == nullptr) fail(top.at(), "expected a list of gates under the key \"gates\"");

  const auto* qubits = top.find({"n_qubits", "num_qubits", "qubits"});
  const auto* bits = top.find({"n_bits", "num_bits", "n_clbits", "num_clbits", "bits", "clbits", "cbits"});
  const auto* named = top.find({"registers"});
  const std::size_t before = found_.errors();
  if (named != nullptr && object(named->value_at, "the registers")) {
    json_object kinds(json_, named->value_at);
    if (const auto* q = kinds.find({"qubits"})) register_list(q->value_at, true);
    if (const auto* b = kinds.find({"bits", "clbits"})) register_list(b->value_at, false);
    kinds.finish();
    std::uint32_t n = 0;
    if (qubits != nullptr && whole(qubits->value_at, "the number of qubits", circuit_limits::max_qubits + 1ULL, n) &&
        n != columns_->num_qubits && found_.errors() == before) {
      fail(qubits->value_at, "the registers have " + std::to_string(columns_->num_qubits) + " qubits");
    }
    if (bits != nullptr && whole(bits->value_at, "the number of bits", circuit_limits::max_bits + 1ULL, n) &&
        n != columns_->num_bits && found_.errors() == before) {
      fail(bits->value_at, "the registers have " + std::to_string(columns_->num_bits) + " bits");
    }
  } else if (named == nullptr) {
    counted_registers(qubits, bits, gates_listed ? gates->value_at : json_text::npos);
  }
  top.finish();
  // Without registers every qubit would be out of range.
  const bool shaped = found_.errors() == before || columns_->num_qubits != 0;
  if (gates_listed && shaped) records(gates->value_at);
}

void json_reader::counted_registers(const json_text::member* qubits, const json_text::member* bits, std::size_t gates) {
  std::uint32_t n = 0;
  if (qubits == nullptr) {
    fail(json_.root(), "expected the number of qubits under the key \"n_qubits\"");
  } else if (whole(qubits->value_at, "the number of qubits", circuit_limits::max_qubits + 1ULL, n) && n != 0) {
    circuit_.add_qubits("q", n);
  }
  n = 0;
  if (bits == nullptr) {
    n = gates == json_text::npos ? 0 : static_cast<std::uint32_t>(bits_used(gates));
  } else if (!whole(bits->value_at, "the number of bits", circuit_limits::max_bits + 1ULL, n)) {
    n = 0;
  }
  if (n != 0) circuit_.add_bits("c", n);
}

void json_reader::register_list(std::size_t at, bool quantum) {
  if (!list(at, "registers")) return;
  for (auto e = json_.first_element(at); e != json_text::npos && !found_.full(); e = json_.next_element(e)) {
    if (!object(e, "a register, with \"name\" and \"size\"")) continue;
    json_object o(json_, e);
    const auto* name = o.find({"name"});
    const auto* size = o.find({"size"});
    if (!o.finish()) continue;
    if (name == nullptr || size == nullptr) {
      fail(e, "expected a register with \"name\" and \"size\"");
      continue;
    }
    std::string called;
    std::uint32_t n = 0;
    const std::uint64_t left =
        quantum ? circuit_limits::max_qubits - columns_->num_qubits : circuit_limits::max_bits - columns_->num_bits;
    if (!text(name->value_at, "the name of the register", called)) continue;
    if (!whole(size->value_at, "the size of the register", left + 1, n)) continue;
    if (!is_identifier(called)) {
      fail(name->value_at, language::quoted(called) + " is no name; expected letters, digits and '_', no digit first");
    } else if (columns_->has_register(called)) {
      fail(name->value_at, "there is a register " + language::quoted(called) + " already");
    } else if (quantum) {
      circuit_.add_qubits(called, n);
    } else {
      circuit_.add_bits(called, n);
    }
  }
}

/// A list of names, or an object from names to their values (null: none yet).
void json_reader::parameters(std::size_t at) {
  names_declared_ = true;
  const auto declare = [&](std::size_t where, const std::string& name) {
    const bool reserved = name == "pi" || name == "sin" || name == "cos" || name == "tan" || name == "exp" ||
                          name == "ln" || name == "sqrt" || name == "asin" || name == "acos" || name == "atan";
    if (!is_identifier(name) || reserved) {
      return fail(where, language::quoted(name) + " cannot be the name of a parameter");
    }
    return names_.insert(name).second || fail(where, "parameter " + language::quoted(name) + " is declared twice");
  };
  if (json_.kind_of(at) == json_text::kind::object) {
    std::vector<json_text::member> members;
    json_.members(at, members);
    json_.distinct(members);
    for (const auto& m : members) {
      if (found_.full()) return;
      if (!declare(m.key_at, m.key) || json_.kind_of(m.value_at) == json_text::kind::null) continue;
      double value = 0;
      if (real(m.value_at, value)) values_.emplace(m.key, value);
    }
    return;
  }
  if (!list(at, "parameter names")) return;
  for (auto e = json_.first_element(at); e != json_text::npos && !found_.full(); e = json_.next_element(e)) {
    std::string name;
    if (text(e, "the name of a parameter", name)) declare(e, name);
  }
}

/// One more than the highest classical bit that any record of the list names: the number of bits where the document
/// gives none.
std::uint64_t json_reader::bits_used(std::size_t list) const {
  std::uint64_t most = 0;
  const auto look = [&](std::size_t at) {
    if (json_.kind_of(at) != json_text::kind::number) return;
    std::uint64_t value = 0;
    for (const char c : json_.word_at(at)) {
      if (c < '0' || c > '9') return;
      value = std::min<std::uint64_t>(value * 10 + static_cast<std::uint64_t>(c - '0'), UINT32_MAX);
    }
    if (value < circuit_limits::max_bits) most = std::max(most, value + 1);
  };
  const auto bits_of = [&](const json_text::member& m) {
    for (const std::string_view key : {"bit", "bits", "clbit", "clbits", "cbit", "cbits"}) {
      if (m.key != key) continue;
      if (json_.kind_of(m.value_at) != json_text::kind::array) return look(m.value_at);
      for (auto e = json_.first_element(m.value_at); e != json_text::npos; e = json_.next_element(e)) look(e);
    }
  };
  std::vector<json_text::member> members, inner;
  for (auto e = json_.first_element(list); e != json_text::npos; e = json_.next_element(e)) {
    if (json_.kind_of(e) != json_text::kind::object) continue;
    json_.members(e, members);
    for (const auto& m : members) {
      bits_of(m);
      const auto kind = json_.kind_of(m.value_at);
      const bool block = m.key == "then" || m.key == "else" || m.key == "body" || m.key == "do";
      if (block && kind == json_text::kind::array) most = std::max(most, bits_used(m.value_at));
      if (m.key != "condition" || kind != json_text::kind::object) continue;
      json_.members(m.value_at, inner);
      for (const auto& i : inner) bits_of(i);
    }
  }
  return most;
}

}  // namespace ketway::language
