#include "plugin_path.hpp"

#include <filesystem>

#include "session.hpp"

namespace ketway::cli {

namespace fs = std::filesystem;

expected<discovery::manifest> manifest_of(session& s, const std::string& what) {
  std::error_code unreadable;
  if (!fs::is_regular_file(what, unreadable)) {
    const expected<fleet> f = s.discover();
    if (!f) return f.error();
    const expected<const discovery::found_plugin*> found = f->catalog().find(what);
    if (found) return (**found).manifest;
    if (found.error().code() != errc::not_found) return found.error();
    return error(errc::not_found,
                 "\"" + what + "\" is neither a file nor a plugin that was found: " + found.error().message());
  }
  if (what.ends_with(".ketway.json")) return discovery::manifest::read(what);
  const fs::path library = fs::absolute(what, unreadable);
  for (const fs::directory_entry& file : fs::directory_iterator(library.parent_path(), unreadable)) {
    if (!file.path().string().ends_with(".ketway.json")) continue;
    const expected<discovery::manifest> m = discovery::manifest::read(file.path());
    if (m && fs::equivalent(m->library, library, unreadable)) return *m;
  }
  return error(errc::not_found,
               what +
                   ": no manifest (*.ketway.json) beside it names this file; expected a plugin's library, "
                   "its manifest or its name");
}

}  // namespace ketway::cli
