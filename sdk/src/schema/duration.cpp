#include "ketway/duration.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <limits>

#include "ketway/suggestion.hpp"

namespace ketway {
namespace {

struct unit {
  std::string_view name;
  std::int64_t nanoseconds;
};
constexpr std::array<unit, 7> units{{{"d", 86'400'000'000'000},
                                     {"h", 3'600'000'000'000},
                                     {"m", 60'000'000'000},
                                     {"s", 1'000'000'000},
                                     {"ms", 1'000'000},
                                     {"us", 1'000},
                                     {"ns", 1}}};

error malformed(std::string_view text, std::string_view why) {
  return {errc::invalid_argument, in_quotes(text.substr(0, 40)) + " is no duration: " + std::string(why) +
                                      " (examples: \"90s\", \"5m\", \"2h\", \"500ms\")"};
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

expected<std::chrono::nanoseconds> parse_duration(std::string_view text) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  if (text.empty()) return malformed(text, "it is empty");
  std::int64_t total = 0;
  std::int64_t last_unit = most;
  for (std::string_view rest = text; !rest.empty();) {
    std::int64_t count = 0;
    if (!is_digit(rest.front())) return malformed(text, "expected a number");
    const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), count);
    if (read.ec != std::errc()) return error(errc::out_of_range, "a duration past 292 years");
    rest.remove_prefix(static_cast<std::size_t>(read.ptr - rest.data()));
    std::size_t length = 0;
    while (length < rest.size() && !is_digit(rest[length])) ++length;
    const std::string_view name = rest.substr(0, length);
    if (name.empty()) return malformed(text, "expected a unit after the number: ns, us, ms, s, m, h or d");
    const unit* found = nullptr;
    for (const auto& u : units)
      if (u.name == name) found = &u;
    if (found == nullptr) return malformed(text, "expected one of the units ns, us, ms, s, m, h, d");
    if (found->nanoseconds >= last_unit) return malformed(text, "expected larger units before smaller ones");
    if (count > (most - total) / found->nanoseconds) return error(errc::out_of_range, "a duration past 292 years");
    total += count * found->nanoseconds;
    last_unit = found->nanoseconds;
    rest.remove_prefix(length);
  }
  return std::chrono::nanoseconds(total);
}

std::string format_duration(std::chrono::nanoseconds value) {
  std::string text;
  std::int64_t rest = value.count();
  for (const auto& u : units) {
    if (rest < u.nanoseconds) continue;
    text += std::to_string(rest / u.nanoseconds) + std::string(u.name);
    rest %= u.nanoseconds;
  }
  return text.empty() ? "0s" : text;
}

}  // namespace ketway
