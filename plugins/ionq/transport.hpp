#pragma once

#include <string>

#include "backend.hpp"

namespace ketway::ionq {

/// One request. Not an aggregate: it is made in expressions with co_await.
class ionq_backend::call {
 public:
  /// GET of a path below the base URL.
  call(std::string path, std::string what) : path(std::move(path)), what(std::move(what)) {}
  call& with(const char* m, std::string b, std::uint32_t f) {
    return method = m, body = std::move(b), flags = f, *this;
  }
  /// The provider asks for no key here.
  call& open_to_all() { return is_signed = false, *this; }
  call& large() { return max_response = std::uint64_t{256} << 20U, *this; }
  asked kind() const { return (flags & KW_HTTP_SUBMITS) != 0 ? asked::submits : asked::reads; }

  std::string path, what, body;  ///< what: named in errors
  const char* method = "GET";
  std::uint32_t flags = KW_HTTP_IDEMPOTENT;
  bool is_signed = true;
  std::uint64_t max_response = 0;  ///< bytes; 0: the host's default
};

}  // namespace ketway::ionq
