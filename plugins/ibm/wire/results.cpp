#include "wire/results.hpp"

#include <algorithm>
#include <cmath>

namespace ketway::ibm {
namespace {

constexpr std::size_t most_rows = 100'000'000;  // where the plan does not say how many shots there are
constexpr std::size_t most_metadata = 256 * 1024;
constexpr std::size_t most_numbers = 1u << 24u;

[[noreturn]] void broken(const std::string& what) { throw plugin::error(KW_DATA_LOSS, "IBM's answer: " + what); }

/// The fields of a PUB's data, whatever the form.
const json& fields_of(const json& pub) {
  const json& data = untagged(member(untagged(pub), "data"));
  const json& fields = member(data, "fields");
  return fields.is_object() ? fields : data;
}

std::string metadata_of(const json& pub) {
  std::string text = dump(member(untagged(pub), "metadata"));
  return text.front() == '{' && text.size() <= most_metadata ? text : std::string();
}

bool encoded(const json& field) { return !member(untagged(field), "array").is_null(); }

/// What an answer says of its registers by itself: their order in field_names, or a single one.
std::vector<bit_register> registers_in(const json& pub) {
  const json& data = untagged(member(untagged(pub), "data"));
  const json& fields = fields_of(pub);
  std::vector<std::string> names;
  for (const json& name : member(data, "field_names"))
    if (name.is_string()) names.push_back(name.get<std::string>());
  if (names.empty() && fields.is_object() && fields.size() == 1) names.push_back(fields.begin().key());
  if (names.empty()) broken("the order of its registers is not known, and the job's program is not there any more");
  std::vector<bit_register> all;
  for (const auto& name : names) {
    const json& field = untagged(member(fields, name.c_str()));
    const auto size = whole(member(field, "num_bits"));
    if (!size || *size == 0 || *size > 1u << 20u) broken("register " + name + " has no size");
    all.emplace_back(name, static_cast<std::uint32_t>(*size));
  }
  return all;
}

class reading {
 public:
  explicit reading(const result_plan& plan) : plan_(plan), out_(std::make_unique<plugin::results>()) {}

  std::unique_ptr<plugin::results> run(const json& answer) {
    const json& inner = untagged(answer);
    const json& all = member(inner, "pub_results").is_array() ? member(inner, "pub_results") : member(inner, "results");
    if (!all.is_array()) broken("there are no results in it");
    std::size_t wanted = 0;
    for (const auto& p : plan_.programs) wanted += p.pubs();
    if (plan_.known() && all.size() != wanted)
      broken(std::to_string(all.size()) + " results for " + std::to_string(wanted) + " programs");
    if (plan_.known())
      planned(all);
    else
      for (std::size_t i = 0; i < all.size(); ++i) unplanned(all[i], static_cast<std::uint32_t>(i));
    return std::move(out_);
  }

 private:
  void planned(const json& all) {
    std::size_t at = 0;
    for (std::uint32_t i = 0; i < plan_.programs.size(); ++i) {
      const program_plan& p = plan_.programs[i];
      for (std::uint64_t n = 0; n < p.pubs(); ++n, ++at)
        if (plan_.estimator)
          estimates(all[at], p, i, n);
        else
          samples(all[at], p, i, n);
    }
  }

  void unplanned(const json& pub, std::uint32_t program) {
    program_plan p;
    if (!member(fields_of(pub), "evs").is_null()) {
      estimates(pub, p, program, 0);
      return;
    }
    p.registers = registers_in(pub);
    samples(pub, p, program, 0);
  }

  void samples(const json& pub, const program_plan& p, std::uint32_t program, std::uint64_t set) {
    const json& fields = fields_of(pub);
    shot_table table(p.num_bits());
    const std::uint64_t sets = p.pub_each ? 1 : p.sets;
    std::uint64_t most = most_rows;
    if (plan_.shots != 0 && __builtin_mul_overflow(plan_.shots, sets, &most)) most = most_rows;
    bool sized = false;
    std::uint32_t first = 0;
    for (const auto& r : p.registers) {
      const json& field = member(fields, r.name.c_str());
      if (field.is_null()) broken("register " + r.name + " is missing");
      const auto bits = whole(member(untagged(field), "num_bits"));  // may be missing
      if (bits && *bits != r.size)
        broken("register " + r.name + " has " + std::to_string(*bits) + " bits instead of " + std::to_string(r.size));
      if (encoded(field))
        put_encoded(table, field, r, first, sized, std::min<std::uint64_t>(most, most_rows));
      else
        put_plain(table, untagged(field), r, first, sized);
      first += r.size;
    }
    if (table.rows % sets != 0) broken("the shots do not divide among the parameter sets");
    const std::size_t rows = table.rows / sets;
    if (rows == 0 && sets > 1) broken("a sweep without outcomes");
    for (std::uint64_t n = 0; n < sets; ++n) {
      add(table.counts(n * rows, rows), pub, program, set + n);
      if (plan_.memory) add(table.shots(n * rows, rows), pub, program, set + n);
    }
  }

  /// Sets lie in the last axis, observables before them: see encode_estimator_pub.
  void estimates(const json& pub, const program_plan& p, std::uint32_t program, std::uint64_t set) {
    const json& fields = fields_of(pub);
    const auto values = array_of(member(fields, "evs"), most_numbers * sizeof(double)).numbers();
    const json& spread =
        member(fields, "stds").is_null() ? member(fields, "ensemble_standard_error") : member(fields, "stds");
    std::vector<double> errors;
    if (!spread.is_null()) errors = array_of(spread, most_numbers * sizeof(double)).numbers();
    const std::uint64_t sets = p.pub_each ? 1 : p.sets;
    const std::uint64_t observables = p.observables == 0 ? values.size() / sets : p.observables;
    if (values.size() != sets * observables) broken("another number of expectation values than was asked for");
    if (!errors.empty() && errors.size() != values.size()) broken("another number of standard errors than values");
    const auto shots = whole(member(member(untagged(pub), "metadata"), "shots")).value_or(plan_.shots);
    for (std::uint64_t o = 0; o < observables; ++o)
      for (std::uint64_t n = 0; n < sets; ++n) {
        const auto at = o * sets + n;
        plugin::result_part part(KW_RESULT_EXPECTATION);
        part.rows = 1, part.values = {values[at]}, part.observable = o, part.shots = shots;
        if (!errors.empty()) part.errors = {errors[at]};
        add(std::move(part), pub, program, set + n);
      }
  }

  void add(plugin::result_part part, const json& pub, std::uint32_t program, std::uint64_t set) {
    part.program = program, part.set = set;
    const bool first = out_->parts.empty() || out_->parts.back().program != program || out_->parts.back().set != set;
    if (first) part.metadata = metadata_of(pub);
    out_->parts.push_back(std::move(part));
  }

  const result_plan& plan_;
  std::unique_ptr<plugin::results> out_;
};

}  // namespace

std::unique_ptr<plugin::results> read_results(std::string_view body, const result_plan& plan) {
  const json answer = read_json(body, "the result");
  return reading(plan).run(answer);
}

}  // namespace ketway::ibm
