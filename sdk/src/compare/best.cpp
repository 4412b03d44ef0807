// Who was best at what, where that can be said.
#include <set>

#include "compare/answer.hpp"

namespace ketway::comparing {
namespace {

std::optional<std::size_t> fastest(const comparison& report) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < report.backends.size(); ++i) {
    const expected<result>& one = report.backends[i].outcome;
    if (one && (!best || one->timing().total < report.backends[*best].outcome->timing().total)) best = i;
  }
  return best;
}

std::optional<std::size_t> most_faithful(const comparison& report) {
  std::optional<std::size_t> best, itself;
  for (std::size_t i = 0; i < report.backends.size(); ++i) {
    const compared& one = report.backends[i];
    if (!one.versus_reference) continue;
    if (report.reference == reference_kind::backend && one.name == report.reference_name) {
      itself = i;
      continue;
    }
    if (!best || one.versus_reference->hellinger_fidelity > report.backends[*best].versus_reference->hellinger_fidelity)
      best = i;
  }
  return best ? best : itself;
}

std::optional<std::size_t> cheapest(const comparison& report) {
  std::optional<std::size_t> best;
  std::set<std::string> currencies;
  for (std::size_t i = 0; i < report.backends.size(); ++i) {
    const expected<result>& one = report.backends[i].outcome;
    if (!one || !one->cost().amount) continue;
    const double amount = *one->cost().amount;
    if (amount > 0) currencies.insert(one->cost().currency);
    if (!best || amount < *report.backends[*best].outcome->cost().amount) best = i;
  }
  if (best && currencies.size() > 1 && *report.backends[*best].outcome->cost().amount > 0) return std::nullopt;
  return best;
}

}  // namespace

void choose_best(comparison& report) {
  report.fastest = fastest(report);
  report.most_faithful = most_faithful(report);
  report.cheapest = cheapest(report);
}

}  // namespace ketway::comparing
