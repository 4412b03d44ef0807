#include "estimate_document.hpp"

#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "ketway/duration.hpp"

namespace ketway::cli {
namespace {

nlohmann::ordered_json or_null(const std::optional<double>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json();
}

nlohmann::ordered_json or_null(const std::string& text) {
  return text.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(text);
}

nlohmann::ordered_json seconds(const std::optional<std::chrono::nanoseconds>& t) {
  return t ? nlohmann::ordered_json(std::chrono::duration<double>(*t).count()) : nlohmann::ordered_json();
}

}  // namespace

nlohmann::ordered_json estimate_document(const cost_estimate& e) {
  nlohmann::ordered_json d;
  d["amount"] = or_null(e.amount);
  d["low"] = or_null(e.low);
  d["high"] = or_null(e.high);
  d["currency"] = or_null(e.currency);
  d["seconds"]["queue"] = seconds(e.queue);
  d["seconds"]["run"] = seconds(e.run);
  d["source"] = or_null(e.source);
  d["as_of"] = or_null(e.as_of);
  return d;
}

std::string short_number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.6g", value);
  return text.data();
}

std::string amount_text(const cost_estimate& e) {
  const std::string unit = e.currency.empty() ? "" : " " + e.currency;
  const auto known = [](const std::optional<double>& v) { return v ? short_number(*v) : std::string("?"); };
  const bool range = (e.low || e.high) && (e.low != e.amount || e.high != e.amount);
  if (!e.amount && !range) return "not known";
  if (!e.amount) return known(e.low) + " to " + known(e.high) + unit;
  return short_number(*e.amount) + unit + (range ? " (" + known(e.low) + " to " + known(e.high) + ")" : "");
}

std::string time_text(const std::optional<std::chrono::nanoseconds>& t) {
  if (!t) return "-";
  // Whole milliseconds from a second on: nobody plans by the nanosecond.
  const auto fine = *t >= std::chrono::seconds(1) ? std::chrono::duration_cast<std::chrono::milliseconds>(*t) : *t;
  return format_duration(fine);
}

}  // namespace ketway::cli
