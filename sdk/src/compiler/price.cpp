// What a price list (kw.device/1, `prices`) makes of a circuit: ketway/estimate.hpp.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "circuit/columns.hpp"
#include "compiler/calibration.hpp"
#include "compiler/device_json.hpp"
#include "compiler/waiting.hpp"
#include "ketway/estimate.hpp"

namespace ketway {
namespace {

using namespace compiler::device_json;
using compiler::calibration;

// A number that lies between two others; none of them need be known.
class range {
 public:
  range() = default;
  static range exactly(double v) { return {v, v, v}; }
  range(std::optional<double> l, std::optional<double> a, std::optional<double> h) : low(l), amount(a), high(h) {}
  std::optional<double> low, amount, high;

  range& operator+=(const range& o) {
    const auto sum = [](std::optional<double> a, std::optional<double> b) {
      return a && b ? std::optional(*a + *b) : std::nullopt;
    };
    low = sum(low, o.low), amount = sum(amount, o.amount), high = sum(high, o.high);
    return *this;
  }
  template <class F>
  range map(F f) const {
    const auto of = [&](std::optional<double> v) { return v ? std::optional<double>(f(*v)) : std::nullopt; };
    return {of(low), of(amount), of(high)};
  }
};

// What prices are counted by.
class usage {
 public:
  range one, two, measured, seconds;
};

usage usage_of(const circuit& c, const calibration& figures, double shots) {
  usage u;
  u.one = u.two = u.measured = range::exactly(0);
  const auto& s = circuit::storage::of(c);
  std::uint32_t blocks = 0;
  bool loops = false;
  for (const kw_gate& g : s.gates) {
    if (g.op == KW_OP_IF || g.op == KW_OP_WHILE) ++blocks;
    loops = loops || g.op == KW_OP_WHILE;
    if (g.op == KW_OP_END) --blocks;
    const bool gate = (g.op >= KW_OP_FIRST_GATE && g.op != KW_OP_GPHASE) || g.op == KW_OP_UNITARY;
    if (!gate && g.op != KW_OP_MEASURE) continue;
    range& to = !gate ? u.measured : g.num_operands == 1 ? u.one : u.two;
    to += range(blocks == 0 ? 1.0 : 0.0, 1.0, 1.0);
  }
  const std::optional<double> run = compiler::waiting::of(c, figures).duration;
  if (run) {
    u.seconds.low = shots * *run + figures.job_overhead.value_or(0);
    if (figures.repetition_delay)
      u.seconds.amount = u.seconds.high = shots * (*run + *figures.repetition_delay) + figures.job_overhead.value_or(0);
  } else {
    u.seconds.low = 0.0;
  }
  if (loops)
    for (range* r : {&u.one, &u.two, &u.measured, &u.seconds}) r->amount = r->high = std::nullopt;
  return u;
}

range counted(const json& item, const usage& u, double shots) {
  const auto times_shots = [shots](const range& r) { return r.map([shots](double v) { return v * shots; }); };
  const std::string per = text(item, "per");
  range n(0.0, std::nullopt, std::nullopt);  // a unit that only the provider can count
  if (per == "task") n = range::exactly(1);
  if (per == "shot") n = range::exactly(shots);
  if (per == "second") n = u.seconds;
  if (per == "gate_1q_shot") n = times_shots(u.one);
  if (per == "gate_2q_shot") n = times_shots(u.two);
  if (per == "measure_shot") n = times_shots(u.measured);
  if (per == "gate_shot") n = times_shots(range(u.one) += u.two);
  const double step = figure(item, "step").value_or(0), least = figure(item, "at_least").value_or(0);
  return n.map([&](double v) {
    // Started steps; what rounding has added to a whole number of them starts none.
    if (step > 0) v = std::ceil(v / step * (1 - 1e-12)) * step;
    return std::max(v, least);
  });
}

class price_list {
 public:
  cost_estimate read(const json& prices, const usage& u, double shots) {
    for (const json& item : list(prices, "items")) {
      const std::optional<double> amount = figure(item, "amount");
      if (!amount || text(item, "per") == "month") continue;  // a month is paid with or without this job
      if (!of_one_unit(item)) return {};
      const range cost = counted(item, u, shots).map([&](double v) { return v * *amount; });
      if (text(item, "when").empty())
        sum_ += cost, any_ = true, counted_.emplace(text(item, "per"));
      else
        conditional_[text(item, "per")].push_back(cost);
    }
    for (const auto& [per, all] : conditional_) {
      condition(all, counted_.contains(per));
      any_ = true;
    }
    if (!any_) return {};
    if (!minimums(prices)) return {};
    cost_estimate e;
    e.low = sum_.low, e.amount = sum_.amount, e.high = sum_.high, e.currency = currency_;
    e.source = text(prices, "source").empty() ? "price list of the device" : text(prices, "source");
    e.as_of = text(prices, "as_of");
    return e;
  }

