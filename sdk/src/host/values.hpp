#pragma once
// What a plugin lends, copied into values of ours while it is borrowed (R3). Tolerates short structs (R1), unknown enum
// values (R6) and NULL pointers.

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ketway/device.hpp"
#include "ketway/error.hpp"
#include "ketway/job.hpp"
#include "ketway/plugin.h"

namespace ketway {

/// A struct of the interface as this host knows it: what the writer did not have is zero.
template <class T>
T grown(const T& from) noexcept {
  T to{};
  std::memcpy(&to, &from, std::min<std::size_t>(from.struct_size, sizeof to));
  return to;
}

inline std::string_view view(kw_str s) noexcept {
  return s.data ? std::string_view(s.data, s.size) : std::string_view();
}
inline std::string_view view_bytes(kw_bytes b) noexcept {
  return b.data ? std::string_view(reinterpret_cast<const char*>(b.data), b.size) : std::string_view();
}
inline kw_str str(std::string_view s) noexcept { return {s.data(), s.size()}; }
template <class T>
T sized() noexcept {
  T t{};
  t.struct_size = sizeof t;
  return t;
}

error to_error(const kw_status& given, std::string_view account);
device to_device(const kw_device& given);

/// The columns of a result and what keeps them alive: the plugin's own memory where it gave `release`, else a copy.
class plugin_results {
 public:
  std::vector<kw_result> parts;
  std::shared_ptr<const void> owner;
};
/// Takes over what carries `release`, also where it throws.
plugin_results to_results(const kw_results& given);

/// kw_job.
class job_snapshot {
 public:
  job_state state = job_state::unknown;
  bool known_state = false;
  std::uint32_t queue_position = UINT32_MAX;
  std::uint64_t poll_after_ns = 0, created_ns = 0, started_ns = 0, finished_ns = 0, execution_ns = 0;
  std::string id, memo, provider_state, currency;
  double cost = std::numeric_limits<double>::quiet_NaN();
  std::optional<error> failure;
  std::optional<plugin_results> results;

  bool ended() const noexcept {
    return state == job_state::done || state == job_state::failed || state == job_state::cancelled;
  }
  job_status status() const;
};
job_snapshot to_job(const kw_job& given, std::string_view account);

}  // namespace ketway
