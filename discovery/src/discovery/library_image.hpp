#pragma once
// What the system's loader will take on trust of a library: it maps what the headers promise, and a page that lies behind
// the end of the file kills the process when it is touched.

#include <elf.h>

#include <cstdint>
#include <cstdio>
#include <string>

namespace ketway::discovery {

/// What is wrong with the segments, the dynamic table and the section table of a 64-bit library of `size` bytes; empty:
/// nothing. The contents of what they point to are not looked at.
std::string fault_of_image(std::FILE* in, const Elf64_Ehdr& header, std::uint64_t size);

}  // namespace ketway::discovery
