#include "discovery/budget.hpp"

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

namespace ketway::discovery {
namespace {

using nlohmann::json;

constexpr std::pair<const char*, budget_limit::span> spans[] = {
    {"per_job", budget_limit::span::job}, {"per_day", budget_limit::span::day}, {"total", budget_limit::span::ever}};

void add_limits(std::vector<budget_limit>& to, const json& given, const std::string& usual,
                const std::function<void(budget_limit&)>& name) {
  const std::string unit = given.value("currency", usual);
  for (const auto& [key, span] : spans) {
    if (!given.contains(key)) continue;
    budget_limit limit(span, given[key].get<double>(), unit);
    name(limit);
    to.push_back(std::move(limit));
  }
}

}  // namespace

std::vector<budget_limit> read_budget(const json& given) {
  std::vector<budget_limit> out;
  const std::string unit = given.value("currency", std::string("USD"));
  add_limits(out, given, unit, [](budget_limit&) {});
  const json none = json::object();
  const json backends = given.value("backends", none), plugins = given.value("plugins", none);
  for (const auto& [backend, limits] : backends.items())
    add_limits(out, limits, unit, [&name = backend](budget_limit& l) { l.backend(name); });
  for (const auto& [plugin, limits] : plugins.items())
    add_limits(out, limits, unit, [&name = plugin](budget_limit& l) { l.plugin(name); });
  return out;
}

}  // namespace ketway::discovery
