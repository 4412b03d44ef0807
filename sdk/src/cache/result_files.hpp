#pragma once
// Entries of a cache as files of one folder, shared by processes: written beside and moved into place, so that nobody sees
// half of one; the time of a file says when it was last used.

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ketway/result_cache.hpp"

namespace ketway {

/// Blocks. Thread-safe. A name is of letters, digits and '-'.
class result_files {
 public:
  result_files(std::filesystem::path folder, std::uint64_t limit) : folder_(std::move(folder)), limit_(limit) {}

  /// None: there is no such entry, or it cannot be read. It is used now.
  std::optional<std::string> get(const std::string& name, std::uint64_t now_ns) const;
  /// Errors: resource_exhausted (the disk is full), permission_denied, unavailable; nothing is left behind then.
  expected<void> put(const std::string& name, std::string_view bytes, std::uint64_t now_ns);
  void remove(const std::string& name) const noexcept;

  expected<result_cache_usage> usage() const;
  expected<result_cache_usage> clear();

 private:
  class entry {
   public:
    std::string name;
    std::uint64_t bytes = 0;
    std::int64_t used_ns = 0;
    bool unfinished = false;
  };
  expected<std::vector<entry>> entries() const;
  expected<void> make_folder() const;
  expected<void> write(const std::string& name, std::string_view bytes, std::uint64_t now_ns);
  /// Takes away what was used least recently, and what somebody began to write an hour ago.
  void trim(std::uint64_t now_ns);

  const std::filesystem::path folder_;
  const std::uint64_t limit_;
  std::mutex mutex_;
  std::uint64_t bytes_ = 0;    // all entries, as far as this process knows
  std::uint64_t written_ = 0;  // how often; other processes are heard of from time to time
};

}  // namespace ketway