 private:
  bool of_one_unit(const json& item) {
    const std::string unit = text(item, "currency");
    if (currency_.empty()) currency_ = unit;
    return !unit.empty() && unit == currency_;
  }

  // Beside a price without a condition the others are surcharges; where all have one, one of them holds.
  void condition(const std::vector<range>& all, bool surcharge) {
    // Not known is beyond every number here.
    constexpr double endless = std::numeric_limits<double>::infinity();
    double sum = 0, least = endless, most = 0;
    for (const range& one : all) {
      sum += one.high.value_or(endless);
      least = std::min(least, one.low.value_or(endless)), most = std::max(most, one.high.value_or(endless));
    }
    const auto known = [](double v) { return std::isfinite(v) ? std::optional(v) : std::nullopt; };
    sum_ += surcharge ? range(0.0, 0.0, known(sum)) : range(known(least), std::nullopt, known(most));
  }

  bool minimums(const json& prices) {
    for (const json& m : list(prices, "minimums")) {
      const std::optional<double> least = figure(m, "amount");
      if (!least) continue;
      if (!of_one_unit(m)) return false;
      const auto raise = [&](std::optional<double>& v) {
        if (v) v = std::max(*v, *least);
      };
      if (text(m, "when").empty()) raise(sum_.low), raise(sum_.amount);
      raise(sum_.high);
    }
    return true;
  }

  range sum_ = range::exactly(0);
  std::map<std::string, std::vector<range>> conditional_;
  std::set<std::string> counted_;
  std::string currency_;
  bool any_ = false;
};

std::optional<std::chrono::nanoseconds> as_time(std::optional<double> seconds) {
  if (!seconds || !(*seconds >= 0) || *seconds > 9e9) return std::nullopt;
  return std::chrono::nanoseconds(static_cast<std::int64_t>(*seconds * 1e9));
}

}  // namespace

cost_estimate& cost_estimate::settle() {
  for (std::optional<double>* v : {&amount, &low, &high})
    if (*v && !(std::isfinite(**v) && **v >= 0)) *v = std::nullopt;
  if (amount && low && *low > *amount) low = amount;
  if (amount && high && *high < *amount) high = amount;
  if (low && high && *low > *high) std::swap(low, high);
  for (auto* t : {&queue, &run})
    if (*t && (*t)->count() < 0) *t = std::nullopt;
  return *this;
}

exchange_rates& exchange_rates::rate(std::string from, std::string to, double factor) {
  if (!std::isfinite(factor) || factor <= 0)
    throw exception(error(errc::invalid_argument, "the rate of " + from + " to " + to + " is not a positive number"));
  rates_.insert_or_assign(std::pair(std::move(from), std::move(to)), factor);
  return *this;
}

std::optional<double> exchange_rates::find(std::string_view from, std::string_view to) const {
  if (from == to) return 1;
  const std::string a(from), b(to);
  if (const auto at = rates_.find({a, b}); at != rates_.end()) return at->second;
  if (const auto at = rates_.find({b, a}); at != rates_.end()) return 1 / at->second;
  return std::nullopt;
}

expected<cost_estimate> convert(cost_estimate given, std::string_view to, const exchange_rates& rates) {
  const bool nothing = given.amount == 0.0 && given.high.value_or(0) == 0.0;
  std::optional<double> factor = rates.find(given.currency, to);
  if (!factor && nothing) factor = 1;
  if (!factor && given.currency.empty())
    return error(errc::failed_precondition, "it is not known in which unit the cost is");
  if (!factor)
    return error(errc::failed_precondition,
                 "no rate of " + given.currency + " to " + std::string(to) + " is configured");
  for (std::optional<double>* v : {&given.amount, &given.low, &given.high})
    if (*v) *v = **v * *factor;
  given.currency = to;
  return given;
}

cost_estimate listed_price(const circuit& lowered, const device& d, std::uint64_t shots) {
  cost_estimate e;
  const expected<calibration> figures = calibration::of(d);
  usage u;
  if (figures) u = usage_of(lowered, *figures, static_cast<double>(shots));
  if (d.free) {
    e.amount = e.low = e.high = 0.0, e.currency = "USD", e.source = "free";
  } else if (figures && !d.detail.empty()) {
    try {
      const json root = document(d.detail);
      if (const json* prices = object_at(root, "prices")) e = price_list().read(*prices, u, static_cast<double>(shots));
    } catch (const unreadable&) {
      e = cost_estimate();  // prices of another form are not known
    }
  }
  e.run = as_time(u.seconds.amount);
  e.queue = d.queue_wait;
  if (!e.queue && d.queue_length == 0U) e.queue = std::chrono::nanoseconds(0);
  return std::move(e.settle());
}

}  // namespace ketway
