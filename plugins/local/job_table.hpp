#pragma once

#include <deque>
#include <ketway/plugin.hpp>
#include <memory>
#include <string>
#include <unordered_map>

#include "workload.hpp"

namespace ketway::local {

/// A submission that runs in the background. On the backend's queue only, but for the workload.
class local_job {
 public:
  local_job(std::string id, std::string token, std::unique_ptr<workload> work)
      : id(std::move(id)), token(std::move(token)), work(std::move(work)) {}

  bool ended() const noexcept { return state != KW_JOB_RUNNING; }
  /// As the host sees it; without the results.
  plugin::job view() const;

  const std::string id, token;
  const std::unique_ptr<workload> work;
  std::uint32_t state = KW_JOB_RUNNING;
  std::uint64_t created_ns = 0, finished_ns = 0, execution_ns = 0;
  std::optional<plugin::error> failure;
  plugin::signal changed;
  std::size_t runners = 0;  ///< offloads under way
};

/// Jobs by id and by token. Keeps what runs, and of what has ended the latest, within bounds of number and memory.
class job_table {
 public:
  /// Throws plugin::error(KW_NOT_FOUND).
  std::shared_ptr<local_job> by_id(std::string_view id) const;
  /// The latest with that token; nullptr where there is none.
  std::shared_ptr<local_job> by_token(std::string_view token) const;
  void add(const std::shared_ptr<local_job>& j);
  /// Call once per job, when it has ended.
  void has_ended(const std::shared_ptr<local_job>& j);
  std::size_t running() const noexcept { return by_id_.size() - ended_.size(); }
  void stop_all();

 private:
  static constexpr std::size_t max_ended = 1000;
  static constexpr std::uint64_t max_ended_bytes = std::uint64_t{1} << 30;
  std::unordered_map<std::string, std::shared_ptr<local_job>> by_id_, by_token_;
  std::deque<std::shared_ptr<local_job>> ended_;  // oldest first
  std::uint64_t ended_bytes_ = 0;
};

}  // namespace ketway::local
