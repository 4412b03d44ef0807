#pragma once
// What the handles of a cache share.

#include <atomic>

#include "cache/call_key.hpp"
#include "cache/result_files.hpp"
#include "execute/convert.hpp"
#include "runtime/runtime_impl.hpp"

namespace ketway {

/// Its work with files blocks. Thread-safe. A failure of the disk is a warning, the first time, and no error.
class result_cache::state {
 public:
  state(const runtime& rt, result_cache_options o);

  /// One result for each circuit or row; empty: they are not all there.
  std::vector<std::shared_ptr<result::data>> find(const std::string& key, std::size_t size);
  /// Those that are results and not too large.
  void keep(const std::string& key, const std::vector<expected<result>>& all);

  runtime::impl& rt() const noexcept { return *rt_; }
  const result_cache_options& options() const noexcept { return options_; }
  result_files& files() noexcept { return files_; }

 private:
  const std::shared_ptr<runtime::impl> rt_;
  const result_cache_options options_;
  result_files files_;
  std::atomic<bool> warned_ = false;
};

}  // namespace ketway
