// The order in which folders are searched.

#include <algorithm>
#include <system_error>
#include <utility>

#include "discovery/installed_plugins.hpp"
#include "ketway/discovery/search.hpp"

namespace ketway::discovery {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> parts(const std::string& list, char separator) {
  std::vector<std::string> found;
  for (std::size_t at = 0; at <= list.size();) {
    const std::size_t stop = std::min(list.find(separator, at), list.size());
    if (stop > at) found.push_back(list.substr(at, stop - at));
    at = stop + 1;
  }
  return found;
}

fs::path made_absolute(const fs::path& path) {
  std::error_code failed;
  auto result = fs::absolute(path, failed);
  return failed ? path : result.lexically_normal();
}

}  // namespace

std::string_view to_string(folder_origin origin) noexcept {
  switch (origin) {
    case folder_origin::command_line: return "--plugin-path";
    case folder_origin::environment_path: return "KETWAY_PLUGIN_PATH";
    case folder_origin::configuration: return "configuration";
    case folder_origin::user: return "user";
    case folder_origin::system: return "system";
    case folder_origin::built_in: return "built-in";
  }
  return "unknown";
}

search_settings::search_settings() : environment_(process_environment()), privileged_(is_privileged()) {
  std::error_code failed;
  executable_ = fs::read_symlink("/proc/self/exe", failed);
  if (failed) executable_.clear();
}

search_settings& search_settings::command_line(std::vector<fs::path> folders) {
  return command_line_ = std::move(folders), *this;
}
search_settings& search_settings::configured(std::vector<fs::path> folders) {
  return configured_ = std::move(folders), *this;
}
search_settings& search_settings::environment(discovery::environment variables) {
  return environment_ = std::move(variables), *this;
}
search_settings& search_settings::privileged(bool yes) { return privileged_ = yes, *this; }
search_settings& search_settings::executable(fs::path file) { return executable_ = std::move(file), *this; }

std::vector<search_folder> search_settings::folders() const {
  const auto variable = [this](const char* name) {
    return privileged_ ? std::string() : environment_(name).value_or("");
  };
  std::vector<search_folder> list;
  const auto add = [&list](const fs::path& path, folder_origin origin) {
    if (!path.empty()) list.emplace_back(made_absolute(path), origin);
  };
  for (const auto& folder : command_line_) add(folder, folder_origin::command_line);
  for (const auto& folder : parts(variable("KETWAY_PLUGIN_PATH"), ':')) add(folder, folder_origin::environment_path);
  for (const auto& folder : configured_) add(folder, folder_origin::configuration);

  const std::string data = variable("XDG_DATA_HOME");
  const std::string home = variable("HOME");
  if (fs::path(data).is_absolute())  // a relative one is to be ignored, says the XDG specification
    add(fs::path(data) / "ketway/plugins", folder_origin::user);
  else if (fs::path(home).is_absolute())
    add(fs::path(home) / ".local/share/ketway/plugins", folder_origin::user);

  add("/usr/lib/ketway/plugins", folder_origin::system);
  add(installed_plugins(), folder_origin::built_in);
  if (!executable_.empty()) {
    const fs::path above = executable_.parent_path().parent_path();
    add(above / "plugins_out", folder_origin::built_in);
    add(above / "lib/ketway/plugins", folder_origin::built_in);
  }
  return list;
}

}  // namespace ketway::discovery
