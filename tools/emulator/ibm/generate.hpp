#pragma once

#include <cstdint>
#include <string>

#include "ibm/devices.hpp"
#include "ibm/topology.hpp"

namespace ketway::emulator::ibm {

/// By rule and seed: figures lie around that family's published medians.
device generate(const ibm_device_rule& rule, std::uint64_t seed, std::uint64_t now_ns);

}  // namespace ketway::emulator::ibm
