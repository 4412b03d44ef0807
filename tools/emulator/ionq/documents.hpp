#pragma once
// Jobs and devices as the API writes them.

#include "emulator/ionq.hpp"
#include "ionq/jobs.hpp"

namespace ketway::emulator::ionq {

/// Who asks: what every job of an account carries.
class account {
 public:
  std::string submitter, project, organization, key_id;
};

json device_document(const device& d, std::uint64_t now_ns, std::uint64_t average_queue_s);
json job_document(const job& j, std::uint64_t now_ns, ionq_options::generation wire, const account& who);
json estimate_document(const device& d, const json& asked, double price, std::uint64_t now_ns,
                       const ionq_options& options);

}  // namespace ketway::emulator::ionq
