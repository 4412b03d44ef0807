// Registers, opaque gates, and the names that declarations may take.

#include <algorithm>

#include "language/openqasm2_reader.hpp"

namespace ketway::language {
namespace {
bool lower_case(char c) { return c >= 'a' && c <= 'z'; }
}  // namespace

bool openqasm2_reader::new_name(std::string_view what, std::string_view& name) {
  in_.skip_space();
  const std::size_t offset = in_.offset();
  name = in_.word();
  if (name.empty()) return expected_here("a name for the " + std::string(what));
  const auto kind = static_cast<word_kind>(words_.find(name) >> index_bits);
  if (words_.find(name) != name_table::none && (kind == word_kind::keyword || kind == word_kind::reserved)) {
    return fail(offset, "expected a name for the " + std::string(what) + ", found the reserved word " + quoted(name));
  }
  if (!lower_case(name.front())) {
    return fail(offset, "expected a name that begins with a lower-case letter, found " + quoted(name));
  }
  return true;
}

/// Whether a register or gate of this name may be declared. The gates of the extended qelib1.inc give way: the paper
/// does not know them, so texts use their names freely.
bool openqasm2_reader::name_is_free(std::size_t offset, std::string_view name) {
  const std::uint32_t known = registers_.find(name);
  if (known != name_table::none && declared_[known].what != declared::kind::missing) {
    return fail(offset, quoted(name) + " is declared already, as a register");
  }
  const std::uint32_t entry = words_.find(name);
  if (entry == name_table::none) return true;
  const std::uint32_t index = entry & ((1U << index_bits) - 1);
  switch (static_cast<word_kind>(entry >> index_bits)) {
    case word_kind::library: {
      const auto origin = named_gates()[index].origin;
      if (origin == gate_origin::paper && qelib1_) {
        return fail(offset, quoted(name) + " is defined already, as a gate of qelib1.inc");
      }
      return true;
    }
    case word_kind::defined:
    case word_kind::opaque: return fail(offset, quoted(name) + " is declared already, as a gate");
    case word_kind::reported: return true;
    case word_kind::keyword:
    case word_kind::reserved: break;
  }
  return fail(offset, quoted(name) + " is a reserved word");
}

bool openqasm2_reader::register_declaration(bool quantum) {
  std::string_view name;
  if (!new_name("register", name)) return false;
  const std::size_t offset = in_.offset() - name.size();
  if (!in_.accept('[')) return expected_here("'[' and a size");
  in_.skip_space();
  const std::size_t at = in_.offset();
  const auto digits = in_.digits();
  if (digits.empty()) return expected_here("a size");
  if (!in_.accept(']')) return expected_here("']'");
  if (!semicolon("the declaration")) return false;

  const std::uint32_t limit = quantum ? circuit_limits::max_qubits : circuit_limits::max_bits;
  const std::uint32_t used = quantum ? columns_->num_qubits : columns_->num_bits;
  std::uint64_t size = 0;
  for (const char c : digits)
    size = std::min<std::uint64_t>(size * 10 + static_cast<std::uint64_t>(c - '0'), UINT32_MAX);
  if (digits.size() > 1 && digits.front() == '0') deviation(at, "expected a size without leading zeros");
  if (size == 0) in_.warning(at, "register " + quoted(name) + " is empty");
  declared made;
  made.name = name;
  const bool free = name_is_free(offset, name);
  if (!free) return true;
  if (size > limit - used) {
    in_.error(at, "register " + quoted(name) + " of " + std::string(digits.substr(0, 24)) +
                      " is too large; a circuit has at most " + std::to_string(limit) +
                      (quantum ? " qubits" : " bits"));
  } else {
    made.what = quantum ? declared::kind::qubits : declared::kind::bits;
    made.first = used;
    made.size = static_cast<std::uint32_t>(size);
    if (quantum) {
      circuit_.add_qubits(name, made.size);
    } else {
      circuit_.add_bits(name, made.size);
    }
  }
  const std::uint32_t known = registers_.find(name);
  if (known != name_table::none) {
    declared_[known] = made;  // used before, which was an error
  } else {
    registers_.set(name, static_cast<std::uint32_t>(declared_.size()));
    declared_.push_back(made);
  }
  return true;
}

bool openqasm2_reader::formal_list(std::string_view what, std::vector<std::string_view>& out) {
  out.clear();
  do {
    std::string_view name;
    if (!new_name(what, name)) return false;
    if (formals_.find(name) != name_table::none) {
      return fail(in_.offset() - name.size(), quoted(name) + " is named twice in this declaration");
    }
    formals_.set(name, static_cast<std::uint32_t>(out.size()) | (what == "parameter" ? is_parameter : 0));
    out.push_back(name);
  } while (in_.accept(','));
  return true;
}

bool openqasm2_reader::opaque_declaration() {
  std::string_view name;
  std::vector<std::string_view> params, qubits;
  if (!new_name("gate", name)) return false;
  const std::size_t offset = in_.offset() - name.size();
  formals_.clear();
  if (in_.accept('(') && !in_.accept(')')) {
    if (!formal_list("parameter", params)) return false;
    if (!in_.accept(')')) return expected_here("',' or ')'");
  }
  if (!formal_list("qubit", qubits)) return false;
  if (!semicolon("the declaration")) return false;
  if (!name_is_free(offset, name)) return true;
  opaque_gate made;
  made.name = name;
  made.num_params = static_cast<std::uint32_t>(params.size());
  made.num_qubits = static_cast<std::uint32_t>(qubits.size());
  words_.set(name, pack(word_kind::opaque, static_cast<std::uint32_t>(library_.opaque.size())));
  library_.opaque.push_back(made);
  if (opaque_.size() < opaque_gate_place::most) opaque_.emplace_back(std::string(name), in_.source().position(offset));
  return true;
}

}  // namespace ketway::language
