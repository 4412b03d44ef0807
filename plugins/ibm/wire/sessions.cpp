#include "wire/sessions.hpp"

#include "wire/times.hpp"

namespace ketway::ibm {
namespace {
constexpr std::uint64_t second_ns = 1'000'000'000;
}

std::string session_request(const kw_session_request& asked) {
  const kw_session_request r = plugin::known(asked);
  const std::string mode = plugin::text(r.mode);
  if (mode != "batch" && mode != "dedicated")
    throw plugin::error(KW_INVALID_ARGUMENT, "IBM has sessions of mode batch and dedicated", KW_NOT_BILLED);
  json body = {{"mode", mode}, {"backend", plugin::text(r.device)}};
  if (r.max_time_ns != 0) body["max_ttl"] = (r.max_time_ns + second_ns - 1) / second_ns;
  return dump(body);
}

session read_session(const json& from, std::uint64_t now_ns) {
  session s;
  s.id = text_of(from, "id");
  if (s.id.empty()) throw plugin::error(KW_DATA_LOSS, "IBM's answer describes no session");
  if (text_of(from, "state") == "closed" || !text_of(from, "closed_at").empty())
    s.state = KW_SESSION_CLOSED;
  else if (member(from, "accepting_jobs") == false)
    s.state = KW_SESSION_CLOSING;
  // Its time begins with its first job; until then the latest end that is known moves on.
  std::uint64_t since = unix_ns(text_of(from, "activated_at"));
  if (since == 0) since = unix_ns(text_of(from, "started_at"));
  if (since == 0) since = now_ns;
  const auto seconds = whole(member(from, "max_ttl"));
  if (since != 0 && seconds && *seconds < 1u << 30u) s.expires_ns = since + *seconds * second_ns;
  return s;
}

}  // namespace ketway::ibm
