#pragma once
// Which proxy, if any, stands between this machine and an origin.

#include <optional>
#include <string>

#include "ketway/transport.hpp"

namespace ketway {

class proxy {
 public:
  std::string host;
  std::uint16_t port = 0;
  std::string authorization;  ///< the value of Proxy-Authorization, a secret; empty: none
};

/// `nothing` for a direct way. `invalid_argument` for a proxy setting that does not read, or whose scheme is not http.
expected<std::optional<proxy>> proxy_for(const http_origin& to, const network_settings& settings);

}  // namespace ketway
