#include "ketway/discovery/search.hpp"

#include <algorithm>
#include <set>
#include <system_error>
#include <utility>

#include "discovery/trust.hpp"
#include "ketway/suggestion.hpp"

namespace ketway::discovery {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view manifest_suffix = ".ketway.json";

bool named_by_a_person(folder_origin origin) {
  return origin == folder_origin::command_line || origin == folder_origin::environment_path ||
         origin == folder_origin::configuration;
}

bool is_manifest(const fs::path& file) { return file.filename().string().ends_with(manifest_suffix); }

/// "x.so" and "x.so.1"; ".so" alone is a hidden file.
bool looks_like_library(const fs::path& file) {
  const std::string name = file.filename().string();
  const std::size_t at = name.find(".so");
  return at != std::string::npos && at != 0 && (at + 3 == name.size() || name[at + 3] == '.');
}

/// The files of a folder in order of name: a folder's own order differs from machine to machine.
expected<std::vector<fs::path>> files_of(const fs::path& folder) {
  std::error_code failed;
  std::vector<fs::path> files;
  for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed))
    files.push_back(at->path());
  if (failed) return file_error(failed.value(), folder);
  std::sort(files.begin(), files.end());
  return files;
}

/// The id that a manifest's file name promises: all that is known of one that cannot be read.
std::string id_of(const fs::path& file) {
  std::string name = file.filename().string();
  name.resize(name.size() - manifest_suffix.size());
  return name;
}

/// By name or id; where the manifest could not be read, by the last label of the id in its file name.
bool is_meant(const refused_plugin& refused, std::string_view name) {
  if (name.empty()) return false;
  if (refused.name == name || refused.id == name) return true;
  const std::size_t dot = refused.id.rfind('.');
  return refused.name.empty() && dot != std::string::npos && refused.id.substr(dot + 1) == name;
}

}  // namespace

class search {
 public:
  void folder(const search_folder& where);
  catalog take_result() { return std::move(found_); }

 private:
  void manifest_file(const search_folder& where, const fs::path& file);
  void take(found_plugin plugin);
  void refuse(const search_folder& where, const fs::path& path, const manifest& known, error why);

  catalog found_;
  std::set<fs::path> seen_;     // folders, links resolved
  std::set<fs::path> claimed_;  // libraries that a manifest names
  bool unreadable_ = false;     // a manifest of this folder could not be read, so `claimed_` is not all
};

void search::folder(const search_folder& where) {
  std::error_code failed;
  const fs::path real = fs::canonical(where.path, failed);
  if (failed && !named_by_a_person(where.origin)) return;
  if (!failed && !seen_.insert(real).second) return;
  if (auto fine = check_folder(where.path); !fine) return refuse(where, where.path, {}, std::move(fine).error());
  auto files = files_of(where.path);
  if (!files) return refuse(where, where.path, {}, std::move(files).error());
  found_.folders_.push_back(where);
  claimed_.clear();
  unreadable_ = false;
  for (const auto& file : *files)
    if (is_manifest(file)) manifest_file(where, file);
  if (unreadable_) return;
  for (const auto& file : *files) {
    if (!looks_like_library(file) || claimed_.contains(file)) continue;
    error why(errc::failed_precondition, file.string() + ": no manifest in its folder names this library");
    refuse(where, file, {}, std::move(why.advice("put its <id>.ketway.json beside it")));
  }
}

void search::manifest_file(const search_folder& where, const fs::path& file) {
  manifest known;
  known.id = id_of(file);
  unreadable_ = true;
  if (auto fine = check_file_in_folder(file); !fine) return refuse(where, file, known, std::move(fine).error());
  auto read = manifest::read(file);
  if (!read) return refuse(where, file, known, std::move(read).error());
  unreadable_ = false;
  claimed_.insert(read->library);
  if (auto fine = check_file_in_folder(read->library); !fine)
    return refuse(where, file, *read, std::move(fine).error());
  found_plugin plugin;
  plugin.manifest = std::move(*read);
  plugin.folder = where;
  take(std::move(plugin));
}

void search::take(found_plugin plugin) {
  for (const auto& other : found_.plugins_) {
    if (other.manifest.name != plugin.manifest.name && other.manifest.id != plugin.manifest.id) continue;
    shadowed_plugin hidden;
    hidden.by = other.manifest.file;
    hidden.plugin = std::move(plugin);
    return found_.shadowed_.push_back(std::move(hidden));
  }
  found_.plugins_.push_back(std::move(plugin));
}

void search::refuse(const search_folder& where, const fs::path& path, const manifest& known, error why) {
  refused_plugin refused;
  refused.path = path;
  refused.name = known.name;
  refused.id = known.id;
  refused.folder = where;
  refused.why = std::move(why);
  found_.refused_.push_back(std::move(refused));
}

catalog find_plugins(const std::vector<search_folder>& folders) {
  search s;
  for (const auto& where : folders) s.folder(where);
  return s.take_result();
}

expected<const found_plugin*> catalog::find(std::string_view name_or_id) const {
  std::vector<std::string> names;
  for (const auto& p : plugins_) {
    if (p.manifest.name == name_or_id || p.manifest.id == name_or_id) return &p;
    names.push_back(p.manifest.name);
  }
  for (const auto& r : refused_)
    if (is_meant(r, name_or_id)) return r.why;
  error none(errc::not_found, "there is no plugin " + in_quotes(name_or_id) + suggestion(name_or_id, names));
  return std::move(none.advice("`ketway plugins list` shows what was found, what was refused and why"));
}

}  // namespace ketway::discovery
