#include "ketway/discovery/ranking.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace ketway {
namespace {

using std::chrono::nanoseconds;

constexpr double minute_ns = 60e9;

/// FNV-1a with a last mixing (SplitMix64), so that names which differ in one letter are far apart.
std::uint64_t weight_of(std::string_view token, std::string_view name) {
  std::uint64_t h = 0xCBF29CE484222325ULL;
  const auto take = [&h](std::string_view text) {
    for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
    h = (h ^ 0xFFU) * 0x100000001B3ULL;  // where one text ends
  };
  take(token), take(name);
  h = (h ^ (h >> 30)) * 0xBF58476D1CE4E5B9ULL;
  h = (h ^ (h >> 27)) * 0x94D049BB133111EBULL;
  return h ^ (h >> 31);
}

std::optional<nanoseconds> queue_of(const candidate& c) {
  if (c.cost.queue) return c.cost.queue;
  if (c.device.queue_wait) return c.device.queue_wait;
  if (c.device.queue_length == 0U) return nanoseconds(0);
  return std::nullopt;
}

class scoring {
 public:
  scoring(const requirements& needs, const ranking_options& how) : needs_(needs), how_(how) {}

  ranked_candidate of(candidate facts) const {
    ranked_candidate r;
    r.backend = facts.backend, r.notes = facts.notes;
    time(facts, r);
    price(facts, r);
    const std::optional<double> p = facts.success.probability;
    for (const std::string& what : facts.success.missing)
      r.notes.push_back("its success probability is not known: it does not say " + what);
    for (const std::string& what : facts.success.not_counted) r.notes.push_back("success probability: " + what);
    const objective& o = how_.objective();
    double sum = 0;
    for (const auto& [weight, score] :
         {std::pair(o.speed(), r.speed), std::pair(o.cost(), r.cheapness), std::pair(o.fidelity(), p)}) {
      if (weight <= 0) continue;
      sum += weight * score.value_or(0);
      r.unknowns += score ? 0 : 1;
    }
    r.score = sum / (o.speed() + o.cost() + o.fidelity());
    r.facts = std::move(facts);
    return r;
  }

 private:
  static void time(const candidate& facts, ranked_candidate& r) {
    const auto wait = queue_of(facts);
    if (!wait) r.notes.emplace_back("its queue is not known");
    if (!facts.cost.run) r.notes.emplace_back("how long it would run is not known");
    if (!wait || !facts.cost.run) return;
    r.time = *wait + *facts.cost.run;
    r.speed = 1 / (1 + static_cast<double>(r.time->count()) / minute_ns);
  }

  void price(const candidate& facts, ranked_candidate& r) const {
    const std::optional<double> amount = facts.cost.amount ? facts.cost.amount : facts.cost.high;
    if (!amount) return r.notes.emplace_back("its cost is not known"), void();
    const expected<cost_estimate> in_unit = convert(facts.cost, needs_.currency(), how_.rates());
    if (!in_unit) return r.notes.push_back("its cost cannot be compared: " + in_unit.error().message());
    r.price = in_unit->amount ? in_unit->amount : in_unit->high;
    r.cheapness = 1 / (1 + *r.price);
  }

  const requirements& needs_;
  const ranking_options& how_;
};

/// The better first. Of equals that which is better in what was not asked for, then the name.
bool before(const ranked_candidate& a, const ranked_candidate& b) {
  if (a.unknowns != b.unknowns) return a.unknowns < b.unknowns;
  if (a.score != b.score) return a.score > b.score;
  const auto rest = [](const ranked_candidate& r) {
    return r.speed.value_or(0) + r.cheapness.value_or(0) + r.facts.success.probability.value_or(0);
  };
  if (rest(a) != rest(b)) return rest(a) > rest(b);
  return a.backend < b.backend;
}

void spread(std::vector<ranked_candidate>& all, const ranking_options& how) {
  for (auto from = all.begin(); from != all.end();) {
    const auto unlike = [&](const ranked_candidate& r) {
      return r.unknowns != from->unknowns || r.score < from->score - how.tolerance();
    };
    const auto to = std::find_if(from, all.end(), unlike);
    std::sort(from, to, [&](const ranked_candidate& a, const ranked_candidate& b) {
      const std::uint64_t x = weight_of(how.token(), a.backend), y = weight_of(how.token(), b.backend);
      return x != y ? x > y : a.backend < b.backend;
    });
    from = to;
  }
}

std::string short_number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", value);
  return text;
}

}  // namespace

objective objective::weighted(double speed, double cost, double fidelity) {
  for (const double w : {speed, cost, fidelity})
    if (!std::isfinite(w) || w < 0)
      throw exception(error(errc::invalid_argument, "a weight is not negative and finite: " + short_number(w)));
  const double sum = speed + cost + fidelity;
  if (!(sum > 0) || !std::isfinite(sum))
    throw exception(error(errc::invalid_argument, "one weight at least is positive, and their sum is finite"));
  return {speed, cost, fidelity};
}

std::string objective::to_string() const {
  if (speed_ > 0 && cost_ == 0 && fidelity_ == 0) return "fastest";
  if (cost_ > 0 && speed_ == 0 && fidelity_ == 0) return "cheapest";
  if (fidelity_ > 0 && speed_ == 0 && cost_ == 0) return "faithful";
  return "speed=" + short_number(speed_) + ",cost=" + short_number(cost_) + ",fidelity=" + short_number(fidelity_);
}

selection rank(std::vector<candidate> all, const circuit_needs& circuit, const requirements& needs,
               const ranking_options& how) {
  selection out;
  const scoring scores(needs, how);
  for (candidate& one : all) {
    std::vector<std::string> reasons = reasons_against(one, circuit, needs, how.rates());
    if (reasons.empty()) {
      out.candidates.push_back(scores.of(std::move(one)));
      continue;
    }
    refused_candidate no;
    no.backend = one.backend, no.reasons = std::move(reasons);
    out.refused.push_back(std::move(no));
  }
  std::sort(out.candidates.begin(), out.candidates.end(), &before);
  if (!how.token().empty()) spread(out.candidates, how);
  std::sort(out.refused.begin(), out.refused.end(),
            [](const refused_candidate& a, const refused_candidate& b) { return a.backend < b.backend; });
  return out;
}

}  // namespace ketway
