#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

#include "ketway/plugin.h"

namespace ketway::local {

/// Why a simulation cannot go on; `code` is one of the KW_ codes of ketway/plugin.h. The engine throws nothing else but
/// what the standard library throws when memory runs out.
class failure : public std::runtime_error {
 public:
  failure(std::uint32_t code, const std::string& text) : runtime_error(text), code(code) {}
  std::uint32_t code;
};

}  // namespace ketway::local
