#pragma once
// The origins that a manifest allows.

#include <string>
#include <vector>

#include "ketway/transport.hpp"

namespace ketway {

class origin_list {
 public:
  origin_list() = default;
  /// Patterns: "https://HOST[:PORT]", * for one label; "http://" to loopback only. What does not read allows nothing.
  explicit origin_list(const std::vector<std::string>& patterns);
  bool allows(const http_origin& to) const;

 private:
  std::vector<http_origin> patterns_;  // a host may have a star for a label
};

}  // namespace ketway
