#pragma once
// What no source confirms, and the limits that the provider publishes. Everything UNCONFIRMED of this plugin stands here, or
// names a constant from here; docs/providers/ionq.md repeats the list.

#include <cstddef>
#include <cstdint>

namespace ketway::ionq::facts {

/// UNCONFIRMED: the unit of a backend's `average_queue_time` is not stated; others read it as seconds.
inline constexpr double average_queue_time_ns = 1e9;
/// UNCONFIRMED: in the bit strings of histogram.json.v2 and probabilities.json.v2 the first character is qubit 0. Used only
/// where no v1 form, and no list of shots, is there.
inline constexpr bool first_character_is_qubit_0 = true;
/// UNCONFIRMED: how several ids are written in `GET /jobs?ids=`. What a list leaves out is asked for alone, so another
/// spelling costs requests and nothing else.
inline constexpr char ids_separator = ',';
/// UNCONFIRMED: how long a job that was accepted may be missing from the list of jobs.
inline constexpr std::uint64_t listing_lag_ns = 30'000'000'000;
/// UNCONFIRMED: how many jobs one page of the list may hold; clients that ship ask for up to 1000.
inline constexpr unsigned page_size = 100;
/// UNCONFIRMED: the field of the native zz gate's angle; one of the provider's clients says `phase`.
inline constexpr const char* zz_angle_field = "angle";
/// UNCONFIRMED: the native ms gate takes angles of 0 to a quarter turn. Others are written with the same gate and two gpi.
inline constexpr double most_ms_turns = 0.25;
/// UNCONFIRMED for v0.4 (stated for v0.3): the limits of a job's metadata.
inline constexpr std::size_t metadata_entries = 10, metadata_key_bytes = 40, metadata_value_bytes = 400;
/// UNCONFIRMED: what the end of a session does to its waiting jobs. The plugin never ends one unless it is told to.
inline constexpr std::uint64_t session_minute_ns = 60'000'000'000;

/// Published limits of POST /jobs.
inline constexpr std::uint64_t max_shots = 1'000'000, max_programs = 5'000, max_gates = 150'000, max_body = 10'000'000;
/// Debiasing works from here on, and is on by default from here on, on hardware.
inline constexpr std::uint64_t debiasing_shots = 500;
/// The ideal simulator, where its live description gives no number.
inline constexpr std::uint32_t simulator_qubits = 29;

}  // namespace ketway::ionq::facts
