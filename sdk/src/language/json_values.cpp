// Numbers, texts, lists and angles of the JSON form.

#include <algorithm>
#include <initializer_list>

#include "language/arithmetic.hpp"
#include "language/json_reader.hpp"

namespace ketway::language {

bool json_reader::fail(std::size_t at, std::string message) {
  json_.error(at, std::move(message));
  return false;
}

bool json_reader::write(std::size_t at, refusal why) {
  if (why == refusal::none) return true;
  if (why == refusal::repeated_qubit) return repeated_qubit(at);
  return fail(at, "this cannot be held: " + std::string(to_string(why)));
}

/// Reported where a qubit of the record stands for the second time.
bool json_reader::repeated_qubit(std::size_t record) {
  std::vector<json_text::member> members;
  json_.members(record, members);
  std::set<std::string_view> seen;
  const auto is_known = [&](std::size_t at) {
    const std::string_view word = json_.word_at(at);
    if (seen.insert(word).second) return false;
    fail(at, "expected distinct qubits in one gate, found qubit " + std::string(word) + " twice");
    return true;
  };
  for (const json_text::member& m : members) {
    const std::initializer_list<std::string_view> keys = {"control", "controls", "target",
                                                          "targets", "qubit",    "qubits"};
    if (std::find(keys.begin(), keys.end(), m.key) == keys.end()) continue;
    if (json_.kind_of(m.value_at) != json_text::kind::array) {
      if (is_known(m.value_at)) return false;
      continue;
    }
    for (auto e = json_.first_element(m.value_at); e != json_text::npos; e = json_.next_element(e)) {
      if (is_known(e)) return false;
    }
  }
  return fail(record, "expected distinct qubits in one gate");
}

bool json_reader::room(std::size_t at, std::uint64_t records, std::uint64_t operands) {
  const std::uint64_t limit = options_.max_operations();
  if (columns_->gates.size() + records <= limit && columns_->operands.size() + operands <= 4 * limit) return true;
  if (!stop_) {
    fail(at, "the circuit grows too large here; at most " + std::to_string(limit) + " operations with " +
                 std::to_string(4 * limit) + " operands are read");
  }
  stop_ = true;
  return false;
}

bool json_reader::whole(std::size_t at, std::string_view what, std::uint64_t limit, std::uint32_t& out) {
  std::uint64_t value = 0;
  bool good = json_.kind_of(at) == json_text::kind::number;
  if (good) {
    for (const char c : json_.word_at(at)) {
      good = good && c >= '0' && c <= '9';
      value = std::min<std::uint64_t>(value * 10 + static_cast<std::uint64_t>(c - '0'), UINT32_MAX);
    }
  }
  if (good && value < limit) return out = static_cast<std::uint32_t>(value), true;
  const std::string range = limit == 0 ? "(there is none)" : "from 0 to " + std::to_string(limit - 1);
  return fail(at, "expected " + std::string(what) + ", a whole number " + range + ", found " + json_.describe(at));
}

bool json_reader::places(std::size_t at, std::string_view what, std::uint32_t limit, std::vector<std::uint32_t>& out) {
  if (json_.kind_of(at) != json_text::kind::array) return whole(at, what, limit, out.emplace_back());
  bool good = true;
  for (auto e = json_.first_element(at); good && e != json_text::npos; e = json_.next_element(e)) {
    good = whole(e, what, limit, out.emplace_back());
  }
  return good;
}

bool json_reader::real(std::size_t at, double& out) {
  if (json_.kind_of(at) != json_text::kind::number) return fail(at, "expected a number, found " + json_.describe(at));
  auto digits = json_.word_at(at);
  const bool negative = digits.starts_with('-');
  if (negative) digits.remove_prefix(1);
  if (const char* const problem = to_double(digits, out)) return fail(at, problem);
  if (negative) out = -out;
  return true;
}

bool json_reader::text(std::size_t at, std::string_view what, std::string& out) {
  if (json_.kind_of(at) != json_text::kind::string) {
    return fail(at, "expected " + std::string(what) + " as text, found " + json_.describe(at));
  }
  out = json_.string_at(at);
  return true;
}

bool json_reader::list(std::size_t at, std::string_view what) {
  return json_.kind_of(at) == json_text::kind::array ||
         fail(at, "expected a list of " + std::string(what) + ", found " + json_.describe(at));
}

bool json_reader::object(std::size_t at, std::string_view what) {
  return json_.kind_of(at) == json_text::kind::object ||
         fail(at, "expected an object that is " + std::string(what) + ", found " + json_.describe(at));
}

bool json_reader::angle_at(std::size_t at, std::vector<angle>& out) {
  if (json_.kind_of(at) != json_text::kind::string) {
    double value = 0;
    if (json_.kind_of(at) != json_text::kind::number) {
      return fail(at, "expected an angle, a number or an expression as text, found " + json_.describe(at));
    }
    return real(at, value) && (out.emplace_back(value), true);
  }
  auto expression = parameter::parse(json_.string_at(at));
  if (!expression) {
    const auto& found = expression.error().diagnostics();
    const std::size_t column = found.empty() || found.front().where.column == 0 ? 1 : found.front().where.column;
    const std::string why = found.empty() ? expression.error().message() : found.front().message;
    return fail(at + column, why);
  }
  for (const auto& name : expression->names()) {
    if (names_declared_ && !names_.contains(name)) {
      return fail(at, "parameter " + language::quoted(name) + " is not declared in \"parameters\"" +
                          did_you_mean(name, {names_.begin(), names_.end()}));
    }
  }
  const parameter known = values_.empty() ? *expression : expression->substitute(values_);
  if (!known.names().empty()) return out.emplace_back(known), true;
  const auto value = known.constant_value();
  if (!value) return fail(at, "the value of this expression is not a finite number");
  return out.emplace_back(*value), true;
}

bool json_reader::angle_list(std::size_t at, std::vector<angle>& out) {
  if (json_.kind_of(at) != json_text::kind::array) return angle_at(at, out);
  bool good = true;
  for (auto e = json_.first_element(at); good && e != json_text::npos; e = json_.next_element(e))
    good = angle_at(e, out);
  return good;
}

}  // namespace ketway::language
