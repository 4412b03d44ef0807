// How a fault is written on the command line.

#include <algorithm>
#include <array>
#include <charconv>

#include "emulator/faults.hpp"
#include "ketway/duration.hpp"

namespace ketway::emulator {
namespace {

constexpr std::array<std::string_view, 21> names = {"refused",
                                                    "tls_wrong_name",
                                                    "tls_expired",
                                                    "reset_before_accept",
                                                    "reset_after_accept",
                                                    "lost_answer",
                                                    "partial_body",
                                                    "slow_body",
                                                    "slow_answer",
                                                    "unauthorized",
                                                    "rate_limited",
                                                    "rate_limited_mute",
                                                    "server_error",
                                                    "html",
                                                    "expired_link",
                                                    "server_error_after",
                                                    "truncated_json",
                                                    "wrong_json",
                                                    "unknown_state",
                                                    "state_backwards",
                                                    "clock_skew"};
static_assert(names.size() == static_cast<std::size_t>(fault::clock_skew) + 1);

constexpr std::array<purpose, 7> purposes = {purpose::auth,    purpose::devices, purpose::submit, purpose::status,
                                             purpose::results, purpose::cancel,  purpose::other};

error wrong(std::string_view text, const std::string& why) {
  return {errc::invalid_argument, "the fault \"" + std::string(text) + "\": " + why};
}

template <class Number>
bool read(std::string_view text, Number& to) {
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), to);
  return problem == std::errc() && end == text.data() + text.size() && !text.empty();
}

}  // namespace

std::string_view to_string(fault f) noexcept { return names[static_cast<std::size_t>(f)]; }

const std::vector<std::string>& fault_names() {
  static const std::vector<std::string> all(names.begin(), names.end());
  return all;
}

expected<fault_rule> read_fault(std::string_view text) {
  constexpr std::string_view marks = "@+*%~";
  const std::size_t end = std::min(text.find_first_of(marks), text.size());
  const auto found = std::find(names.begin(), names.end(), text.substr(0, end));
  if (found == names.end()) {
    std::string all;
    for (const std::string_view n : names) all.append(all.empty() ? "" : ", ").append(n);
    return wrong(text, "there is no such fault; there are " + all);
  }
  fault_rule rule(static_cast<fault>(found - names.begin()));
  for (std::string_view rest = text.substr(end); !rest.empty();) {
    const char mark = rest.front();
    rest.remove_prefix(1);
    const std::size_t next = std::min(rest.find_first_of(marks), rest.size());
    const std::string_view value = rest.substr(0, next);
    rest.remove_prefix(next);
    if (mark == '@') {
      const auto p = std::find_if(purposes.begin(), purposes.end(), [&](purpose x) { return to_string(x) == value; });
      if (p == purposes.end())
        return wrong(text, "behind @ stands auth, devices, submit, status, results, cancel or other");
      rule.where = *p;
    } else if (mark == '+' || mark == '*') {
      if (!read(value, mark == '+' ? rule.skip : rule.times))
        return wrong(text, "behind + and * stands a whole number");
    } else if (mark == '%') {
      double percent = 0;
      if (!read(value, percent) || percent < 0 || percent > 100)
        return wrong(text, "behind % stands a number from 0 to 100");
      rule.chance = percent / 100;
    } else {
      const expected<std::chrono::nanoseconds> time = parse_duration(value);
      if (!time) return wrong(text, "behind ~ stands a duration such as 90s");
      rule.duration_ns = static_cast<std::uint64_t>(time->count());
    }
  }
  return rule;
}

}  // namespace ketway::emulator
