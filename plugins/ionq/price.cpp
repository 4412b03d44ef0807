#include "price.hpp"

#include <algorithm>

#include "instant.hpp"

namespace ketway::ionq {
namespace {

std::uint64_t duration(std::optional<double> value, double unit_ns) {
  constexpr double most_ns = 1e18;
  if (!value || *value < 0 || *value * unit_ns > most_ns) return UINT64_MAX;
  return static_cast<std::uint64_t>(*value * unit_ns);
}

void add_price(json& items, const json& rate, const char* key, const char* per, const std::string& currency) {
  if (const auto amount = number_at(rate, key); amount && *amount >= 0)
    items.push_back({{"per", per}, {"amount", *amount}, {"currency", currency}});
}

/// One rate, or the whole of the first generation's `rate_information`.
void add_rate(json& prices, const json& rate, const std::string& currency) {
  json& items = prices["items"];
  add_price(items, rate, "cost_1q_gate", "gate_1q_shot", currency);
  add_price(items, rate, "cost_2q_gate", "gate_2q_shot", currency);
  if (text_at(rate, "unit") == "compute_second") add_price(items, rate, "unit_cost", "second", currency);
  if (const auto least = number_at(rate, "job_cost_minimum"); least && *least > 0)
    prices["minimums"].push_back({{"amount", *least}, {"currency", currency}});
}

}  // namespace

std::string currency_of(std::string_view unit) {
  std::string out(unit);
  const bool letters = std::all_of(out.begin(), out.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  if (out.size() == 3 && letters)
    for (char& c : out) c = static_cast<char>(c - 'a' + 'A');
  return out;
}

plugin::estimate estimate_of(const json& body) {
  constexpr double second_ns = 1e9, ms_ns = 1e6;
  plugin::estimate e;
  e.source = "IonQ, GET /jobs/estimate", e.as_of = text_at(body, "estimated_at");
  const bool second_generation = member(body, "estimated_total_cost") || member(body, "estimated_unit");
  const double unit_ns = second_generation ? ms_ns : second_ns;
  const auto cost = number_at(body, second_generation ? "estimated_total_cost" : "estimated_cost");
  if (cost) e.cost = *cost;
  e.currency = currency_of(text_at(body, second_generation ? "estimated_unit" : "cost_unit"));
  e.run_ns = duration(number_at(body, "estimated_execution_time"), unit_ns);
  e.wait_ns = duration(number_at(body, "current_predicted_queue_time"), unit_ns);
  return e;
}

json prices_of(const json& body, std::uint64_t unix_now_ns) {
  json prices = {{"items", json::array()}};
  if (const json* rate = member(body, "rate_information"))
    add_rate(prices, *rate, currency_of(text_at(body, "cost_unit")));
  const json* card = member(body, "rate_card");
  const json* rates = card ? member(*card, "rates") : nullptr;
  if (rates && rates->is_array())
    for (const auto& rate : *rates) add_rate(prices, rate, currency_of(text_at(body, "estimated_unit")));
  std::erase_if(prices["items"].get_ref<json::array_t&>(),
                [](const json& p) { return p["currency"].get_ref<const std::string&>().empty(); });
  if (prices["items"].empty()) return json::object();
  prices["source"] = "IonQ, GET /jobs/estimate";
  const auto at = parse_instant(text_at(body, "estimated_at"));
  prices["as_of"] = format_instant(at ? at : unix_now_ns);
  return prices;
}

bill bill_of(const json& body) {
  bill b;
  if (const json* estimated = member(body, "estimated_cost")) {
    b.estimated = number_at(*estimated, "value").value_or(b.estimated);
    b.currency = currency_of(text_at(*estimated, "unit"));
  }
  if (const json* cost = member(body, "cost")) {
    b.cost = number_at(*cost, "value").value_or(b.cost);
    if (auto unit = text_at(*cost, "unit"); !unit.empty()) b.currency = currency_of(unit);
  }
  return b;
}

}  // namespace ketway::ionq
