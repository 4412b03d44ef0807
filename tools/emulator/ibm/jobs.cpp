#include "ibm/jobs.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "emulator/identifiers.hpp"

namespace ketway::emulator::ibm {
namespace {

constexpr double overhead_s = 2, shot_s = 250e-6 + 5e-6;  // a shot: the default repetition delay, and the circuit

}  // namespace

std::string_view to_string(status s) noexcept {
  constexpr std::array<std::string_view, 5> words = {"Queued", "Running", "Completed", "Failed", "Cancelled"};
  return words[static_cast<std::size_t>(s)];
}

status job::at(std::uint64_t now_ns) const noexcept {
  if (now_ns >= canceled_ns) return status::cancelled;
  if (now_ns < started_ns) return status::queued;
  if (now_ns < ended_ns) return status::running;
  if (failure) return status::failed;
  return too_long() ? status::cancelled : status::completed;
}

double job::charge_if_whole() const noexcept {
  double shots = 0;
  for (const pub& p : pubs) {
    double each = static_cast<double>(p.shots);
    if (p.estimates) each = static_cast<double>(p.observables.size()) / (p.precision * p.precision);
    shots += each * static_cast<double>(p.sets.size());
  }
  return std::ceil(overhead_s + shots * shot_s);
}

double job::charge(std::uint64_t now_ns) const noexcept {
  if (now_ns < started_ns || canceled_ns <= started_ns) return 0;
  if (failure) return failure->code == 1603 ? 0 : now_ns >= ended_ns ? overhead_s : 0;  // not loaded: nothing was run
  double whole = charge_if_whole();
  if (cost) whole = std::min(whole, static_cast<double>(*cost));
  const std::uint64_t end = std::min(now_ns, end_ns());
  if (end >= ended_ns) return whole;
  return std::ceil(whole * static_cast<double>(end - started_ns) / static_cast<double>(ended_ns - started_ns));
}

json job_document(const job& j, std::uint64_t now_ns, std::uint64_t billing_ns, bool with_params) {
  const status s = j.at(now_ns);
  json state = {{"status", to_string(s)}};
  std::string top(to_string(s));
  if (s == status::failed) {
    state["reason"] = j.failure->message;
    state["reason_code"] = j.failure->code;
    state["reason_solution"] = "see the list of errors";
  } else if (s == status::cancelled && now_ns < j.canceled_ns) {
    state["reason"] = "Ran too long";
    state["reason_code"] = 1305;
    top = "Cancelled - Ran too long";
  }
  const bool settled = s >= status::completed && now_ns >= j.end_ns() + billing_ns;
  json out = {
      {"id", j.id},
      {"backend", j.backend},
      {"program", {{"id", j.program}}},
      {"status", top},
      {"state", std::move(state)},
      {"created", iso_time(j.created_ns)},
      {"cost", j.cost.value_or(10'800)},
      {"tags", j.tags},
      {"user_id", "IBMid-emulated"},
      {"private", j.is_private},
      {"estimated_running_time_seconds", j.charge_if_whole()},
      {"usage",
       {{"qpu_charge_time_seconds", settled ? j.charge(now_ns) : 0.0}, {"status", settled ? "complete" : "pending"}}}};
  if (!j.session.empty()) out["session_id"] = j.session;
  if (!j.calibration.empty()) out["calibration_id"] = j.calibration;
  if (!j.runtime.empty()) out["runtime"] = j.runtime;
  if (with_params) out["params"] = j.params;
  return out;
}

json metrics_document(const job& j, std::uint64_t now_ns, std::uint64_t billing_ns) {
  const bool over = j.over(now_ns), settled = over && now_ns >= j.end_ns() + billing_ns;
  const bool ran = j.started_ns <= now_ns && j.started_ns < j.canceled_ns;
  const double charged = settled ? j.charge(now_ns) : 0;
  return {{"timestamps",
           {{"created", iso_time(j.created_ns)},
            {"running", ran ? json(iso_time(j.started_ns)) : json()},
            {"finished", over ? json(iso_time(j.end_ns())) : json()}}},
          {"usage", {{"qpu_charge_time_seconds", charged}, {"status", settled ? "complete" : "pending"}}},
          {"circuits_execution_time_ns", static_cast<std::uint64_t>(std::max(0.0, charged - overhead_s) * 1e9)},
          {"qiskit_version", nullptr},
          {"caller", "qiskit-ibm-runtime"}};
}

}  // namespace ketway::emulator::ibm
