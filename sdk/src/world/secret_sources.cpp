#include "world/secret_sources.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <vector>

#include "world/secret_command.hpp"

namespace ketway {
namespace {

using nlohmann::json;
using answer = expected<std::optional<found_secret>>;

constexpr std::size_t largest_file = std::size_t{1} << 20;

answer nothing() { return std::optional<found_secret>(); }
answer found(std::string text, const char* where) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  if (text.empty()) return nothing();
  return std::optional<found_secret>(found_secret{secret(std::move(text)), where});
}

std::string placed(std::string path, const account_rights& rights) {
  if (path.starts_with("~/"))
    if (const auto home = rights.variable("HOME")) path.replace(0, 1, *home);
  return path;
}

/// Nothing where there is no such file.
expected<std::optional<std::string>> read_file(const std::string& path) {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return std::optional<std::string>();
    return error(errc::permission_denied, path + ": " + std::strerror(errno)).needs_user(true);
  }
  // A pipe could keep its reader waiting for ever.
  if (!S_ISREG(facts.st_mode)) return error(errc::invalid_argument, path + ": not a regular file");
  if ((facts.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return std::move(error(errc::permission_denied, path + ": it holds a secret, and others can read or write it")
                         .needs_user(true)
                         .advice("chmod 600 '" + path + "'"));
  std::ifstream in(path, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(in), {});
  if (!in.good() && !in.eof()) return error(errc::permission_denied, path + ": cannot be read").needs_user(true);
  if (text.size() > largest_file) return error(errc::invalid_argument, path + ": too large for a file of secrets");
  return std::optional<std::string>(std::move(text));
}

bool holds(const json& member, const json& where) {
  for (const auto& [pointer, value] : where.items()) {
    const json::json_pointer at(pointer);
    if (!member.contains(at) || member.at(at) != value) return false;
  }
  return true;
}

/// Every value at `pointer`, whose steps may be `*`, of members that hold `where`.
void collect(const json& from, std::string_view pointer, const json& where, bool checked,
             std::vector<std::string>& to) {
  if (pointer.empty()) {
    if (from.is_string()) to.push_back(from.get<std::string>());
    return;
  }
  const std::size_t end = pointer.find('/', 1);
  const std::string step(pointer.substr(1, end == std::string_view::npos ? end : end - 1));
  const std::string_view rest = end == std::string_view::npos ? std::string_view() : pointer.substr(end);
  if (step == "*") {
    for (const auto& member : from)
      if (holds(member, where)) collect(member, rest, where, true, to);
    return;
  }
  if (!checked && !holds(from, where)) return;
  const json::json_pointer one("/" + step);
  if (from.contains(one)) collect(from.at(one), rest, where, true, to);
}

answer from_json(const json& source, const account_rights& rights) {
  std::string path = source["json"].get<std::string>();
  if (source.contains("path_env"))
    if (auto other = rights.variable(source["path_env"].get<std::string>())) path = *other;
  path = placed(path, rights);
  auto text = read_file(path);
  if (!text) return std::move(text.error());
  if (!*text) return nothing();
  const json document = json::parse(**text, nullptr, false);
  if (document.is_discarded()) return error(errc::invalid_argument, path + ": not JSON").needs_user(true);
  std::vector<std::string> values;
  const std::string at = source["at"].get<std::string>();
  const json where = source.value("where", json::object());
  collect(document, at, where, at.find("/*") != std::string::npos, values);
  return values.empty() ? nothing() : found(std::move(values.front()), "file");
}

answer from_file(const std::string& path, const account_rights& rights) {
  auto text = read_file(placed(path, rights));
  if (!text) return std::move(text.error());
  return *text ? found(std::move(**text), "file") : nothing();
}

answer from_configuration(const std::string& key, const account_rights& rights, const std::stop_token& stop) {
  const auto at = rights.secrets().find(key);
  if (at == rights.secrets().end()) return nothing();
  const secret_place& place = at->second;
  // What somebody named in the configuration must be there: else another key might be taken in silence.
  const auto named = [&](answer got, const std::string& what) -> answer {
    if (!got || *got) return got;
    return error(errc::failed_precondition, "'" + key + "' of the configuration points to " + what).needs_user(true);
  };
  switch (place.where()) {
    case secret_place::kind::text: return found(std::string(place.text().reveal()), "configuration");
    case secret_place::kind::environment: {
      auto value = rights.variable(place.words().front());
      const std::string how = value ? ", which is empty" : ", which is not set";
      return named(value ? found(std::move(*value), "environment variable") : nothing(),
                   "the variable " + place.words().front() + how);
    }
    case secret_place::kind::file: {
      const std::string path = placed(place.words().front(), rights);
      auto text = read_file(path);
      if (!text) return std::move(text.error());
      const std::string how = *text ? ", which is empty" : ", which is not there";
      return named(*text ? found(std::move(**text), "file") : nothing(), "the file " + path + how);
    }
    case secret_place::kind::command: {
      auto text = run_secret_command(place.words(), stop);
      if (!text) return std::move(text.error());
      return named(found(std::move(*text), "command"),
                   "the command " + place.words().front() + ", which prints nothing");
    }
  }
  return nothing();
}

answer read_one(const json& source, const account_rights& rights, const std::stop_token& stop) {
  if (source.contains("config")) return from_configuration(source["config"].get<std::string>(), rights, stop);
  if (source.contains("env")) {
    auto value = rights.variable(source["env"].get<std::string>());
    return value ? found(std::move(*value), "environment variable") : nothing();
  }
  if (source.contains("json")) return from_json(source, rights);
  if (source.contains("file")) {
    std::string path = source["file"].get<std::string>();
    if (source.contains("path_env"))
      if (auto other = rights.variable(source["path_env"].get<std::string>())) path = *other;
    return from_file(path, rights);
  }
  return error(errc::unimplemented, "this version reads no TOML files of secrets");
}

}  // namespace

expected<std::optional<found_secret>> read_secret(const json& sources, const account_rights& rights,
                                                  const std::stop_token& stop) {
  for (const json& source : sources) {
    auto got = read_one(source, rights, stop);
    if (!got) return std::move(got.error().misconfigured(true).needs_user(true).billed(billing::not_billed));
    if (*got) return got;
  }
  return nothing();
}

}  // namespace ketway
