#include "wire/result_plan.hpp"

#include <algorithm>
#include <ketway/plugin.hpp>

namespace ketway::ibm {
namespace {

constexpr std::size_t most_memo = 64 * 1024;
constexpr std::uint64_t most_programs = 1u << 20u, most_sets = 1u << 24u, most_bits = 1u << 20u;
constexpr std::uint64_t most_registers = 1u << 22u;  // of all programs

json layout_of(const std::vector<bit_register>& registers) {
  json all = json::array();
  for (const auto& r : registers) all.push_back(json::array({r.name, r.size}));
  return all;
}

bool read_layout(const json& from, std::vector<bit_register>& to) {
  if (!from.is_array()) return false;
  std::uint64_t bits = 0;
  for (const json& r : from) {
    if (!r.is_array() || r.size() != 2 || !r[0].is_string()) return false;
    const auto size = whole(r[1]);
    if (!size || *size == 0 || (bits += *size) > most_bits) return false;
    to.emplace_back(r[0].get<std::string>(), static_cast<std::uint32_t>(*size));
  }
  return true;
}

/// How many sets the values of one PUB bind; 1 for scalars.
std::uint64_t sets_of(const json& values) {
  if (!values.is_object()) return 1;
  for (const auto& [name, v] : values.items())
    if (v.is_array()) return v.size();
  return 1;
}

/// A PUB's text; empty where it is written in another way.
const std::string& text_of_pub(const json& pub) {
  static const std::string none;
  const json& text = pub.is_array() && !pub.empty() ? pub[0] : pub;
  return text.is_string() ? text.get_ref<const std::string&>() : none;
}

std::uint64_t observables_of(const json& from) {
  if (!from.is_array()) return 1;
  return from.size();
}

}  // namespace

std::uint32_t program_plan::num_bits() const {
  std::uint32_t n = 0;
  for (const auto& r : registers) n += r.size;
  return n;
}

std::string result_plan::memo() const {
  json layouts = json::array(), runs = json::array();
  std::vector<const std::vector<bit_register>*> seen;
  const program_plan* before = nullptr;
  for (const auto& p : programs) {
    if (before && *before == p) {  // runs of equal programs stand once
      runs.back()[0] = runs.back()[0].get<std::uint64_t>() + 1;
      continue;
    }
    before = &p;
    const auto same = [&](const auto* other) { return *other == p.registers; };
    auto at = static_cast<std::size_t>(std::find_if(seen.begin(), seen.end(), same) - seen.begin());
    if (at == seen.size()) {
      if (seen.size() == most_memo / 8) return {};
      seen.push_back(&p.registers);
      layouts.push_back(layout_of(p.registers));
    }
    runs.push_back(json::array({1, at, p.sets, p.pub_each ? 1 : 0, p.observables}));
  }
  const json all = {{"v", 1},         {"estimator", estimator}, {"memory", memory},
                    {"shots", shots}, {"layouts", layouts},     {"programs", runs}};
  std::string text = dump(all);
  return text.size() <= most_memo ? text : std::string();
}

result_plan result_plan::from_memo(std::string_view memo) {
  const json all = json::parse(memo, nullptr, false);
  const json& version = member(all, "v");
  if (!version.is_number_integer() || version != 1) return {};
  result_plan plan;
  plan.estimator = member(all, "estimator") == true, plan.memory = member(all, "memory") == true;
  plan.shots = whole(member(all, "shots")).value_or(0);
  std::vector<std::vector<bit_register>> layouts;
  for (const json& l : member(all, "layouts"))
    if (!read_layout(l, layouts.emplace_back())) return {};
  std::uint64_t registers = 0;
  for (const json& run : member(all, "programs")) {
    if (!run.is_array() || run.size() != 5) return {};
    std::vector<std::uint64_t> n;
    for (const json& v : run) n.push_back(whole(v).value_or(UINT64_MAX));
    if (n[0] > most_programs - plan.programs.size() || n[1] >= layouts.size() || n[2] == 0 || n[2] > most_sets ||
        n[3] > 1 || n[4] > most_sets)
      return {};
    registers += n[0] * layouts[n[1]].size();
    if (registers > most_registers) return {};
    program_plan p;
    p.registers = layouts[n[1]], p.sets = n[2], p.pub_each = n[3] == 1, p.observables = n[4];
    plan.programs.insert(plan.programs.end(), n[0], p);
  }
  return plan;
}

result_plan result_plan::from_job(const json& job) {
  const json& pubs = member(member(job, "params"), "pubs");
  if (!pubs.is_array() || pubs.empty()) return {};
  result_plan plan;
  plan.estimator = text_of(member(job, "program"), "id") == "estimator";
  const std::string* before = nullptr;
  for (const json& pub : pubs) {
    const std::string& text = text_of_pub(pub);
    if (text.empty()) return {};
    const auto at = [&](std::size_t i) -> json { return pub.is_array() && pub.size() > i ? pub[i] : json(); };
    const json values = at(plan.estimator ? 2 : 1);
    if (!plan.estimator) plan.shots = whole(at(2)).value_or(plan.shots);
    // A program with inputs is sent once for a sweep, or once a set: equal neighbours are the sets of one program.
    if (before && *before == text && values.is_object()) {
      plan.programs.back().pub_each = true, ++plan.programs.back().sets;
      continue;
    }
    program_plan p;
    try {
      p.registers = program_text(text).registers;
    } catch (const plugin::error&) {
      return {};  // not printed by this host: the answer's own fields have to do
    }
    p.sets = sets_of(values);
    if (plan.estimator) p.observables = observables_of(at(1));
    plan.programs.push_back(std::move(p));
    before = &text;
  }
  return plan;
}

}  // namespace ketway::ibm
