#pragma once
// How a job finds its backend again: discovery hands out backends by name, the sdk only asks.

#include <boost/asio/awaitable.hpp>
#include <string>

#include "ketway/backend.hpp"
#include "ketway/error.hpp"

namespace ketway {

/// Thread-safe.
class backend_resolver {
 public:
  virtual ~backend_resolver() = default;
  /// Completes on the caller's executor. Errors: not_found for a name that is unknown; those of opening it.
  virtual boost::asio::awaitable<expected<backend>> open(std::string name) = 0;
};

}  // namespace ketway
