#include "schema/evaluation.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>
#include <utility>

#include "ketway/suggestion.hpp"

namespace ketway::detail {
namespace {

using nlohmann::json;

constexpr int most_depth = 128;
constexpr std::uint32_t most_steps = 1'000'000;

void add(findings& out, const std::string& at, std::string message) {
  out.push_back({{at, false, std::move(message)}, false, nullptr});
}

bool type_fits(const json& s, const json& d, const std::string& at, findings& out) {
  const auto rule = s.find("type");
  if (rule == s.end()) return true;
  std::string words;
  const json list = rule->is_array() ? *rule : json::array({*rule});
  for (const auto& name : list) {
    const auto& text = name.get_ref<const std::string&>();
    if (has_type(d, text)) return true;
    words += (words.empty() ? "" : " or ") + type_in_words(text);
  }
  out.push_back({{at, false, "expected " + words + ", got " + type_of(d)}, true, nullptr});
  return false;
}

bool constant_fits(const json& s, const json& d, const std::string& at, findings& out) {
  if (const auto rule = s.find("const"); rule != s.end() && *rule != d) {
    const std::string message = "expected " + listed_constants(json::array({*rule}), d);
    out.push_back({{at, false, message}, true, &*rule});
    return false;
  }
  const auto rule = s.find("enum");
  if (rule == s.end() || std::find(rule->begin(), rule->end(), d) != rule->end()) return true;
  out.push_back({{at, false, "expected " + listed_constants(*rule, d)}, true, nullptr});
  return false;
}

/// minX and maxX; `unit` in the plural.
void size_fits(const json& s, const char* least, const char* most, std::uint64_t d, const char* unit,
               const std::string& at, findings& out) {
  if (const auto rule = s.find(least); rule != s.end() && d < rule->get<std::uint64_t>())
    add(out, at, "expected at least " + rule->dump() + " " + unit + ", got " + std::to_string(d));
  if (const auto rule = s.find(most); rule != s.end() && d > rule->get<std::uint64_t>())
    add(out, at, "expected at most " + rule->dump() + " " + unit + ", got " + std::to_string(d));
}

std::uint64_t code_points(std::string_view text) {
  return static_cast<std::uint64_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u; }));
}

bool is_multiple(double a, double of) {
  const double quotient = a / of;
  return std::abs(quotient - std::round(quotient)) <= 1e-9 * std::max(1.0, std::abs(quotient));
}

}  // namespace

std::string listed_constants(const json& allowed, const json& given) {
  std::string list = allowed.size() == 1 ? "" : "one of ";
  std::vector<std::string> words;
  for (std::size_t i = 0; i < allowed.size(); ++i) {
    list += (i == 0 ? "" : ", ") + allowed[i].dump();
    if (allowed[i].is_string()) words.push_back(allowed[i].get<std::string>());
  }
  const std::string near = given.is_string() ? nearest_name(given.get_ref<const std::string&>(), words) : "";
  return near.empty() ? list : list + "; did you mean " + in_quotes(near) + "?";
}

std::vector<schema_violation> evaluation::run(const json& document) {
  findings found;
  value(root_, document, "", found, 0);
  if (endless_) return {{"", false, "the schema takes too many steps: does it refer to itself?"}};
  std::vector<schema_violation> list;
  list.reserve(found.size());
  for (auto& f : found) list.push_back(std::move(f.what));
  return list;
}

void evaluation::value(const json& s, const json& d, const std::string& at, findings& out, int depth) {
  endless_ = endless_ || depth > most_depth || ++steps_ > most_steps;
  if (endless_) return;
  if (s.is_boolean()) {
    if (!s.get<bool>()) add(out, at, "nothing is allowed here");
    return;
  }
  if (!type_fits(s, d, at, out) || !constant_fits(s, d, at, out)) return;  // the rest would only repeat that
  if (d.is_number()) number(s, d.get<double>(), at, out);
  if (d.is_string()) string(s, d.get_ref<const std::string&>(), at, out);
  if (d.is_array()) array(s, d, at, out, depth);
  if (d.is_object()) object(s, d, at, out, depth);
  if (const auto ref = s.find("$ref"); ref != s.end())
    value(*resolve(root_, ref->get_ref<const std::string&>()), d, at, out, depth + 1);
  if (const auto all = s.find("allOf"); all != s.end())
    for (const auto& part : *all) value(part, d, at, out, depth + 1);
  if (const auto any = s.find("anyOf"); any != s.end()) choice(*any, false, d, at, out, depth);
  if (const auto one = s.find("oneOf"); one != s.end()) choice(*one, true, d, at, out, depth);
}

