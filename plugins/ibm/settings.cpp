#include "settings.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <ketway/plugin.hpp>
#include <map>

#include "instance.hpp"
#include "wire/json.hpp"

namespace ketway::ibm {
namespace {

[[noreturn]] void refuse(const std::string& why) { throw plugin::error(KW_INVALID_ARGUMENT, "configuration: " + why); }

std::string text(const json& v, const std::string& key) {
  if (!v.is_string()) refuse(key + " must be a text");
  return v.get<std::string>();
}

bool flag(const json& v, const std::string& key) {
  if (!v.is_boolean()) refuse(key + " must be true or false");
  return v.get<bool>();
}

std::string choice(const json& v, const std::string& key, std::initializer_list<std::string_view> all) {
  const std::string chosen = v.is_string() ? v.get<std::string>() : std::string();
  std::string list;
  for (const auto one : all) {
    if (one == chosen) return chosen;
    list += (list.empty() ? "" : ", ") + std::string(one);
  }
  refuse(key + " must be one of: " + list);
}

std::string url(const json& v, const std::string& key) {
  std::string all = text(v, key);
  while (!all.empty() && all.back() == '/') all.pop_back();
  if (all.substr(0, 8) != "https://" && all.substr(0, 7) != "http://") refuse(key + " must be a URL: https://…");
  return all;
}

std::vector<std::string> texts(const json& v, const std::string& key) {
  if (!v.is_array()) refuse(key + " must be a list of texts");
  std::vector<std::string> all;
  for (const json& one : v) all.push_back(text(one, key));
  return all;
}

}  // namespace

void settings::set_price(const std::string& plan, std::optional<double> own) {
  // Published prices of September 2026, USD a second.
  static const std::map<std::string, double> prices{{"open", 0.0}, {"paygo", 1.6}, {"flex", 1.2}, {"premium", 0.8}};
  if (own) {
    price_per_second = *own;
    price_source = "price_per_second of the configuration";
  } else {
    price_as_of = "2026-09-01T00:00:00Z";
    price_per_second = prices.at(plan.empty() ? "paygo" : plan);
    price_source = plan.empty() ? "Pay-As-You-Go price, since the configuration names no plan"
                                : "published price of the plan " + plan;
  }
}

settings settings::read(std::string_view config) {
  settings s;
  std::string plan;
  std::optional<double> price;
  const json all = config.empty() ? json::object() : json::parse(config, nullptr, false);
  if (!all.is_object()) refuse("expected a JSON object");
  using reader = std::function<void(const json&, const std::string&)>;
  const std::map<std::string, reader> readers{
      {"token", [](const json&, const std::string&) {}},  // the host's; it is not here
      {"instance", [&](const json& v, const std::string& k) { s.instance = text(v, k); }},
      {"base_url", [&](const json& v, const std::string& k) { s.base_url = url(v, k); }},
      {"iam_url", [&](const json& v, const std::string& k) { s.iam_url = url(v, k); }},
      {"resource_url", [&](const json& v, const std::string& k) { s.resource_url = url(v, k); }},
      {"api_version", [&](const json& v, const std::string& k) { s.api_version = text(v, k); }},
      {"sampler_program", [&](const json& v, const std::string& k) { s.sampler = text(v, k); }},
      {"estimator_program", [&](const json& v, const std::string& k) { s.estimator = text(v, k); }},
      {"private_endpoint", [&](const json& v, const std::string& k) { s.private_endpoint = flag(v, k); }},
      {"use_fractional_gates", [&](const json& v, const std::string& k) { s.fractional_gates = flag(v, k); }},
      {"tags", [&](const json& v, const std::string& k) { s.tags = texts(v, k); }},
      {"plan",
       [&](const json& v, const std::string& k) {
         plan = choice(v, k, {"open", "paygo", "flex", "premium"});
       }},
      {"result_form",
       [&](const json& v, const std::string& k) {
         const auto chosen = choice(v, k, {"auto", "plain", "encoded"});
         s.form = chosen == "plain" ? result_form::plain
                                    : (chosen == "encoded" ? result_form::encoded : result_form::automatic);
       }},
      {"sweep_pubs",
       [&](const json& v, const std::string& k) {
         s.pub_each_set = choice(v, k, {"one", "each"}) == "each";
       }},
      {"price_per_second", [&](const json& v, const std::string& k) {
         if (!v.is_number() || !(v.get<double>() >= 0) || !std::isfinite(v.get<double>()))
           refuse(k + " must be a number, 0 or more");
         price = v.get<double>();
       }}};
  for (const auto& [key, value] : all.items()) {
    const auto known = readers.find(key);
    if (known == readers.end()) refuse("a key that this plugin does not know");
    known->second(value, key);
  }
  s.set_price(plan, price);
  if (s.instance == "auto") s.instance.clear();
  if (is_crn(s.instance)) crn(s.instance);  // refused here, not at the first call
  return s;
}

}  // namespace ketway::ibm
