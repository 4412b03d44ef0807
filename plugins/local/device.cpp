#include "device.hpp"

#include <algorithm>
#include <bit>

#include "engine/memory.hpp"

namespace ketway::local {
namespace {

constexpr std::uint64_t bytes_per_amplitude = 16;
constexpr std::uint32_t most_qubits = 40;

}  // namespace

plugin::device statevector_device(const account_settings& settings, unsigned threads, std::uint32_t running) {
  std::uint64_t memory = available_memory();
  if (settings.max_memory) memory = std::min(memory, settings.max_memory);
  plugin::device d;
  d.id = statevector_id, d.name = "state vector simulator";
  d.flags = KW_DEVICE_SIMULATOR | KW_DEVICE_FREE | KW_DEVICE_MEMORY | KW_DEVICE_MID_CIRCUIT | KW_DEVICE_CONDITIONS |
            KW_DEVICE_STATEVECTOR | KW_DEVICE_EXACT;
  d.num_qubits = std::clamp<std::uint32_t>(static_cast<std::uint32_t>(std::bit_width(memory / bytes_per_amplitude)), 2,
                                           most_qubits + 1) -
                 1;
  if (settings.max_qubits) d.num_qubits = std::min(d.num_qubits, settings.max_qubits);
  d.queue_length = running, d.queue_wait_ns = 0;
  d.max_shots = 1'000'000'000, d.max_programs = 100'000;
  d.formats = {"kw.circuit/1"};
  d.detail =
      R"({"schema":"kw.device/1","kind":"gate","technology":"simulator","description":"exact amplitudes in double )"
      R"(precision, on this machine","simulator":{"methods":[{"name":"statevector","max_qubits":)" +
      std::to_string(d.num_qubits) + R"(}],"threads":)" + std::to_string(threads) + R"(,"memory_bytes":)" +
      std::to_string(memory) + R"(,"precision":["double"]}})";
  return d;
}

}  // namespace ketway::local
