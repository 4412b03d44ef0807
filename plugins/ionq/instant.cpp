#include "instant.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>

namespace ketway::ionq {
namespace {

constexpr std::uint64_t second_ns = 1'000'000'000;
constexpr std::uint64_t day_s = 86'400;

/// Takes exactly `digits` digits off the front.
bool take(std::string_view& s, std::size_t digits, int& to) {
  if (s.size() < digits) return false;
  const auto [end, problem] = std::from_chars(s.data(), s.data() + digits, to);
  if (problem != std::errc() || end != s.data() + digits || s[0] == '-') return false;
  s.remove_prefix(digits);
  return true;
}

bool take(std::string_view& s, char c) {
  if (s.empty() || s[0] != c) return false;
  s.remove_prefix(1);
  return true;
}

std::int64_t days_of(int year, int month, int day) {
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return -1;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

/// hh:mm:ss
bool take_clock(std::string_view& s, std::int64_t& seconds) {
  int h = 0, m = 0, sec = 0;
  if (!take(s, 2, h) || !take(s, ':') || !take(s, 2, m) || !take(s, ':') || !take(s, 2, sec)) return false;
  if (h > 23 || m > 59 || sec > 60) return false;
  seconds = (h * 60 + m) * 60 + sec;
  return true;
}

std::uint64_t take_fraction(std::string_view& s) {
  if (!take(s, '.')) return 0;
  std::uint64_t ns = 0, unit = second_ns / 10;
  for (; !s.empty() && s[0] >= '0' && s[0] <= '9'; s.remove_prefix(1), unit /= 10)
    ns += static_cast<std::uint64_t>(s[0] - '0') * unit;
  return ns;
}

/// Seconds east of UTC.
bool take_zone(std::string_view& s, std::int64_t& east) {
  if (s.empty() || take(s, 'Z') || take(s, 'z')) return s.empty();
  const bool west = s[0] == '-';
  if (!west && s[0] != '+') return false;
  s.remove_prefix(1);
  int h = 0, m = 0;
  if (!take(s, 2, h)) return false;
  take(s, ':');
  if (!take(s, 2, m) || !s.empty()) return false;
  east = (h * 60 + m) * 60 * (west ? -1 : 1);
  return true;
}

/// "Sun, 06 Nov 1994 08:49:37 GMT", as unix seconds; 0: not of this form.
std::uint64_t parse_http_date(std::string_view s) {
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (s.size() < 5 || s[3] != ',') return 0;
  s.remove_prefix(5);
  int day = 0, year = 0;
  if (!take(s, 2, day) || !take(s, ' ') || s.size() < 4) return 0;
  const auto month = std::find(months.begin(), months.end(), s.substr(0, 3)) - months.begin() + 1;
  s.remove_prefix(3);
  std::int64_t clock = 0;
  if (month > 12 || !take(s, ' ') || !take(s, 4, year) || !take(s, ' ') || !take_clock(s, clock)) return 0;
  const std::int64_t days = days_of(year, static_cast<int>(month), day);
  return days < 0 ? 0 : static_cast<std::uint64_t>(days) * day_s + static_cast<std::uint64_t>(clock);
}

}  // namespace

std::uint64_t parse_instant(std::string_view text) {
  std::string_view s = text;
  int year = 0, month = 0, day = 0;
  if (!take(s, 4, year) || !take(s, '-') || !take(s, 2, month) || !take(s, '-') || !take(s, 2, day)) return 0;
  const std::int64_t days = days_of(year, month, day);
  if (days < 0 || year > 2500) return 0;
  std::int64_t clock = 0, east = 0;
  std::uint64_t fraction = 0;
  if (!s.empty()) {
    if (!take(s, 'T') && !take(s, 't') && !take(s, ' ')) return 0;
    if (!take_clock(s, clock)) return 0;
    fraction = take_fraction(s);
    if (!take_zone(s, east)) return 0;
  }
  const std::int64_t seconds = days * static_cast<std::int64_t>(day_s) + clock - east;
  return seconds < 0 ? 0 : static_cast<std::uint64_t>(seconds) * second_ns + fraction;
}

std::string format_instant(std::uint64_t unix_ns) {
  const std::uint64_t seconds = unix_ns / second_ns;
  const std::chrono::year_month_day date{
      std::chrono::sys_days(std::chrono::days(static_cast<std::int64_t>(seconds / day_s)))};
  const auto clock = static_cast<unsigned>(seconds % day_s);
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02u:%02u:%02uZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock / 3600, clock / 60 % 60,
                clock % 60);
  return text.data();
}

std::uint64_t parse_retry_after(std::string_view text, std::uint64_t unix_now_ns) {
  if (text.empty()) return 0;
  constexpr double most_s = 1e9;
  double seconds = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (problem == std::errc() && end == text.data() + text.size())
    return seconds > 0 && seconds < most_s ? static_cast<std::uint64_t>(seconds * second_ns) : 0;
  const std::uint64_t at = parse_http_date(text), now = unix_now_ns / second_ns;
  return at > now ? (at - now) * second_ns : 0;
}

}  // namespace ketway::ionq
