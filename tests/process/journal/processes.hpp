#pragma once
// Children of a test that share its journal, and how they are killed.

#include <sys/types.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace ketway::process_test {

/// A child process that runs `work` and ends; it writes lines to its parent. Killed at the end of this object.
class writer {
 public:
  explicit writer(const std::function<void(const std::function<void(const std::string&)>& say)>& work);
  writer(writer&& o) noexcept
      : pid_(std::exchange(o.pid_, -1)), from_(std::exchange(o.from_, -1)), rest_(std::move(o.rest_)) {}
  writer(const writer&) = delete;
  writer& operator=(const writer&) = delete;
  ~writer();

  /// The next line; empty where there is none any more.
  std::string line();
  /// All that is left, to its end.
  std::vector<std::string> lines();
  void kill() const;  ///< SIGKILL

 private:
  pid_t pid_ = -1;
  int from_ = -1;
  std::string rest_;
};

}  // namespace ketway::process_test
