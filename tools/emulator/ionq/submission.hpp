#pragma once
// The body of POST /jobs, checked as the specification's schema checks it.

#include <vector>

#include "emulator/cloud.hpp"
#include "ionq/jobs.hpp"

namespace ketway::emulator::ionq {

/// The job, and behind it its children where it has several circuits; ids and times are not set. What a request is refused
/// for is an error with http_status 400; what a job fails for later stands in the job. `provider_code` of an error is the
/// key that is wrong.
expected<std::vector<job>> read_submission(const std::string& body, const std::vector<device>& devices);

/// USD for one circuit on a machine: per gate and shot, with a minimum. Simulators are free.
double price_of(const device& on, std::uint64_t one_qubit_gates, std::uint64_t two_qubit_gates, std::uint64_t shots);
constexpr double price_one_qubit = 0.00022, price_two_qubit = 0.00098, price_minimum = 1.0;  // USD

}  // namespace ketway::emulator::ionq
