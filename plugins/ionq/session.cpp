#include "session.hpp"

#include "facts.hpp"
#include "instant.hpp"

namespace ketway::ionq {

std::optional<session_view> session_view::read(const json& j) {
  session_view s;
  s.id = text_at(j, "id");
  if (s.id.empty()) return std::nullopt;
  if (text_at(j, "status") == "ended") s.state = KW_SESSION_CLOSED;
  if (const json* settings = member(j, "settings")) {
    s.expires_ns = parse_instant(text_at(*settings, "expires_at"));
    const auto minutes = whole_at(*settings, "duration_limit_min");
    const auto started = parse_instant(text_at(j, "started_at"));
    if (s.expires_ns == 0 && minutes && started != 0 && *minutes < 1'000'000)
      s.expires_ns = started + *minutes * facts::session_minute_ns;
  }
  return s;
}

std::string session_body(const kw_session_request& asked, std::string_view backend) {
  const std::string mode = plugin::text(asked.mode);
  if (!mode.empty() && mode != "dedicated")
    throw plugin::error(KW_INVALID_ARGUMENT, "IonQ has no session of mode \"" + mode + "\", only dedicated",
                        KW_NOT_BILLED);
  json body = {{"backend", backend}};
  if (asked.max_time_ns > 0) {
    const std::uint64_t minutes = asked.max_time_ns / facts::session_minute_ns;
    if (minutes == 0)
      throw plugin::error(KW_INVALID_ARGUMENT, "IonQ counts sessions in minutes; ask for one at least", KW_NOT_BILLED);
    body["settings"] = {{"duration_limit_min", minutes}};
  }
  return written(body);
}

}  // namespace ketway::ionq
