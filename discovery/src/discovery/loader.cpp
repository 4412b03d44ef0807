#include "ketway/discovery/loader.hpp"

#include <sys/stat.h>

#include <boost/dll/shared_library.hpp>
#include <cerrno>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "discovery/agreement.hpp"
#include "discovery/library_file.hpp"
#include "discovery/trust.hpp"
#include "ketway/digest.hpp"
#include "ketway/suggestion.hpp"

namespace ketway::discovery {
namespace {

using boost::dll::shared_library;
using file_identity = std::pair<dev_t, ino_t>;

error refused(errc code, const manifest& plugin, const std::string& why) {
  return {code, plugin.library.string() + ": " + why};
}

/// Everything that can be known without running the library's code.
expected<void> check_before_loading(const manifest& plugin) {
  if (auto fine = check_folder(plugin.library.parent_path()); !fine) return fine;
  if (auto fine = check_file_in_folder(plugin.library); !fine) return fine;
  if (auto fine = check_library_format(plugin.library); !fine) return fine;
  if (plugin.sha256.empty()) return {};
  auto digest = sha256_file(plugin.library);
  if (!digest) return std::move(digest).error();
  if (*digest != plugin.sha256)
    return std::move(
        refused(errc::data_loss, plugin, "its SHA-256 is " + *digest + ", its manifest says " + plugin.sha256)
            .advice("install the plugin again: its library or its manifest has been changed"));
  return {};
}

/// What the system's loader said. Boost.DLL puts it in parentheses, and behind them an error number that has nothing to do
/// with it.
std::string reason_of(const std::exception& failure) {
  std::string text = failure.what();
  constexpr std::string_view before = "dlerror system message: ", after = "): ";
  const std::size_t begin = text.find(before), end = text.rfind(after);
  if (begin == std::string::npos || end == std::string::npos || end < begin + before.size()) return text;
  return text.substr(begin + before.size(), end - begin - before.size());
}

expected<std::unique_ptr<shared_library>> open_library(const manifest& plugin) {
  using boost::dll::load_mode::rtld_local;
  using boost::dll::load_mode::rtld_now;
  try {
    return std::make_unique<shared_library>(plugin.library, rtld_now | rtld_local);
  } catch (const std::exception& e) {
    return refused(errc::unavailable, plugin, "the system could not load it: " + reason_of(e));
  }
}

expected<entry_function> find_entry(const shared_library& library, const manifest& plugin) {
  if (library.has(KW_ENTRY_NAME)) return &library.get<const kw_plugin*(std::uint32_t)>(KW_ENTRY_NAME);
  for (std::uint32_t major = 0; major < 10; ++major) {
    const std::string other = "kw_plugin_v" + std::to_string(major);
    if (major == KW_ABI_MAJOR || !library.has(other)) continue;
    return std::move(refused(errc::failed_precondition, plugin,
                             "it exports only " + other + ", plugin interface " + std::to_string(major) +
                                 ".x; this program offers " + std::to_string(KW_ABI_MAJOR) + "." +
                                 std::to_string(KW_ABI_MINOR))
                         .advice(major > KW_ABI_MAJOR ? "update this program" : "update the plugin"));
  }
  return refused(errc::invalid_argument, plugin,
                 "it does not export " KW_ENTRY_NAME ", so it is no plugin of this program");
}

/// Never destroyed, so that no library is unloaded: what runs or holds memory in one may outlive everything else.
class registry {
 public:
  static registry& instance() {
    static auto* const only = new registry;  // NOLINT(cppcoreguidelines-owning-memory): leaked on purpose
    return *only;
  }

  expected<const loaded_plugin*> load(const manifest& plugin) {
    const std::lock_guard lock(mutex_);
    struct stat facts {};
    if (::stat(plugin.library.c_str(), &facts) != 0) return file_error(errno, plugin.library);
    // A loaded file's inode stays in use, so it cannot come to mean another file.
    const file_identity identity{facts.st_dev, facts.st_ino};
    if (const auto known = plugins_.find(identity); known != plugins_.end()) {
      if (known->second->id == plugin.id) return known->second;
      return refused(errc::failed_precondition, plugin,
                     "it calls itself " + in_quotes(known->second->id) + ", its manifest " + in_quotes(plugin.id));
    }
    const auto began = std::chrono::steady_clock::now();
    if (auto fine = check_before_loading(plugin); !fine) return std::move(fine).error();
    auto library = open_library(plugin);
    if (!library) return std::move(library).error();
    libraries_.push_back(std::move(*library));
    auto entry = find_entry(*libraries_.back(), plugin);
    if (!entry) return std::move(entry).error();
    auto agreed = agree(*entry, plugin, KW_ABI_MINOR);
    if (!agreed) return std::move(agreed).error();
    agreed->load_time = std::chrono::steady_clock::now() - began;
    order_.push_back(std::make_unique<loaded_plugin>(std::move(*agreed)));
    return plugins_[identity] = order_.back().get();
  }

  std::vector<const loaded_plugin*> all() {
    const std::lock_guard lock(mutex_);
    std::vector<const loaded_plugin*> list;
    for (const auto& p : order_) list.push_back(p.get());
    return list;
  }

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<shared_library>> libraries_;
  std::vector<std::unique_ptr<loaded_plugin>> order_;
  std::map<file_identity, const loaded_plugin*> plugins_;
};

}  // namespace

expected<const loaded_plugin*> load_plugin(const manifest& plugin) {
  if (auto fine = check_manifest_abi(plugin, KW_ABI_MINOR); !fine) return std::move(fine).error();
  return registry::instance().load(plugin);
}

std::vector<const loaded_plugin*> loaded_plugins() { return registry::instance().all(); }

}  // namespace ketway::discovery
