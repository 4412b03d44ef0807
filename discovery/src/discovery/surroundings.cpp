// What the process itself says about where it runs.

#include <sys/auxv.h>

#include <cstdlib>

#include "ketway/discovery/search.hpp"

namespace ketway::discovery {

environment process_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = ::secure_getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  };
}

bool is_privileged() noexcept { return ::getauxval(AT_SECURE) != 0; }

}  // namespace ketway::discovery