void evaluation::number(const json& s, double d, const std::string& at, findings& out) {
  const auto limit = [&](const char* keyword, bool (*allowed)(double, double), const char* words) {
    const auto rule = s.find(keyword);
    if (rule != s.end() && !allowed(d, rule->get<double>()))
      add(out, at, "expected a number " + std::string(words) + " " + rule->dump());
  };
  limit(
      "minimum", [](double a, double b) { return a >= b; }, "of at least");
  limit(
      "maximum", [](double a, double b) { return a <= b; }, "of at most");
  limit(
      "exclusiveMinimum", [](double a, double b) { return a > b; }, "above");
  limit(
      "exclusiveMaximum", [](double a, double b) { return a < b; }, "below");
  limit("multipleOf", is_multiple, "that is a multiple of");
}

void evaluation::string(const json& s, const std::string& d, const std::string& at, findings& out) {
  size_fits(s, "minLength", "maxLength", code_points(d), "characters", at, out);
  const auto rule = s.find("pattern");
  if (rule == s.end()) return;
  const auto& text = rule->get_ref<const std::string&>();
  if (patterns_.find(text)->second.found_in(d)) return;
  const auto title = s.find("title");  // words are easier to follow than the pattern
  const bool named = title != s.end() && title->is_string();
  add(out, at, "expected " + (named ? title->get<std::string>() : "text of the form " + text));
}

void evaluation::array(const json& s, const json& d, const std::string& at, findings& out, int depth) {
  size_fits(s, "minItems", "maxItems", d.size(), "items", at, out);
  if (const auto rule = s.find("items"); rule != s.end())
    for (std::size_t i = 0; i < d.size(); ++i) value(*rule, d[i], at + "/" + std::to_string(i), out, depth + 1);
  const auto unique = s.find("uniqueItems");
  if (unique != s.end() && unique->get<bool>() && std::set<json>(d.begin(), d.end()).size() != d.size())
    add(out, at, "expected no item twice");
}

void evaluation::object(const json& s, const json& d, const std::string& at, findings& out, int depth) {
  size_fits(s, "minProperties", "maxProperties", d.size(), "keys", at, out);
  if (const auto rule = s.find("required"); rule != s.end())
    for (const auto& name : *rule)
      if (!d.contains(name.get_ref<const std::string&>())) add(out, at, "the key " + name.dump() + " is missing");
  const json none = json::object();
  const auto rule = s.find("properties");
  const json& properties = rule == s.end() ? none : *rule;
  const auto others = s.find("additionalProperties");
  const auto names = s.find("propertyNames");
  for (const auto& [name, member] : d.items()) {
    const std::string here = at + pointer_step(name);
    if (names != s.end()) key(*names, name, here, out, depth);
    if (const auto known = properties.find(name); known != properties.end()) {
      value(*known, member, here, out, depth + 1);
    } else if (others != s.end() && *others == false) {
      std::vector<std::string> known_names;
      for (const auto& entry : properties.items()) known_names.push_back(entry.key());
      const std::string message = "unknown key " + in_quotes(name) + suggestion(name, known_names);
      out.push_back({{here, true, message}, false, nullptr});
    } else if (others != s.end()) {
      value(*others, member, here, out, depth + 1);
    }
  }
}

void evaluation::key(const json& rule, const std::string& name, const std::string& here, findings& out, int depth) {
  findings inner;
  value(rule, json(name), here, inner, depth + 1);
  for (auto& f : inner) out.push_back({{here, true, "the key: " + f.what.message}, false, nullptr});
}

void evaluation::choice(const json& branches, bool exactly_one, const json& d, const std::string& at, findings& out,
                        int depth) {
  std::vector<findings> tried;
  std::size_t fits = 0;
  for (const auto& branch : branches) {
    value(branch, d, at, tried.emplace_back(), depth + 1);
    fits += tried.back().empty() ? 1u : 0u;
  }
  if (fits == 1 || (fits > 1 && !exactly_one)) return;
  if (fits > 1) return add(out, at, "fits more than one of the allowed forms");
  for (auto& f : explain_choice(branches, tried, d, at)) out.push_back(std::move(f));
}

}  // namespace ketway::detail
