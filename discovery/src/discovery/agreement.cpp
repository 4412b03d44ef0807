#include "discovery/agreement.hpp"

#include <cstddef>
#include <exception>
#include <optional>
#include <string>
#include <utility>

#include "ketway/schema.hpp"
#include "ketway/suggestion.hpp"

namespace ketway::discovery {
namespace {

std::string interface(std::uint32_t major, std::uint32_t minor) {
  return std::to_string(major) + "." + std::to_string(minor);
}

error refused(const manifest& plugin, const std::string& why, errc code = errc::failed_precondition) {
  return {code, plugin.library.string() + ": " + why};
}

error needs_newer_host(const manifest& plugin, std::uint32_t host_minor, const std::string& needed) {
  return std::move(refused(plugin, "it needs " + needed + " of the plugin interface, this program offers " +
                                       interface(KW_ABI_MAJOR, host_minor) + ", which is too old for it")
                       .advice("update this program, or take an older version of the plugin"));
}

/// R8: an empty string may have no data; one that claims a size must have some.
std::optional<std::string> text(kw_str s) {
  constexpr std::uint64_t most = 16u << 20u;
  if (s.size > most || (s.size != 0 && s.data == nullptr)) return std::nullopt;
  return s.size == 0 ? std::string() : std::string(s.data, static_cast<std::size_t>(s.size));
}

expected<const kw_plugin*> call(entry_function entry, const manifest& plugin, std::uint32_t host_minor) {
  try {
    const kw_plugin* answer = entry(host_minor);
    if (answer == nullptr) return needs_newer_host(plugin, host_minor, "a later minor version");
    return answer;
  } catch (const std::exception& e) {
    return refused(plugin, std::string(KW_ENTRY_NAME) + " threw: " + e.what(), errc::internal);
  } catch (...) {
    return refused(plugin, std::string(KW_ENTRY_NAME) + " threw something that is no std::exception", errc::internal);
  }
}

expected<void> check_form(const kw_plugin& answer, const manifest& plugin) {
  // Every field of 1.0 is there in any minor; later ones are asked for one by one with KW_HAS.
  if (!KW_HAS(&answer, kw_plugin, open)) {
    constexpr std::size_t least = offsetof(kw_plugin, open) + sizeof(answer.open);
    return refused(plugin, "its kw_plugin has struct_size " + std::to_string(answer.struct_size) + ", the interface " +
                               interface(KW_ABI_MAJOR, 0) + " has " + std::to_string(least));
  }
  if (answer.open == nullptr) return refused(plugin, "its kw_plugin has no `open`");
  if (answer.abi_minor < plugin.abi_min_minor)
    return refused(plugin, "it is built for interface " + interface(KW_ABI_MAJOR, answer.abi_minor) +
                               ", yet its manifest asks for " + interface(KW_ABI_MAJOR, plugin.abi_min_minor) +
                               ": they belong to different builds");
  return {};
}

expected<void> check_schema_text(const manifest& plugin, const char* which, const std::string& text) {
  auto compiled = schema::compile(text, which);
  if (compiled) return {};
  const error& why = compiled.error();
  return std::move(refused(plugin, "its schema cannot be used: " + why.message()).diagnostics(why.diagnostics()));
}

}  // namespace

expected<void> check_manifest_abi(const manifest& plugin, std::uint32_t host_minor) {
  if (plugin.abi_major != KW_ABI_MAJOR)
    return std::move(refused(plugin, "it is built for plugin interface " +
                                         interface(plugin.abi_major, plugin.abi_min_minor) + ", this program offers " +
                                         interface(KW_ABI_MAJOR, host_minor) + "; major versions must be the same")
                         .advice(plugin.abi_major > KW_ABI_MAJOR ? "update this program" : "update the plugin"));
  if (plugin.abi_min_minor > host_minor)
    return needs_newer_host(plugin, host_minor, interface(plugin.abi_major, plugin.abi_min_minor));
  if (!plugin.runs_inline)
    return refused(plugin, "it runs in a worker process only, which this version does not have yet",
                   errc::unimplemented);
  return {};
}

expected<loaded_plugin> agree(entry_function entry, const manifest& plugin, std::uint32_t host_minor) {
  auto answer = call(entry, plugin, host_minor);
  if (!answer) return std::move(answer).error();
  if (auto fine = check_form(**answer, plugin); !fine) return std::move(fine).error();
  const kw_plugin& p = **answer;
  const auto id = text(p.id);
  const auto version = text(p.version);
  const auto config = text(p.config_schema);
  const auto options = text(p.options_schema);
  if (!id || !version || !config || !options)
    return refused(plugin, "its kw_plugin has a string without data, or longer than 16 MiB");
  if (*id != plugin.id)
    return refused(plugin, "it calls itself " + in_quotes(*id) + ", its manifest " + in_quotes(plugin.id));

  loaded_plugin loaded;
  loaded.entry = &p;
  loaded.manifest = plugin;
  loaded.id = *id;
  loaded.version = *version;
  loaded.config_schema = config->empty() ? plugin.config_schema : *config;
  loaded.options_schema = *options;
  loaded.abi_minor = p.abi_minor;
  if (auto fine = check_schema_text(plugin, "config_schema", loaded.config_schema); !fine)
    return std::move(fine).error();
  if (auto fine = check_schema_text(plugin, "options_schema", *options); !fine) return std::move(fine).error();
  if (*version != plugin.version)
    loaded.notes.push_back("the library says version " + *version + ", its manifest " + plugin.version);
  if (p.abi_minor > host_minor)
    loaded.notes.push_back("built with plugin interface " + interface(KW_ABI_MAJOR, p.abi_minor) + ", used as " +
                           interface(KW_ABI_MAJOR, host_minor));
  return loaded;
}

}  // namespace ketway::discovery
