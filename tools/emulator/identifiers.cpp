#include "emulator/identifiers.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

#include "emulator/cloud.hpp"

namespace ketway::emulator {
namespace {

namespace chrono = std::chrono;

constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string encoded(std::span<const std::uint8_t> bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t left = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) group = group << 8 | (k < left ? bytes[i + k] : 0U);
    for (std::size_t k = 0; k < 4; ++k) out += k <= left ? letters[group >> (18 - 6 * k) & 63] : '=';
  }
  return out;
}

// A whole number of exactly `width` digits at the front of `text`, which loses them.
std::optional<int> digits(std::string_view& text, std::size_t width) {
  if (text.size() < width) return std::nullopt;
  int n = 0;
  for (std::size_t i = 0; i < width; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    n = n * 10 + (text[i] - '0');
  }
  text.remove_prefix(width);
  return n;
}

bool mark(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<chrono::sys_days> date(std::string_view& text) {
  const auto year = digits(text, 4);
  if (!year || !mark(text, "-")) return std::nullopt;
  const auto month = digits(text, 2);
  if (!month || !mark(text, "-")) return std::nullopt;
  const auto day = digits(text, 2);
  if (!day) return std::nullopt;
  const chrono::year_month_day d{chrono::year(*year), chrono::month(static_cast<unsigned>(*month)),
                                 chrono::day(static_cast<unsigned>(*day))};
  if (!d.ok()) return std::nullopt;
  return chrono::sys_days(d);
}

std::optional<chrono::nanoseconds> fraction(std::string_view& text) {
  chrono::nanoseconds value{0};
  if (!mark(text, ".")) return value;
  for (std::int64_t unit = 100'000'000; !text.empty() && text.front() >= '0' && text.front() <= '9'; unit /= 10) {
    value += chrono::nanoseconds(unit * (text.front() - '0'));
    text.remove_prefix(1);
  }
  return value;
}

std::optional<chrono::minutes> zone(std::string_view text) {
  if (text.empty() || text == "Z" || text == "z") return chrono::minutes(0);
  const bool behind = text.front() == '-';
  if (!mark(text, "+- ")) return std::nullopt;  // "+" is " " after form decoding
  const auto hours = digits(text, 2);
  mark(text, ":");
  const auto minutes = digits(text, 2);
  if (!hours || !minutes || !text.empty()) return std::nullopt;
  return chrono::minutes((behind ? -1 : 1) * (*hours * 60 + *minutes));
}

}  // namespace

std::string new_uuid(surroundings& world) {
  std::array<std::byte, 16> b{};
  world.random(b);
  b[6] = (b[6] & std::byte{0x0f}) | std::byte{0x40};
  b[8] = (b[8] & std::byte{0x3f}) | std::byte{0x80};
  std::string out;
  for (std::size_t i = 0; i < b.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    constexpr std::string_view hex = "0123456789abcdef";
    out += hex[std::to_integer<unsigned>(b[i]) >> 4];
    out += hex[std::to_integer<unsigned>(b[i]) & 15];
  }
  return out;
}

std::string new_word(surroundings& world, std::size_t length) {
  constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
  std::vector<std::byte> b(length);
  world.random(b);
  std::string out;
  for (const std::byte x : b) out += alphabet[std::to_integer<unsigned>(x) % alphabet.size()];
  return out;
}

std::uint64_t new_seed(surroundings& world) {
  std::array<std::byte, 8> b{};
  world.random(b);
  std::uint64_t seed = 0;
  for (const std::byte x : b) seed = seed << 8 | std::to_integer<std::uint64_t>(x);
  return seed;
}

std::string iso_time(std::uint64_t unix_ns) {
  const chrono::sys_time<chrono::nanoseconds> t{chrono::nanoseconds(unix_ns)};
  const auto day = chrono::floor<chrono::days>(t);
  const chrono::year_month_day d(day);
  const chrono::hh_mm_ss time(chrono::floor<chrono::milliseconds>(t - day));
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(d.year()),
                static_cast<unsigned>(d.month()), static_cast<unsigned>(d.day()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
  return text.data();
}

std::optional<std::uint64_t> from_iso_time(std::string_view text) {
  const auto day = date(text);
  if (!day) return std::nullopt;
  chrono::nanoseconds since = day->time_since_epoch();
  if (mark(text, "Tt ")) {
    const auto hour = digits(text, 2);
    if (!hour || !mark(text, ":")) return std::nullopt;
    const auto minute = digits(text, 2);
    if (!minute || *hour > 23 || *minute > 59) return std::nullopt;
    since += chrono::hours(*hour) + chrono::minutes(*minute);
    if (mark(text, ":")) {
      const auto second = digits(text, 2);
      if (!second || *second > 60) return std::nullopt;
      since += chrono::seconds(*second) + fraction(text).value_or(chrono::nanoseconds(0));
    }
    const auto ahead = zone(text);
    if (!ahead) return std::nullopt;
    since -= *ahead;
  } else if (!text.empty()) {
    return std::nullopt;
  }
  if (since.count() < 0) return std::nullopt;
  return static_cast<std::uint64_t>(since.count());
}

std::string base64(std::span<const std::uint8_t> bytes) { return encoded(bytes); }

std::string base64url(std::string_view text) {
  std::string out = encoded({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  while (out.ends_with('=')) out.pop_back();
  std::replace(out.begin(), out.end(), '+', '-');
  std::replace(out.begin(), out.end(), '/', '_');
  return out;
}

std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  if (text.size() % 4 == 1) return std::nullopt;
  std::vector<std::uint8_t> out;
  std::uint32_t group = 0;
  unsigned bits = 0;
  for (const char c : text) {
    const std::size_t value = letters.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    group = (group << 6 | static_cast<std::uint32_t>(value)) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out.push_back(static_cast<std::uint8_t>(group >> bits & 255));
  }
  return out;
}

}  // namespace ketway::emulator
