#include "journal/stored_job.hpp"

#include <algorithm>
#include <bit>

#include "language/findings.hpp"

namespace ketway::sql {

const std::string_view job_columns =
    "number, token, backend, plugin, plugin_version, device, session, name, state, id, memo, provider_state, failure, "
    "created_ns, updated_ns, expires_ns, shots, num_results, stored, owner, reserved, reserved_unit, cost, unit, "
    "billed";

stored_job job_of(const row& r) {
  stored_job j;
  job_record& to = j.record;
  int at = 0;
  const auto text = [&](std::string& into) { into = r.text(at++); };
  const auto integer = [&] { return r.integer(at++); };
  const auto amount = [&](std::optional<double>& into) {
    if (!r.null(at)) into = r.real(at);
    ++at;
  };
  j.number = integer();
  for (std::string* s : {&to.token, &to.backend, &to.plugin, &to.plugin_version, &to.device, &to.session, &to.name})
    text(*s);
  to.state = static_cast<journal_state>(integer());
  for (std::string* s : {&to.id, &to.memo, &to.provider_state, &to.failure}) text(*s);
  to.created_ns = static_cast<std::uint64_t>(integer());
  to.updated_ns = static_cast<std::uint64_t>(integer());
  to.expires_ns = static_cast<std::uint64_t>(integer());
  to.shots = std::bit_cast<std::uint64_t>(integer());
  to.num_results = static_cast<std::uint32_t>(integer());
  to.stored = integer() != 0;
  text(to.owner);
  amount(j.reserved);
  text(j.reserved_unit);
  amount(to.cost);
  text(to.unit);
  to.billed = static_cast<billing>(integer());
  if (j.reserved_unit == to.unit) to.reserved = j.reserved;
  return j;
}

bool is_owed(const job_record& r) noexcept { return !is_end(r.state) || (r.state == journal_state::done && !r.stored); }

std::int64_t kept_time(std::uint64_t unix_ns) noexcept {
  return static_cast<std::int64_t>(std::min<std::uint64_t>(unix_ns, INT64_MAX));
}

bool is_plain_text(std::string_view text) noexcept {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = text[i] == '\0' ? 0 : language::utf8_length(text, i);
    if (length == 0) return false;
    i += length;
  }
  return true;
}

std::string plain_text(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = text[i] == '\0' ? 0 : language::utf8_length(text, i);
    plain += length == 0 ? std::string_view("\xEF\xBF\xBD") : text.substr(i, length);
    i += std::max<std::size_t>(length, 1);
  }
  return plain;
}

}  // namespace ketway::sql
