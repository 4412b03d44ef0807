#pragma once
// IonQ's cloud, API v0.4, in both of its wire generations.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "emulator/cloud.hpp"
#include "ketway/error.hpp"

namespace ketway::emulator {

class ionq_options {
 public:
  ionq_options() = default;
  /// results: URLs (`first`, the specification of May 2026), artifacts (`second`, of September 2026), or both at once
  enum class generation : std::uint8_t { first, second, both };

  std::vector<std::string> keys = {"emulated-ionq-key"};  ///< API keys that are let in
  generation wire = generation::both;
  std::uint64_t compile_ns = 200'000'000;    ///< in `submitted`
  std::uint64_t queue_ns = 1'000'000'000;    ///< in `ready`
  std::uint64_t run_ns = 500'000'000;        ///< in `started`
  std::uint32_t page = 25;                   ///< jobs a page where the client does not say
  std::uint32_t submissions_per_minute = 0;  ///< beyond it 429; 0: no limit (IonQ publishes none)
  std::uint64_t seed = 1;                    ///< of the devices' figures
  std::vector<std::string> snapshots;    ///< texts of characterizations that replace the generated ones, by `backend`
  bool cancel_undoes_completed = false;  ///< UNCONFIRMED: cirq-ionq says that v0.4 does, qiskit-ionq that it does not
};

/// `world` outlives the cloud. Errors: invalid_argument for a snapshot that is no characterization.
expected<std::unique_ptr<cloud>> make_ionq(surroundings& world, const ionq_options& options);

}  // namespace ketway::emulator
