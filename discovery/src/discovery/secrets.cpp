#include "discovery/secrets.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "discovery/substitution.hpp"

namespace ketway::discovery {

using nlohmann::json;

bool looks_like_secret_reference(const json& value) {
  return value.is_object() && value.size() == 1 &&
         (value.contains("env") || value.contains("file") || value.contains("command"));
}

expected<secret_reference> read_secret_reference(const json& value) {
  const auto malformed = [](const char* what) { return error(errc::invalid_argument, what); };
  const json& place = value.begin().value();
  if (value.contains("env")) {
    if (!place.is_string() || !is_variable_name(place.get_ref<const std::string&>()))
      return malformed("expected the name of an environment variable after \"env\"");
    return secret_reference::in_environment(place.get<std::string>());
  }
  if (value.contains("file")) {
    if (!place.is_string() || place.get_ref<const std::string&>().empty())
      return malformed("expected a path after \"file\"");
    return secret_reference::in_file(place.get<std::string>());
  }
  const bool words = place.is_array() && !place.empty() &&
                     std::all_of(place.begin(), place.end(), [](const json& word) { return word.is_string(); });
  if (!words || place.front().get_ref<const std::string&>().empty())
    return malformed("expected a list of words after \"command\", the program first");
  return secret_reference::from_command(place.get<std::vector<std::string>>());
}

expected<void> check_secret_file(const std::filesystem::path& file) {
  struct stat facts {};
  if (::stat(file.c_str(), &facts) != 0) return {};
  if ((facts.st_mode & (S_IRWXG | S_IRWXO)) == 0) return {};
  return std::move(
      error(errc::permission_denied, file.string() + ": it holds a secret, and others can read or write it")
          .misconfigured(true)
          .advice("chmod 600 '" + file.string() + "'"));
}

secret_place secret_words::place(const secret_reference& reference) {
  using from = secret_reference::source;
  using kind = secret_place::kind;
  const kind k = reference.kind() == from::environment ? kind::environment
                 : reference.kind() == from::file      ? kind::file
                                                       : kind::command;
  return {k, reference.place_};
}

std::string_view secret_reference::description() const noexcept {
  switch (kind_) {
    case source::environment: return "environment variable";
    case source::file: return "file";
    case source::command: return "command";
    case source::text: return "configuration file";
  }
  return "unknown";
}

}  // namespace ketway::discovery
