#include "host/http/retry.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <ctime>
#include <string_view>

namespace ketway::retry {
namespace {

constexpr std::uint64_t second_ns = 1'000'000'000ULL, longest_advice_ns = 86'400 * second_ns;

/// IMF-fixdate and the two older forms (RFC 9110, 5.6.7), in UTC whatever the locale's names.
std::optional<std::uint64_t> date_ns(const std::string& text) {
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  char month[4] = {};
  std::tm t{};
  const bool read = std::sscanf(text.c_str(), "%*3s, %2d %3s %4d %2d:%2d:%2d", &t.tm_mday, month, &t.tm_year,
                                &t.tm_hour, &t.tm_min, &t.tm_sec) == 6 ||
                    std::sscanf(text.c_str(), "%*[A-Za-z], %2d-%3s-%2d %2d:%2d:%2d", &t.tm_mday, month, &t.tm_year,
                                &t.tm_hour, &t.tm_min, &t.tm_sec) == 6 ||
                    std::sscanf(text.c_str(), "%*3s %3s %2d %2d:%2d:%2d %4d", month, &t.tm_mday, &t.tm_hour, &t.tm_min,
                                &t.tm_sec, &t.tm_year) == 6;
  const auto m = std::find(months.begin(), months.end(), std::string_view(month));
  if (!read || m == months.end()) return std::nullopt;
  if (t.tm_year < 100) t.tm_year += t.tm_year < 70 ? 2000 : 1900;
  t.tm_year -= 1900, t.tm_mon = static_cast<int>(m - months.begin());
  const std::time_t seconds = timegm(&t);
  if (seconds < 0) return std::nullopt;
  return static_cast<std::uint64_t>(seconds) * second_ns;
}

}  // namespace

std::uint64_t backoff_ns(int repetition, world& w) {
  const std::uint64_t ceiling = std::min(cap_ns, base_ns << std::min(repetition, 20));
  std::uint64_t dice = 0;
  std::array<std::byte, sizeof dice> bytes{};
  w.random(bytes);
  std::memcpy(&dice, bytes.data(), sizeof dice);
  return dice % (ceiling + 1);
}

std::optional<std::uint64_t> advice_ns(const http_reply& reply, std::uint64_t unix_ns) {
  const std::string* text = find_field(reply.fields, "retry-after");
  if (!text) return std::nullopt;
  std::uint64_t seconds = 0;
  const char* end = text->data() + text->size();
  if (const auto [rest, fault] = std::from_chars(text->data(), end, seconds); fault == std::errc() && rest == end)
    return seconds > longest_advice_ns / second_ns ? longest_advice_ns : seconds * second_ns;
  const auto at = date_ns(*text);
  if (!at) return std::nullopt;
  return *at <= unix_ns ? 0 : std::min(*at - unix_ns, longest_advice_ns);
}

bool passing(unsigned status) noexcept {
  constexpr std::array<unsigned, 9> all{429, 500, 502, 503, 504, 520, 521, 522, 524};
  return std::find(all.begin(), all.end(), status) != all.end();
}

bool budget::spend(bool after_timeout) {
  const std::lock_guard lock(mutex_);
  const int cost = after_timeout ? of_timeout : of_retry;
  if (left_ < cost) return false;
  left_ -= cost;
  return true;
}

void budget::succeeded(bool after_retry) {
  const std::lock_guard lock(mutex_);
  left_ = std::min(capacity, left_ + (after_retry ? of_retry : 1));
}

}  // namespace ketway::retry
