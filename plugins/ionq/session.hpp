#pragma once
// A session as IonQ shows it, for kw.session/1.

#include <cstdint>
#include <ketway/plugin.hpp>
#include <optional>
#include <string>

#include "json_read.hpp"

namespace ketway::ionq {

class session_view {
 public:
  session_view() = default;
  /// No value: `j` is no session, it has no id.
  static std::optional<session_view> read(const json& j);
  std::string id;
  std::uint32_t state = KW_SESSION_OPEN;
  std::uint64_t expires_ns = 0;
};

/// The body of POST /sessions. Throws plugin::error for a mode or a length that the provider has not.
std::string session_body(const kw_session_request& asked, std::string_view backend);

/// How an operation hands a session over.
template <class Call>
void lend(const session_view& s, Call&& call) {
  auto v = plugin::sized<kw_session>();
  v.state = s.state, v.id = plugin::str(s.id), v.expires_ns = s.expires_ns;
  call(&v);
}

}  // namespace ketway::ionq
