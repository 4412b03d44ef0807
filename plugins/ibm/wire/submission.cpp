#include "wire/submission.hpp"

#include <algorithm>
#include <cmath>

#include "wire/pubs.hpp"

namespace ketway::ibm {
namespace {

constexpr std::size_t most_reasons = 20;
constexpr std::size_t most_tags = 8, most_tag = 86;
constexpr std::uint64_t most_executions = 10'000'000;
constexpr std::uint64_t plain_shots = 100'000;  // more are sent packed
constexpr double job_overhead = 2;              // seconds
constexpr double default_precision = 0.015625;

bool on(const json& options, const char* group, const char* key) { return member(member(options, group), key) == true; }

}  // namespace

std::string token_tag(std::string_view client_token) { return "sdk-" + std::string(client_token); }

submission::submission(const kw_submission& asked, const settings& c) : settings_(c) {
  const kw_submission s = plugin::known(asked);
  shots_ = s.shots;
  plan.shots = s.shots, plan.memory = (s.want >> KW_RESULT_SHOTS & 1u) != 0;
  params_ = {{"version", 2}, {"pubs", json::array()}};
  if (s.num_programs == 0) object("there is no program");
  for (std::uint32_t i = 0; i < s.num_programs; ++i) {
    const bool observes = plugin::known(*s.programs[i]).num_observables != 0;
    if (i == 0) plan.estimator = observes;
    if (observes != plan.estimator) {
      object("programs with and without observables cannot be in one job");
      return;
    }
  }
  job_ = {{"program_id", plan.estimator ? c.estimator : c.sampler}, {"backend", plugin::text(s.device)}};
  read_options(s, c);
  for (std::uint32_t i = 0; i < s.num_programs; ++i)
    read_program(*s.programs[i], s.num_programs > 1 ? "program " + std::to_string(i) + ": " : "");
  check_limits(c);
}

void submission::object(const std::string& reason) {
  if (reasons.size() < most_reasons) reasons.push_back(reason);
}

void submission::read_options(const kw_submission& s, const settings& c) {
  const auto given = plugin::view(s.options);
  options_ = given.empty() ? json::object() : json::parse(given, nullptr, false);
  if (!options_.is_object()) {
    object("the options are no JSON object");
    options_ = json::object();
  }
  const auto take = [this](const char* key) {
    json value = member(options_, key);
    options_.erase(key);
    return value;
  };
  json tags = json::array();
  if (s.client_token.size != 0) tags.push_back(token_tag(plugin::view(s.client_token)));
  tags.push_back(common_tag);
  for (const auto& tag : c.tags) tags.push_back(tag);
  for (const json& tag : take("tags")) tags.push_back(tag);
  for (const json& tag : tags)
    if (!tag.is_string() || tag.get_ref<const std::string&>().empty() ||
        tag.get_ref<const std::string&>().size() > most_tag)
      object("a tag is a text of 1 to " + std::to_string(most_tag) + " bytes");
  if (tags.size() > most_tags)
    object("IBM takes " + std::to_string(most_tags) + " tags, two of them are this plugin's own");
  job_["tags"] = std::move(tags);
  if (const json limit = take("max_execution_time"); !limit.is_null()) job_["cost"] = limit;
  for (const char* key : {"private", "log_level", "calibration_id"})
    if (json value = take(key); !value.is_null()) job_[key] = std::move(value);
  if (s.session.size != 0) job_["session_id"] = plugin::text(s.session);
  if (const auto delay = number(member(member(options_, "execution"), "rep_delay"))) repetition_delay_ = *delay;
  for (const char* key : {"resilience_level", "seed_estimator", "resilience"})
    if (!plan.estimator && options_.contains(key))
      object(std::string(key) + " is for expectation values, and counts were asked for");
  if (const json level = take("resilience_level"); plan.estimator && !level.is_null())
    params_["resilience_level"] = level;
  if (c.fractional_gates && on(options_, "twirling", "enable_gates"))
    object("twirling.enable_gates excludes use_fractional_gates of the configuration (IBM code 1519)");
}

void submission::read_program(const kw_program& asked, const std::string& where) {
  const kw_program p = plugin::known(asked);
  if (plugin::view(p.format) != "openqasm3") {
    object(where + "this device takes openqasm3, not " + plugin::text(p.format));
    return;
  }
  try {
    const program_text text(plugin::view(p.text));
    conditions_ |= text.conditions;
    plan.programs.emplace_back();
    read_sweep(p.sweep, text, where);
    if (plan.estimator)
      read_estimator(p, text, where);
    else
      read_sampler(p, text, where);
    add_time(text, plan.programs.back());
  } catch (const plugin::error& e) {
    object(where + e.what());
  }
}

void submission::read_sweep(const kw_sweep* given, const program_text& text, const std::string& where) {
  program_plan& p = plan.programs.back();
  const kw_sweep sweep = given ? plugin::known(*given) : plugin::sized<kw_sweep>();
  if (given && sweep.num_sets == 0) object(where + "a sweep without parameter sets");
  p.sets = std::max<std::uint64_t>(1, sweep.num_sets);
  p.pub_each = settings_.pub_each_set && p.sets > 1;
  whole_sweep_ |= p.sets > 1 && !p.pub_each;
  std::vector<std::string> bound;
  for (std::uint32_t i = 0; i < sweep.num_symbols; ++i) bound.push_back(plugin::text(sweep.symbols[i]));
  const auto missing = [](const auto& from, const std::string& name) {
    return std::find(from.begin(), from.end(), name) == from.end();
  };
  for (const auto& name : text.inputs)
    if (missing(bound, name)) object(where + "input " + name + " has no value");
  for (const auto& name : bound)
    if (missing(text.inputs, name)) object(where + "there is no input " + name);
  for (std::uint64_t i = 0; i < sweep.num_sets * sweep.num_symbols; ++i)
    if (!std::isfinite(sweep.values[i])) {
      object(where + "a parameter that is not finite");
      break;
    }
}

void submission::read_sampler(const kw_program& p, const program_text& text, const std::string& where) {
  program_plan& to = plan.programs.back();
  to.registers = text.registers;
  if (text.registers.empty() || !text.measures) object(where + "nothing is measured");
  for (const auto& r : text.registers)
    if (python_keyword(r.name)) object(where + "IBM takes no register named " + r.name + ": rename it");
  const std::string qasm(plugin::view(p.text));
  if (__builtin_mul_overflow(shots_, to.sets, &runs_)) runs_ = most_executions + 1;
  executions_ += std::min(runs_, most_executions + 1);
  const auto pub = [&](json values) { params_["pubs"].push_back(json::array({qasm, std::move(values), shots_})); };
  if (!p.sweep)
    pub(nullptr);
  else if (!to.pub_each)
    pub(to.sets == 1 ? one_set(*p.sweep, 0) : all_sets(*p.sweep));
  else
    for (std::uint64_t i = 0; i < to.sets; ++i) pub(one_set(*p.sweep, i));
}

void submission::read_estimator(const kw_program& p, const program_text& text, const std::string& where) {
  program_plan& to = plan.programs.back();
  to.observables = p.num_observables;
  if (text.measures) object(where + "expectation values are of circuits without measurements");
  if (text.conditions) object(where + "expectation values are of circuits without conditions (IBM code 1522)");
  std::uint32_t size = text.num_qubits;
  for (std::uint64_t i = 0; i < p.num_observables; ++i) size = std::max(size, p.observables[i]->num_qubits);
  if (!text.physical && size > text.num_qubits) object(where + "an observable on more qubits than the program has");
  // UNCONFIRMED: how long the letters must be beside physical qubits; a register's size is certain.
  const std::string qasm = with_qubit_register(plugin::view(p.text), size);
  const bool column = to.sets > 1 && !to.pub_each;  // observables × sets: a column against a row
  json all = json::array();
  for (std::uint64_t i = 0; i < p.num_observables; ++i) {
    const kw_observable o = plugin::known(*p.observables[i]);
    if (o.num_terms == 0) object(where + "observable " + std::to_string(i) + " has no terms");
    json sum = pauli_sum(o, size);
    all.push_back(column ? json::array({std::move(sum)}) : std::move(sum));
  }
  double precision = p.precision;
  if (precision <= 0 && shots_ > 0) precision = 1 / std::sqrt(static_cast<double>(shots_));
  const auto pub = [&](json values) {
    json one = json::array({qasm, all, std::move(values)});
    if (precision > 0) one.push_back(precision);
    params_["pubs"].push_back(std::move(one));
  };
  if (!p.sweep)
    pub(nullptr);
  else if (!to.pub_each)
    pub(to.sets == 1 ? one_set(*p.sweep, 0) : all_sets(*p.sweep));
  else
    for (std::uint64_t i = 0; i < to.sets; ++i) pub(one_set(*p.sweep, i));
  if (precision <= 0) precision = default_precision;
  // What one basis needs; how many bases there are is IBM's business.
  runs_ = static_cast<std::uint64_t>(std::min(1e12, std::ceil(1 / (precision * precision)))) * to.sets;
}

void submission::add_time(const program_text& text, const program_plan& p) {
  const double count = static_cast<double>(runs_);
  least_seconds += count * repetition_delay_;
  seconds += count * (repetition_delay_ + text.seconds);
  most_seconds +=
      count * (repetition_delay_ + 2 * text.seconds) * static_cast<double>(std::max<std::uint64_t>(1, p.observables));
}

void submission::check_limits(const settings& c) {
  if (!plan.estimator && shots_ == 0) object("shots = 0 asks for exact probabilities, which a device cannot give");
  if (executions_ > most_executions)
    object(std::to_string(executions_) + " shots over all programs and parameter sets; IBM runs at most " +
           std::to_string(most_executions) + " in a job");
  if (conditions_ && on(options_, "dynamical_decoupling", "enable"))
    object("dynamical_decoupling excludes circuits with conditions (IBM code 1521)");
  if (text_of(job_, "session_id").size() > 36) object("a session's id has at most 36 characters");
  if (!options_.empty()) params_["options"] = options_;
  const bool packed = plan.estimator ? c.form == result_form::encoded
                                     : c.form == result_form::encoded || (c.form == result_form::automatic &&
                                                                          (whole_sweep_ || executions_ > plain_shots));
  params_["support_qiskit"] = packed;
  least_seconds += job_overhead, seconds += job_overhead, most_seconds += job_overhead;
  most_seconds = std::ceil(most_seconds);  // whole seconds are billed
  if (const auto cap = whole(member(job_, "cost"))) {
    const auto most = static_cast<double>(*cap);
    least_seconds = std::min(least_seconds, most), seconds = std::min(seconds, most);
    most_seconds = std::min(most_seconds, most);
  }
}

std::string submission::body() const {
  json all = job_;
  all["params"] = params_;
  return dump(all);
}

void submission::require() const {
  std::string why;
  for (const auto& reason : reasons) why += (why.empty() ? "" : "; ") + reason;
  if (!why.empty()) throw plugin::error(KW_INVALID_ARGUMENT, why, KW_NOT_BILLED);
}

}  // namespace ketway::ibm
