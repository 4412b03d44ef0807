#pragma once
// One connection and the job it carries. What the pool needs to know of them; the rest is in http_transport.cpp.

#include <atomic>
#include <memory>

#include "ketway/transport.hpp"

namespace ketway {

class http_connection {
 public:
  virtual ~http_connection() = default;
  /// Whether the other side still keeps it open, as far as can be seen without a word.
  virtual bool alive(bool must_be_sure) const = 0;
};

class http_job : public http_exchange, public std::enable_shared_from_this<http_job> {
 public:
  http_send what;
  std::function<void(http_end)> done;
  std::atomic<bool> cancelled = false;
};

}  // namespace ketway
