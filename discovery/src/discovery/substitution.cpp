#include "discovery/substitution.hpp"

#include <algorithm>

namespace ketway::discovery {

bool is_variable_name(std::string_view name) {
  const auto letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; };
  return !name.empty() && letter(name.front()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

expected<std::string> substituted(std::string_view text, const environment& variables) {
  std::string result;
  while (true) {
    const std::size_t at = text.find("${");
    if (at == std::string_view::npos) return result.append(text);
    if (at != 0 && text[at - 1] == '$') {
      result.append(text.substr(0, at - 1)).append("${");
      text.remove_prefix(at + 2);
      continue;
    }
    const std::size_t stop = text.find('}', at);
    const std::string name(text.substr(at + 2, stop == std::string_view::npos ? 0 : stop - at - 2));
    if (!is_variable_name(name))
      return error(errc::invalid_argument, "expected ${NAME}; write $${ for the characters ${ themselves");
    const auto value = variables(name);
    if (!value) return error(errc::invalid_argument, "the environment variable " + name + " is not set");
    result.append(text.substr(0, at)).append(*value);
    text.remove_prefix(stop + 1);
  }
}

std::string variable_alone(std::string_view text) {
  if (!text.starts_with("${") || !text.ends_with("}")) return {};
  const std::string_view name = text.substr(2, text.size() - 3);
  return is_variable_name(name) ? std::string(name) : std::string();
}

std::filesystem::path placed(const std::string& path, const std::filesystem::path& folder,
                             const environment& variables) {
  const std::filesystem::path result = path.starts_with("~/")
                                           ? std::filesystem::path(variables("HOME").value_or("/")) / path.substr(2)
                                           : std::filesystem::path(path);
  return (folder / result).lexically_normal();
}

}  // namespace ketway::discovery
