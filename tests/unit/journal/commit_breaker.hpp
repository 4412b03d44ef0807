#pragma once
// Between a store and its PostgreSQL server: breaks the connection at a COMMIT, before or after the server has had it.

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "../discovery/folder.hpp"

namespace ketway::test {

class commit_breaker {
 public:
  enum class moment : int { never, before, after };

  /// Hands everything on to the server whose socket is in that folder.
  explicit commit_breaker(std::string server_folder);
  commit_breaker(const commit_breaker&) = delete;
  commit_breaker& operator=(const commit_breaker&) = delete;
  ~commit_breaker();

  /// The folder of its own socket.
  std::string folder_name() const { return place_.path().string(); }
  /// At the next COMMIT, once.
  void break_at(moment m) { when_ = m; }
  int broken() const { return broken_; }

 private:
  void accept_all();
  void pass_on(int client);
  folder place_;
  std::string server_;
  int listening_ = -1;
  std::atomic<moment> when_ = moment::never;
  std::atomic<int> broken_ = 0;
  std::atomic<bool> over_ = false;
  std::vector<std::jthread> passing_;  // of the accepting thread
  std::jthread accepting_;
};

}  // namespace ketway::test
