#pragma once
// One poller for all jobs of an account. Where the plugin can list many jobs in one call, polls that fall due together
// become one; else each is its own call. Strand only.

#include <array>
#include <coroutine>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/call.hpp"
#include "host/values.hpp"

namespace ketway {

/// How a job is named to its plugin. Owned by whoever waits for the job; small, because many wait.
class job_reference {
 public:
  job_reference() = default;
  std::string id;
  std::shared_ptr<const std::string> memo;  // none: empty
  std::shared_ptr<const ketway::device> device;
  std::array<char, 36> client_token{};
  std::uint64_t submitted_ns = 0;
  kw_job_ref view() const;
  std::string_view token() const noexcept { return {client_token.data(), client_token.size()}; }
};

class poller {
 public:
  explicit poller(plugin_account& account) : account_(account) {}

  /// The job's state now. `job` must outlive the wait.
  flow<expected<job_snapshot>> poll(const job_reference& job);

 private:
  class ticket;  // NOLINT(cppcoreguidelines-virtual-class-destructor): it is final
  flow<expected<job_snapshot>> poll_alone(const job_reference& job);
  flow<void> run_batches();

  plugin_account& account_;
  enum class ability : std::uint8_t { unknown, yes, no } many_ = ability::unknown;
  bool running_ = false;
  std::vector<ticket*> waiting_;
};

}  // namespace ketway
