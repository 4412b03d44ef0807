// In a unit of its own, and weak, so that a program's own answer takes its place.

#include "discovery/installed_plugins.hpp"

namespace ketway::discovery {

__attribute__((weak)) const char* installed_plugins() noexcept { return KETWAY_INSTALLED_PLUGINS; }

}  // namespace ketway::discovery
