#include "wire/times.hpp"

#include <chrono>
#include <cstdio>

namespace ketway::ibm {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;

/// Takes exactly `digits` digits off the front; -1 where there are fewer.
int take(std::string_view& from, std::size_t digits) {
  if (from.size() < digits) return -1;
  int n = 0;
  for (const char c : from.substr(0, digits)) {
    if (c < '0' || c > '9') return -1;
    n = n * 10 + (c - '0');
  }
  from.remove_prefix(digits);
  return n;
}

bool skip(std::string_view& from, char wanted) {
  if (from.empty() || from.front() != wanted) return false;
  from.remove_prefix(1);
  return true;
}

std::int64_t fraction_ns(std::string_view& from) {
  std::int64_t ns = 0, unit = second_ns / 10;
  while (!from.empty() && from.front() >= '0' && from.front() <= '9') {
    ns += (from.front() - '0') * unit;
    unit /= 10;
    from.remove_prefix(1);
  }
  return ns;
}

}  // namespace

std::uint64_t unix_ns(std::string_view date) {
  const int year = take(date, 4);  // nanoseconds since 1970 end in 2262
  if (year < 1970 || year > 2200 || !skip(date, '-')) return 0;
  const int month = take(date, 2);
  if (!skip(date, '-')) return 0;
  const int day = take(date, 2);
  if (!skip(date, 'T') && !skip(date, ' ')) return 0;
  const int hour = take(date, 2);
  if (!skip(date, ':')) return 0;
  const int minute = take(date, 2);
  if (!skip(date, ':')) return 0;
  const int second = take(date, 2);
  const std::chrono::year_month_day ymd{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                        std::chrono::day(static_cast<unsigned>(day))};
  if (month < 1 || day < 1 || !ymd.ok() || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
      second > 60)
    return 0;
  std::int64_t ns = skip(date, '.') ? fraction_ns(date) : 0;
  std::int64_t offset_s = 0;
  if (!date.empty() && (date.front() == '+' || date.front() == '-')) {
    const int sign = date.front() == '-' ? -1 : 1;
    date.remove_prefix(1);
    const int hours = take(date, 2);
    skip(date, ':');
    const int minutes = take(date, 2);
    if (hours < 0 || minutes < 0) return 0;
    offset_s = sign * (hours * 3600 + minutes * 60);
  } else {
    skip(date, 'Z');
  }
  if (!date.empty()) return 0;
  const std::int64_t days = std::chrono::sys_days(ymd).time_since_epoch().count();
  ns += (days * 86400 + hour * 3600 + minute * 60 + second - offset_s) * second_ns;
  return ns > 0 ? static_cast<std::uint64_t>(ns) : 0;
}

std::string rfc3339(std::uint64_t ns) {
  const std::chrono::sys_time<std::chrono::seconds> at{
      std::chrono::seconds(ns / static_cast<std::uint64_t>(second_ns))};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day ymd(day);
  const std::chrono::hh_mm_ss time(at - day);
  char text[48];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(ymd.year()),
                static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()));
  std::string out = text;
  if (const auto rest = ns % static_cast<std::uint64_t>(second_ns); rest != 0) {
    std::snprintf(text, sizeof text, ".%09llu", static_cast<unsigned long long>(rest));
    out += text;
    out.erase(out.find_last_not_of('0') + 1);
  }
  return out + "Z";
}

std::string utc(std::string_view date) {
  const auto ns = unix_ns(date);
  return ns == 0 ? std::string() : rfc3339(ns);
}

}  // namespace ketway::ibm
