#pragma once
// What a job gave, in each form that was ever documented.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ionq/jobs.hpp"

namespace ketway::emulator::ionq {

/// The formats that a completed job without children has: those with shots only where shots were sampled.
std::vector<std::string_view> formats_of(const job& j);

constexpr std::string_view aggregate_format = "ionq.result.probabilities-aggregate.json.v1";

/// `form` is a format of the second generation, or "probabilities", "histogram", "shots" of the first. nullopt: this job
/// does not have it. The job was carried out.
std::optional<json> result_of(const job& j, std::string_view form);

}  // namespace ketway::emulator::ionq
