#pragma once

namespace ketway::discovery {

/// Where the plugins of this installation are. A program that knows the package brings its own answer, written by
/// ketwayConfig.cmake: only that file knows where the package really lies.
const char* installed_plugins() noexcept;

}  // namespace ketway::discovery
