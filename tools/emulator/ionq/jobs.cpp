#include "ionq/jobs.hpp"

#include <array>

namespace ketway::emulator::ionq {

std::string_view to_string(status s) noexcept {
  constexpr std::array<std::string_view, 6> words = {"submitted", "ready",  "started",
                                                     "completed", "failed", "canceled"};
  return words[static_cast<std::size_t>(s)];
}

status job::at(std::uint64_t now_ns) const noexcept {
  if (now_ns >= canceled_ns) return status::canceled;
  if (!failure_code.empty() && now_ns >= ready_ns) return status::failed;
  if (now_ns >= ended_ns) return status::completed;
  if (now_ns >= started_ns) return status::started;
  return now_ns >= ready_ns ? status::ready : status::submitted;
}

void carry_out(job& j, const device& on) {
  if (!j.work || j.work->shots || j.work->exact || j.dry_run || !j.failure_code.empty()) return;
  std::optional<error> problem;
  if (j.ideal) {
    expected<std::vector<outcome>> all = probabilities(j.work->program.circuit);
    if (all)
      j.work->exact = std::move(*all);
    else
      problem = all.error();
  } else {
    emulator::noise wrong = on.errors();
    if (on.simulator()) wrong = *model_named(j.noise.at("model").get<std::string>());
    expected<shot_table> table = sample(j.work->program.circuit, j.shots, j.seed, wrong);
    if (table)
      j.work->shots = std::move(*table);
    else
      problem = table.error();
  }
  if (!problem) return;
  j.failure_code = "SimulationError";
  j.failure_message = problem->message();
}

}  // namespace ketway::emulator::ionq
