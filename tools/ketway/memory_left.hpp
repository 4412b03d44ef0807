#pragma once

#include <cstdint>

namespace ketway::cli {

/// Bytes that this process can still take without the machine running out: what the system calls available, and what a
/// limit on the address space leaves. UINT64_MAX where nothing is known.
std::uint64_t memory_left();

}  // namespace ketway::cli
