#pragma once
// What a shared library exports and needs, read from its file: nothing of it runs.

#include <string>
#include <vector>

namespace ketway::conform {

class elf_facts {
 public:
  elf_facts() = default;
  std::string problem;  ///< empty, or why the file could not be read
  std::vector<std::string> exports, needed;
};

/// Reads 64-bit little-endian ELF shared objects. Never reads outside the file, whatever the file says.
elf_facts read_elf(const std::string& path);

}  // namespace ketway::conform
