#include "arguments.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "ketway/circuit.hpp"
#include "ketway/duration.hpp"

namespace ketway::cli {
namespace {

bool reads_as_number(std::string_view text) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  double value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  return !text.empty() && code != std::errc::invalid_argument && end == text.data() + text.size();
}

std::pair<std::string, std::string> split(const std::string& assignment) {
  const std::size_t at = assignment.find('=');
  return {assignment.substr(0, at), assignment.substr(at + 1)};
}

}  // namespace

std::string shape_of_number(const std::string& text) {
  return reads_as_number(text) ? "" : "expected a whole number, got \"" + text + "\"";
}

std::string shape_of_duration(const std::string& text) {
  const expected<std::chrono::nanoseconds> read = parse_duration(text);
  if (read.has_value() || read.error().code() == errc::out_of_range) return {};
  return "expected a duration like 90s, 5m or 2h, got \"" + text + "\"";
}

std::string shape_of_assignment(const std::string& text) {
  const std::size_t at = text.find('=');
  if (at == std::string::npos || at == 0) return "expected NAME=VALUE, got \"" + text + "\"";
  return {};
}

expected<std::uint64_t> read_count(std::string_view flag, const std::string& text) {
  const std::string what = std::string(flag) + " " + text + ": expected a whole number from 0";
  std::string_view digits = text;
  if (!digits.empty() && digits.front() == '+') digits.remove_prefix(1);
  if (!digits.empty() && digits.front() == '-') return error(errc::invalid_argument, what + ", not a negative one");
  std::uint64_t value = 0;
  const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (code == std::errc::result_out_of_range) return error(errc::out_of_range, what + " to 18446744073709551615");
  if (code != std::errc{} || end != digits.data() + digits.size()) return error(errc::invalid_argument, what);
  return value;
}

expected<std::map<std::string, double, std::less<>>> read_parameters(const std::vector<std::string>& assignments) {
  std::map<std::string, double, std::less<>> values;
  for (const std::string& assignment : assignments) {
    const auto [name, text] = split(assignment);
    const std::string what = "--param " + assignment + ": ";
    const expected<parameter> read = parameter::parse(text);
    if (!read) return error(errc::invalid_argument, what + "expected a finite number, such as 0.5 or pi/2");
    const std::vector<std::string> names = read->names();
    if (!names.empty()) {
      return error(errc::invalid_argument,
                   what + "expected a finite number, such as 0.5 or pi/2; \"" + names.front() + "\" has no value here");
    }
    const std::optional<double> value = read->constant_value();
    if (!value || !std::isfinite(*value)) {
      return error(errc::invalid_argument, what + "expected a finite number; this one is not finite");
    }
    if (!values.emplace(name, *value).second) {
      return error(errc::invalid_argument, what + "\"" + name + "\" is given twice");
    }
  }
  return values;
}

expected<std::vector<std::pair<std::string, std::string>>> read_options_for_plugin(
    const std::vector<std::string>& assignments) {
  std::vector<std::pair<std::string, std::string>> options;
  for (const std::string& assignment : assignments) {
    auto [key, text] = split(assignment);
    const auto same = [&key = key](const auto& one) { return one.first == key; };
    if (std::any_of(options.begin(), options.end(), same)) {
      return error(errc::invalid_argument, "--option " + assignment + ": \"" + key + "\" is given twice");
    }
    if (!nlohmann::json::accept(text)) {
      text = nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    }
    options.emplace_back(std::move(key), std::move(text));
  }
  return options;
}

}  // namespace ketway::cli
