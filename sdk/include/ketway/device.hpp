#pragma once
// What a backend says of itself. A plain value; `nullopt` means not known.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ketway {

/// The numbers of KW_STATE_*; a number never seen before reads as `unknown`.
enum class device_state : std::uint8_t { unknown, online, busy, offline, maintenance, reserved, retired };
std::string_view to_string(device_state s) noexcept;

class device {
 public:
  device() = default;
  std::string id, name;
  std::uint32_t num_qubits = 0;
  bool simulator = false, free = false, sweeps = false, observables = false, memory = false, mid_circuit = false,
       conditions = false, statevector = false, exact = false;
  std::optional<std::uint64_t> max_shots, max_programs;
  std::vector<std::string> formats;                               ///< best first
  std::vector<std::string> basis;                                 ///< empty: every gate
  std::vector<std::pair<std::uint32_t, std::uint32_t>> coupling;  ///< empty: all to all
  std::vector<std::string> qubit_names;                           ///< empty: "0".."n-1"
  device_state state = device_state::unknown;
  std::optional<std::uint32_t> queue_length;
  std::optional<std::chrono::nanoseconds> queue_wait;
  std::uint64_t as_of_ns = 0;  ///< unix clock; 0: not known
  std::string snapshot, status_text;
  std::string detail;  ///< JSON, schema kw.device/1; may be empty
};

}  // namespace ketway
