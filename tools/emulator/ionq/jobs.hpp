#pragma once
// A job of IonQ's: what was asked for, where it stands at a point of time, and what came out.

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "emulator/sampling.hpp"
#include "ionq/circuits.hpp"
#include "ionq/devices.hpp"

namespace ketway::emulator::ionq {

enum class status : std::uint8_t { submitted, ready, started, completed, failed, canceled };
std::string_view to_string(status s) noexcept;

/// One circuit and what it gave, once it ran.
class run {
 public:
  reading program;
  std::optional<shot_table> shots;            ///< of a machine or a noisy simulator
  std::optional<std::vector<outcome>> exact;  ///< of the ideal simulator
};

class job {
 public:
  std::string id, name, type, backend, session, parent;
  std::vector<std::string> children;
  json metadata, settings, noise;  ///< null where not given
  json request;                    ///< the body, for clones
  std::uint64_t shots = 100;
  bool has_name = false, dry_run = false, ideal = false;
  std::uint64_t submitted_ns = 0, ready_ns = 0, started_ns = 0, ended_ns = 0;  ///< ended: as planned
  std::uint64_t canceled_ns = UINT64_MAX;
  std::string failure_code, failure_message;     ///< it fails when it would have started, where they are set
  std::optional<run> work;                       ///< none for a parent
  std::uint64_t seed = 0, serial = 0;            ///< serial: order of submission
  double price = 0;                              ///< USD, if it completes
  std::map<std::string, std::string> artifacts;  ///< format -> id
  bool debiased = false;

  status at(std::uint64_t now_ns) const noexcept;
  bool over(std::uint64_t now_ns) const noexcept { return at(now_ns) >= status::completed; }
};

/// Carries the circuit out, once. A failure of the engine becomes the job's.
void carry_out(job& j, const device& on);

}  // namespace ketway::emulator::ionq
