#pragma once
// The folder of a journal: whose it is, who may write there, and that one process at a time sets it up.

#include <string>
#include <utility>

#include "ketway/error.hpp"

namespace ketway::sql {

/// Closed at its end, and with it any lock on it.
class open_file {
 public:
  open_file() = default;
  explicit open_file(int n) noexcept : n_(n) {}
  open_file(open_file&& o) noexcept : n_(std::exchange(o.n_, -1)) {}
  open_file& operator=(open_file&& o) noexcept;
  open_file(const open_file&) = delete;
  open_file& operator=(const open_file&) = delete;
  ~open_file();
  int get() const noexcept { return n_; }
  explicit operator bool() const noexcept { return n_ >= 0; }

 private:
  int n_ = -1;
};

/// A failed call of the system, as an error of a journal.
error system_error(int errno_value, const std::string& what);

/// Makes it with mode 0700 where it is not there. Refused: one that others can write to, another user's, one on a network.
expected<void> make_private_folder(const std::string& folder);
/// Makes an empty file of mode 0600 where there is none, on disk with its name. Refused: one that others can write to.
expected<void> make_private_file(const std::string& folder, const std::string& name);
/// Held while a journal is set up. unavailable after some seconds.
expected<open_file> opening_lock(const std::string& folder);

}  // namespace ketway::sql
