#include "ketway/schema.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "schema/evaluation.hpp"
#include "schema/rules.hpp"

namespace ketway {

struct schema::state {
  json_text text;
  detail::pattern_table patterns;
};

namespace {

/// `text`: null where the document stands in no file, so that no line can be named.
error located(const std::vector<schema_violation>& found, const json_text* text, std::string_view where) {
  std::vector<diagnostic> list;
  for (const auto& [pointer, at_key, message] : found) {
    source_position place{std::string(where), 0, 0};
    if (text != nullptr) place = at_key ? text->key_position(pointer) : text->value_position(pointer);
    list.push_back(
        {diagnostic::severity::error, std::move(place), pointer.empty() ? message : pointer + ": " + message});
  }
  return refusal(std::move(list));
}

}  // namespace

expected<schema> schema::compile(std::string_view text, std::string_view where) {
  auto read = json_text::read(text.empty() ? "true" : text, where);
  if (!read) return std::move(read).error();
  auto patterns = detail::compile_rules(*read);
  if (!patterns) return std::move(patterns).error();
  return schema(std::make_shared<const state>(state{std::move(*read), std::move(*patterns)}));
}

std::vector<schema_violation> schema::violations(const nlohmann::json& document) const {
  return detail::evaluation(state_->text.value(), state_->patterns).run(document);
}

expected<void> schema::check(const json_text& document) const {
  const auto found = violations(document.value());
  if (found.empty()) return {};
  return located(found, &document, document.file());
}

expected<void> schema::check(std::string_view document, std::string_view where) const {
  auto read = json_text::read(document.empty() ? "{}" : document, where);
  if (!read) return std::move(read).error();
  const auto found = violations(read->value());
  if (found.empty()) return {};
  return located(found, nullptr, where);
}

expected<void> check_schema(std::string_view schema_text, std::string_view document, std::string_view where) {
  auto compiled = schema::compile(schema_text, "schema of " + std::string(where));
  if (!compiled) {
    const error& e = compiled.error();
    return std::move(error(errc::failed_precondition, e.message()).diagnostics(e.diagnostics()));
  }
  return compiled->check(document, where);
}

}  // namespace ketway
