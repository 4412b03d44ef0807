#pragma once
// Faults on demand and by seed, around any cloud. Those of bodies, statuses and states are applied here; those of the
// transport are named in the answer for the transport to act out.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/cloud.hpp"
#include "ketway/error.hpp"

namespace ketway::emulator {

enum class fault : std::uint8_t {
  // of the transport
  refused,
  tls_wrong_name,
  tls_expired,
  reset_before_accept,
  reset_after_accept,
  lost_answer,
  partial_body,
  slow_body,
  slow_answer,  ///< the answer comes late, by `duration`
  // of the answer; the request was not carried out
  unauthorized,       ///< 401
  rate_limited,       ///< 429 with Retry-After, of `duration` in seconds (1 where there is none)
  rate_limited_mute,  ///< 429 without advice
  server_error,       ///< 500, 502, 503 or 504, by the seed
  html,               ///< 200 with a page in the place of JSON
  expired_link,       ///< of a result: 403 in the words of an object store
  // of the answer; the request was carried out
  server_error_after,
  truncated_json,
  wrong_json,       ///< JSON of another shape
  unknown_state,    ///< a word that nobody has documented
  state_backwards,  ///< a started or ended job is queued again
  // of the clock: the cloud's own is ahead by `duration`
  clock_skew,
};
std::string_view to_string(fault f) noexcept;
const std::vector<std::string>& fault_names();

/// One rule: which fault, on which requests, how often.
class fault_rule {
 public:
  explicit fault_rule(fault f) : what(f) {}
  fault what;
  std::optional<purpose> where;   ///< none: wherever it makes sense
  std::uint32_t times = 0;        ///< at most so often; 0: without end
  std::uint32_t skip = 0;         ///< let so many requests of that purpose pass first
  double chance = 1;              ///< of each request
  std::uint64_t duration_ns = 0;  ///< of slow_answer, refused, clock_skew and Retry-After
  std::uint64_t bytes_per_second = 1024, body_limit = 16;
};

/// "NAME[@PURPOSE][+SKIP][*TIMES][%PERCENT][~DURATION]", for instance "lost_answer@submit*1", "server_error%5",
/// "clock_skew~5m". Errors: invalid_argument that says what was expected.
expected<fault_rule> read_fault(std::string_view text);

/// How far the clocks of these clouds are ahead: the sum of their clock_skew. Whoever makes the cloud gives it a `skewed`.
std::uint64_t skew_of(const std::vector<fault_rule>& rules) noexcept;

/// A clock that runs ahead of the world's.
class skewed final : public surroundings {
 public:
  explicit skewed(surroundings& world) : world_(world) {}
  std::uint64_t unix_ns() override { return world_.unix_ns() + ahead_ns; }
  void random(std::span<std::byte> to) override { world_.random(to); }
  std::uint64_t ahead_ns = 0;

 private:
  surroundings& world_;
};

/// A cloud with faults. `books()` of it are the inner cloud's; a job whose answer was lost is marked as unanswered there.
class faulty final : public cloud {
 public:
  faulty(std::unique_ptr<cloud> inner, std::vector<fault_rule> rules, std::uint64_t seed);

  std::string_view name() const noexcept override { return inner_->name(); }
  bool owns(const request& r) const override { return inner_->owns(r); }
  purpose purpose_of(const request& r) const override { return inner_->purpose_of(r); }
  response handle(const request& r) override;
  response refusal(unsigned status) const override { return inner_->refusal(status); }
  ledger& books() override { return inner_->books(); }

  cloud& inner() noexcept { return *inner_; }
  /// From now on; the counts begin anew.
  void rules(std::vector<fault_rule> all);
  /// How often that fault has struck.
  std::uint64_t struck(fault f) const noexcept;

 private:
  class armed {
   public:
    explicit armed(fault_rule r) : rule(std::move(r)) {}
    fault_rule rule;
    std::uint32_t seen = 0, done = 0;
  };
  const fault_rule* choose(purpose p);
  response refuse(const fault_rule& rule);
  void spoil(const fault_rule& rule, response& answer);
  void lose(const response& answer, purpose p);
  double unit();

  std::unique_ptr<cloud> inner_;
  std::vector<armed> rules_;
  std::vector<std::uint64_t> struck_;
  std::uint64_t state_;
};

}  // namespace ketway::emulator
