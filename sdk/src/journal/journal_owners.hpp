#pragma once
// Who uses a journal, and whether they are still there.

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "ketway/error.hpp"

namespace ketway::sql {

/// One user's place among all that share a journal; left at its end, however it ends.
class owners {
 public:
  owners() = default;
  owners(const owners&) = delete;
  owners& operator=(const owners&) = delete;
  virtual ~owners() = default;
  virtual const std::string& own() const noexcept = 0;
  /// May be asked inside a transaction.
  virtual expected<bool> lives(std::string_view owner) = 0;
};

/// A name that no other owner ever has: 128 random bits in hexadecimal digits.
std::string make_owner_name(const std::function<void(std::span<std::byte>)>& random);

/// One file an owner in `folder`/owners, locked as long as its process lives; files of the dead are removed. `place` is
/// what errors call the journal. Called by one process at a time (`opening_lock`).
expected<std::unique_ptr<owners>> join_folder(const std::string& folder, std::string name);

}  // namespace ketway::sql
