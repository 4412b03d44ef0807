#pragma once
// A plugin's manifest, `<id>.ketway.json` beside its library: everything that is known before any of its code runs.
// Its form is plugin_api/schema/manifest-1.json; docs/plugin_manifest.md explains it.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "ketway/error.hpp"

namespace ketway::discovery {

/// How the host signs for a plugin. The host's network part reads `definition`; discovery has checked its shape.
struct credential {
  credential() = default;
  std::string name;                      ///< as kw_http_request.auth names it
  std::string scheme;                    ///< header, basic, exchange, jwt_bearer, refresh, sigv4, provider_chain
  std::vector<std::string> origins;      ///< the only ones it goes to; each also stands in permissions
  std::vector<std::string> config_keys;  ///< keys of the configuration that it reads: removed before `open`
  std::string definition;                ///< the whole entry, as JSON
};

/// At most `count` requests in any `per`.
struct rate_limit {
  rate_limit() = default;
  std::string bucket;
  std::uint32_t count = 0;
  std::chrono::nanoseconds per{0};
};

struct permissions {
  permissions() = default;
  std::vector<std::string> origins;      ///< "https://HOST[:PORT]" with * for a label, or "config:/POINTER"
  std::vector<std::string> credentials;  ///< names of declared credentials
  std::vector<std::string> streams;      ///< "tcp:", "unix:", "exec:" targets
  bool raw_secret = false;
};

struct manifest {
  manifest() = default;

  /// Reads and checks one manifest file; no code is loaded, and the library need not exist yet. `not_found` or
  /// `permission_denied` where the file cannot be read, else `invalid_argument` with one diagnostic (file, line,
  /// column, key) for each fault: not JSON, unknown or missing keys, a library outside the folder, a file name that
  /// is not `<id>.ketway.json`, a credential for an origin that permissions lack, no isolation left.
  static expected<manifest> read(const std::filesystem::path& file);
  /// Same for a text; `file` is its name and says where the library is.
  static expected<manifest> parse(std::string_view text, const std::filesystem::path& file);

  std::filesystem::path file;
  std::filesystem::path library;  ///< beside `file`
  std::string id;                 ///< reverse-DNS; kw_plugin.id says the same
  std::string name;               ///< the short word that people type
  std::string description;        ///< may be empty
  std::string version;            ///< the plugin's own
  std::uint32_t abi_major = 0;
  std::uint32_t abi_min_minor = 0;   ///< the oldest host minor the plugin runs with
  std::vector<std::string> devices;  ///< a hint, the default device first; may be empty
  std::string config_schema;         ///< JSON Schema, or empty; the library's own decides where both exist
  ketway::discovery::permissions permissions;
  bool runs_inline = true;      ///< isolation: inside the program
  bool runs_in_process = true;  ///< isolation: in a worker process
  std::vector<credential> credentials;
  std::vector<rate_limit> limits;
  std::string sha256;  ///< of the library, lower-case hexadecimal, or empty
};

/// The JSON Schema that manifests are checked with (kw.manifest/1).
std::string_view manifest_schema() noexcept;

}  // namespace ketway::discovery
