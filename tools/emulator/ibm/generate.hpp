#pragma once

#include <cstdint>
#include <string>

#include "ibm/devices.hpp"
#include "ibm/topology.hpp"

namespace ketway::emulator::ibm {

/// A machine of a family by rule and seed: figures lie around that family's published medians.
class plan {
 public:
  std::string name, status, family, revision;
  lattice shape;
  bool fractional = true;         ///< rx and rzz beside the rest
  double pair_error = 0.0025;     ///< median infidelity of cz
  bool calibrated = true;         ///< false: `properties` is null
};

device generate(const plan& p, std::uint64_t seed, std::uint64_t now_ns);

}  // namespace ketway::emulator::ibm
