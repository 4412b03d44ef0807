#pragma once
// Who gets which connection: per origin a few that are kept alive, and those who wait for one. No sockets in here.

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "ketway/transport.hpp"

namespace ketway {

class http_connection;
class http_job;

/// Thread-safe. What it returns is acted upon outside its lock.
class http_pool {
 public:
  explicit http_pool(std::uint32_t most) : most_(most) {}
  struct turn {
    std::shared_ptr<http_job> job;                            // null: nobody is to start
    std::shared_ptr<http_connection> connection;              // null: open a new one
    std::vector<std::shared_ptr<http_connection>> discarded;  // no longer alive
  };
  /// A connection for `job`, or leave to open one, or a place in the queue.
  turn ask(const std::shared_ptr<http_job>& job);
  /// `c` has carried its job. The next that waits takes it, or, where it is not reusable, opens one.
  turn give_back(const http_origin& origin, std::shared_ptr<http_connection> c, bool reusable);
  /// True: it was waiting and waits no more.
  bool withdraw(const http_job& job);
  /// Nothing is handed out any more. Everything that waited, and every idle connection.
  struct remains {
    std::vector<std::shared_ptr<http_job>> jobs;
    std::vector<std::shared_ptr<http_connection>> connections;
  };
  remains close();
  bool closed() const;

 private:
  struct lane {
    std::vector<std::shared_ptr<http_connection>> idle;  // the last used last
    std::deque<std::shared_ptr<http_job>> waiting;
    std::uint32_t open = 0;
  };
  const std::uint32_t most_;
  mutable std::mutex mutex_;
  bool closed_ = false;
  std::map<http_origin, lane> lanes_;
};

}  // namespace ketway
