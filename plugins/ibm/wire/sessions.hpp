#pragma once

#include <ketway/plugin.hpp>
#include <string>

#include "wire/json.hpp"

namespace ketway::ibm {

class session {
 public:
  session() = default;
  std::string id;
  std::uint32_t state = KW_SESSION_OPEN;
  std::uint64_t expires_ns = 0;
};

/// The body of POST /sessions. Throws plugin::error INVALID_ARGUMENT for a mode that IBM has not.
std::string session_request(const kw_session_request& r);

/// A session object. `now_ns`, a unix time, dates one that says how long it lives and not since when; 0: not known.
/// Throws DATA_LOSS where it has no id.
session read_session(const json& from, std::uint64_t now_ns);

template <class Call>
void lend(const session& s, Call&& call) {
  auto v = plugin::sized<kw_session>();
  v.id = plugin::str(s.id), v.state = s.state, v.expires_ns = s.expires_ns;
  call(&v);
}

}  // namespace ketway::ibm
