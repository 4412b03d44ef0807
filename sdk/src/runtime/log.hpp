#pragma once
// The default sink: one line on stderr, made by spdlog. Thread-safe.

#include <string_view>

#include "ketway/runtime.hpp"

namespace ketway {

void log_to_stderr(log_level level, std::string_view source, std::string_view text);

}  // namespace ketway
