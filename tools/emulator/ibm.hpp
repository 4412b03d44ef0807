#pragma once
// IBM's cloud: sign-in, the list of instances, and the Qiskit Runtime API.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "emulator/cloud.hpp"
#include "ketway/error.hpp"

namespace ketway::emulator {

/// A device's configuration and properties as the API gives them; properties may be empty.
class ibm_snapshot {
 public:
  ibm_snapshot(std::string c, std::string p) : configuration(std::move(c)), properties(std::move(p)) {}
  std::string configuration, properties;
};

class ibm_options {
 public:
  ibm_options() = default;
  std::vector<std::string> keys = {"emulated-ibm-key"};  ///< API keys that are let in
  std::string crn =
      "crn:v1:bluemix:public:quantum-computing:us-east:a/0123456789abcdef0123456789abcdef:"
      "11111111-2222-4333-8444-555555555555::";
  std::uint64_t token_s = 3600;              ///< how long an access token lives
  std::uint64_t queue_ns = 1'000'000'000;    ///< in Queued
  std::uint64_t run_ns = 1'000'000'000;      ///< in Running
  std::uint64_t billing_ns = 1'000'000'000;  ///< after the end until the usage is complete
  std::uint32_t submissions_per_minute = 5;  ///< as documented; 0: no limit
  std::optional<double> limit_s;             ///< of the instance's usage; beyond it 409
  bool open_plan = false;                    ///< no dedicated sessions
  std::uint32_t empty_results = 0;           ///< how many 204 a completed job's results answer first
  std::uint64_t seed = 1;                    ///< of the devices' figures
  std::vector<ibm_snapshot> snapshots;       ///< replace the generated devices of the same name
};

class ibm_cloud : public cloud {
 public:
  /// Every token that was given out is dead from now on.
  virtual void expire_tokens() = 0;
};

/// `world` outlives the cloud. Errors: invalid_argument for a snapshot that does not read.
expected<std::unique_ptr<ibm_cloud>> make_ibm(surroundings& world, const ibm_options& options);

}  // namespace ketway::emulator
