#include "ketway/json_text.hpp"

#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

#include "schema/scanner.hpp"

namespace ketway {

struct json_text::state {
  std::string text;
  std::string file;
  std::vector<detail::json_node> nodes;
  nlohmann::json value;

  const detail::json_node* find(std::string_view pointer) const;
};

namespace {

std::string unescaped(std::string_view step) {
  std::string name;
  for (std::size_t i = 0; i < step.size(); ++i) {
    const bool escape = step[i] == '~' && i + 1 < step.size() && (step[i + 1] == '0' || step[i + 1] == '1');
    name += escape ? (step[++i] == '0' ? '~' : '/') : step[i];
  }
  return name;
}

}  // namespace

const detail::json_node* json_text::state::find(std::string_view pointer) const {
  std::size_t current = 0;
  while (!pointer.empty()) {
    if (pointer.front() != '/') return nullptr;
    const std::size_t stop = pointer.find('/', 1);
    const std::string name = unescaped(pointer.substr(1, stop == std::string_view::npos ? stop : stop - 1));
    pointer = stop == std::string_view::npos ? std::string_view() : pointer.substr(stop);
    const bool in_array = text[nodes[current].value] == '[';
    std::uint32_t index = 0;
    if (in_array && std::from_chars(name.data(), name.data() + name.size(), index).ec != std::errc()) return nullptr;
    std::size_t next = current + 1;  // a parent stands before its children
    while (next < nodes.size() &&
           !(nodes[next].parent == current && (in_array ? nodes[next].index == index : nodes[next].name == name)))
      ++next;
    if (next == nodes.size()) return nullptr;
    current = next;
  }
  return &nodes[current];
}

expected<json_text> json_text::read(std::string_view text, std::string_view file) {
  auto nodes = detail::scan_json(text, file);
  if (!nodes) return std::move(nodes).error();
  auto s = std::make_shared<state>();
  s->text = text;
  s->file = file;
  s->nodes = std::move(*nodes);
  s->value = nlohmann::json::parse(text);  // the scanner has accepted the text: this cannot fail
  return json_text(std::move(s));
}

const nlohmann::json& json_text::value() const noexcept { return state_->value; }
const std::string& json_text::file() const noexcept { return state_->file; }

source_position json_text::value_position(std::string_view pointer) const {
  const auto* node = state_->find(pointer);
  if (node == nullptr) return {state_->file, 0, 0};
  return detail::position_of(state_->text, node->value, state_->file);
}

source_position json_text::key_position(std::string_view pointer) const {
  const auto* node = state_->find(pointer);
  if (node == nullptr) return {state_->file, 0, 0};
  return detail::position_of(state_->text, node->key, state_->file);
}

std::string pointer_step(std::string_view name) {
  std::string step = "/";
  for (const char c : name) {
    if (c == '~')
      step += "~0";
    else if (c == '/')
      step += "~1";
    else
      step += c;
  }
  return step;
}

error refusal(std::vector<diagnostic> findings, errc code) {
  constexpr std::size_t shown = 20;
  std::string message;
  for (std::size_t i = 0; i < findings.size() && i < shown; ++i) {
    const auto& [level, where, text] = findings[i];
    if (i != 0) message += "; ";
    message += where.file;
    if (where.line != 0) message += ":" + std::to_string(where.line) + ":" + std::to_string(where.column);
    if (!where.file.empty()) message += ": ";
    message += text;
  }
  if (findings.size() > shown) message += "; and " + std::to_string(findings.size() - shown) + " more";
  return std::move(error(code, std::move(message)).diagnostics(std::move(findings)));
}

}  // namespace ketway
