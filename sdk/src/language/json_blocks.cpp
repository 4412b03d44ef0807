// `if` and `while` of the JSON form, and their conditions.

#include <algorithm>

#include "language/json_reader.hpp"
#include "language/register_value.hpp"

namespace ketway::language {

void json_reader::block(json_object& o, bool loop) {
  const auto* when = o.find({"condition"});
  const auto* body = loop ? o.find({"body", "do"}) : o.find({"then", "body"});
  const auto* other = loop ? nullptr : o.find({"else"});
  if (!o.finish()) return;
  if (when == nullptr || body == nullptr) {
    return void(fail(o.at(), loop ? "expected a loop with \"condition\" and \"body\""
                                  : "expected an `if` with \"condition\" and \"then\""));
  }
  std::vector<std::uint32_t> literals;
  bool never = false;
  if (!condition(when->value_at, literals, never)) return;
  if (literals.size() > UINT16_MAX) {
    return void(
        fail(when->value_at, "a condition can look at 65535 bits at most, found " + std::to_string(literals.size())));
  }
  if (!list(body->value_at, "gates") || (other != nullptr && !list(other->value_at, "gates"))) return;
  if (!room(o.at(), 3, literals.size())) return;
  if (never) {  // kept as it is, with a condition that says so: both values of one bit
    literals = {literals.front() & ~1U, literals.front() | 1U};
  }
  if (!write(o.at(), columns_->begin(loop ? KW_OP_WHILE : KW_OP_IF, literals))) return void(stop_ = true);
  records(body->value_at);
  if (other != nullptr && !stop_) {
    write(other->value_at, columns_->otherwise());
    records(other->value_at);
  }
  if (!stop_) write(o.at(), columns_->end());
}

bool json_reader::condition(std::size_t at, std::vector<std::uint32_t>& literals, bool& never) {
  if (!object(at, "a condition")) return false;
  json_object o(json_, at);
  if (const auto* name = o.find({"register"})) return register_condition(o, *name, literals, never);
  const auto* bits = o.find({"bits", "bit", "clbit", "clbits", "cbit", "cbits"});
  const auto* values = o.find({"values", "value"});
  if (!o.finish()) return false;
  if (bits == nullptr || values == nullptr) {
    return fail(at, "expected a condition with \"register\" and \"value\", or with \"bits\" and \"values\"");
  }
  std::vector<std::uint32_t> where, wanted;
  if (!places(bits->value_at, "a classical bit", columns_->num_bits, where)) return false;
  if (json_.kind_of(values->value_at) == json_text::kind::boolean) {
    wanted.push_back(json_.boolean_at(values->value_at) ? 1 : 0);
  } else if (!places(values->value_at, "the value of a bit", 2, wanted)) {
    return false;
  }
  if (where.size() != wanted.size()) {
    return fail(values->value_at, "expected as many values as bits, " + std::to_string(where.size()) + ", found " +
                                      std::to_string(wanted.size()));
  }
  for (std::size_t i = 0; i < where.size(); ++i) literals.push_back(where[i] << 1 | wanted[i]);
  return true;
}

bool json_reader::register_condition(json_object& o, const json_text::member& name,
                                     std::vector<std::uint32_t>& literals, bool& never) {
  const auto* value = o.find({"value"});
  std::string called;
  if (!o.finish() || !text(name.value_at, "the name of a register", called)) return false;
  if (value == nullptr) return fail(o.at(), "expected the value of the register under the key \"value\"");
  const auto& known = columns_->bit_registers;
  const auto found = std::find_if(known.begin(), known.end(), [&](const auto& r) { return r.name == called; });
  if (found == known.end()) {
    std::vector<std::string_view> names;
    for (const auto& r : known) names.emplace_back(r.name);
    return fail(name.value_at,
                "there is no classical register " + language::quoted(called) + did_you_mean(called, names));
  }
  // Any number of digits, as a number or as text: a double would lose the low bits of a large one.
  std::string digits;
  if (json_.kind_of(value->value_at) == json_text::kind::string) {
    digits = json_.string_at(value->value_at);
  } else if (json_.kind_of(value->value_at) == json_text::kind::number) {
    digits = json_.word_at(value->value_at);
  }
  const bool good =
      !digits.empty() && std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!good) {
    return fail(value->value_at,
                "expected a whole number that is not negative, found " + json_.describe(value->value_at));
  }
  if (register_literals(digits, found->first, found->size, literals)) return true;
  if (found->size == 0) return fail(value->value_at, "register " + language::quoted(called) + " has no bits");
  json_.warning(value->value_at, "the condition never holds: register " + language::quoted(called) + " has " +
                                     std::to_string(found->size) + (found->size == 1 ? " bit" : " bits"));
  never = true;
  literals.push_back(found->first << 1);
  return true;
}

}  // namespace ketway::language
