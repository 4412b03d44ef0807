#include "arguments.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <ctime>
#include <nlohmann/json.hpp>
#include <optional>

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

// "2026-05-01", "2026-05-01T09:30:00Z": nanoseconds of the unix clock.
std::optional<std::uint64_t> parse_date(const std::string& text) {
  std::tm parts{};
  const char* end = ::strptime(text.c_str(), "%Y-%m-%d", &parts);
  if (end != nullptr && *end == 'T') end = ::strptime(end, "T%H:%M:%SZ", &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  const std::time_t seconds = ::timegm(&parts);
  constexpr std::time_t last = 9'000'000'000;  // what nanoseconds can say
  if (seconds < 0 || seconds > last) return std::nullopt;
  return static_cast<std::uint64_t>(seconds) * 1'000'000'000U;
}

std::pair<std::string, std::string> split(const std::string& assignment) {
  const std::size_t at = assignment.find('=');
  return {assignment.substr(0, at), assignment.substr(at + 1)};
}

}  // namespace

std::string shape_of_number(const std::string& text) {
  return reads_as_number(text) ? "" : "expected a whole number, got \"" + text + "\"";
}

std::string shape_of_amount(const std::string& text) {
  return reads_as_number(text) ? "" : "expected a number, got \"" + text + "\"";
}

std::string shape_of_moment(const std::string& text) {
  if (parse_date(text) || shape_of_duration(text).empty()) return {};
  return "expected a duration like 24h or a date like 2026-05-01, got \"" + text + "\"";
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

std::string shape_of_names(const std::string& text) {
  // An empty part names nothing, and is most often a slip.
  const bool hole = text.empty() || text.front() == ',' || text.back() == ',' || text.find(",,") != std::string::npos;
  return hole ? "expected names separated by commas, got \"" + text + "\"" : "";
}

expected<double> read_amount(std::string_view flag, const std::string& text) {
  std::string_view digits = text;
  if (!digits.empty() && digits.front() == '+') digits.remove_prefix(1);
  double value = 0;
  const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || code != std::errc{} || end != digits.data() + digits.size() || !std::isfinite(value) ||
      value < 0)
    return error(errc::invalid_argument, std::string(flag) + " " + text + ": expected a number that is not negative");
  return value;
}

std::vector<std::string> names_in(const std::string& text) {
  std::vector<std::string> names;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.find(',', from), text.size());
    std::string name = text.substr(from, end - from);
    if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
    from = end + 1;
  }
  return names;
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

expected<std::uint64_t> read_moment(std::string_view flag, const std::string& text, std::uint64_t now) {
  if (const std::optional<std::uint64_t> date = parse_date(text)) return *date;
  const expected<std::chrono::nanoseconds> ago = parse_duration(text);
  if (!ago) return error(ago.error().code(), std::string(flag) + " " + text + ": " + ago.error().message());
  const auto ns = static_cast<std::uint64_t>(ago->count());
  return ns < now ? now - ns : 0;
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
