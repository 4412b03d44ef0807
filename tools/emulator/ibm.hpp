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

/// A machine that is made by rule.
class ibm_device_rule {
 public:
  enum class lattice : std::uint8_t { heavy_hex, heavy_hex_fringed, square, line };

  ibm_device_rule(std::string n, lattice l, std::uint32_t r, std::uint32_t c)
      : name(std::move(n)), shape(l), rows(r), columns(c) {}
  std::string name;
  lattice shape;
  std::uint32_t rows, columns;  ///< a line has one row
  std::string status = "online", family = "Heron", revision = "2";
  bool fractional = true;      ///< rx and rzz beside the rest
  double pair_error = 0.0025;  ///< median infidelity of cz
  bool calibrated = true;      ///< false: `properties` is null
};

/// IBM's names and lattices: two Herons and a Nighthawk online, one device paused, one offline without properties.
std::vector<ibm_device_rule> ibm_machines();

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
  std::vector<ibm_device_rule> rules = ibm_machines();
  std::vector<ibm_snapshot> snapshots;  ///< first in the list; they replace what is made of the same name
};

class ibm_cloud : public cloud {
 public:
  /// Every token that was given out is dead from now on.
  virtual void expire_tokens() = 0;
};

/// `world` outlives the cloud. Errors: invalid_argument for a snapshot that does not read.
expected<std::unique_ptr<ibm_cloud>> make_ibm(surroundings& world, const ibm_options& options);

}  // namespace ketway::emulator
