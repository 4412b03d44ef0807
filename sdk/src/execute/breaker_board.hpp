#pragma once
// All breakers of a runtime, by the names of their backends, and the judge over them. Thread-safe.

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "execute/breaker.hpp"
#include "execute/network_judge.hpp"
#include "ketway/error.hpp"

namespace ketway {

/// Whose failure an error is.
enum class fault : std::uint8_t {
  none,     ///< of what was asked, of the caller's rights or means, or of nobody
  backend,  ///< it should have worked
  network,  ///< it was not reached; the judge says whose fault that is
};
/// An error of a call that was not stopped by its caller. Pure.
///
///     needs_user, misconfigured                                       none
///     unreachable                                                     network
///     unavailable, internal, unknown, data_loss, deadline_exceeded;
///       aborted where a job has ended so                              backend
///     all others: what was asked for, rights, budgets, rate limits    none
fault fault_of(const error& e) noexcept;

class breaker_board {
  class entry;

 public:
  /// Leave for one call. What is not reported by its end says neither good nor bad of the backend.
  class permit {
   public:
    permit(permit&&) noexcept = default;
    permit& operator=(permit&& o) noexcept;
    ~permit() { drop(); }
    /// It was let through although its breaker is open.
    bool insisted() const noexcept { return ticket_ && ticket_->what == breaker::ticket::kind::insisted; }
    bool trial() const noexcept { return ticket_ && ticket_->what == breaker::ticket::kind::trial; }
    /// `over_network`: that it answered shows that the network works.
    void succeeded(std::uint64_t now, bool over_network);
    void failed(const error& why, std::uint64_t now);

   private:
    friend class breaker_board;
    permit(breaker_board& b, std::shared_ptr<entry> e, breaker::ticket t, std::uint64_t began)
        : board_(&b), entry_(std::move(e)), ticket_(t), began_(began) {}
    void drop() noexcept;
    breaker_board* board_;
    std::shared_ptr<entry> entry_;  // none: reported, or moved from
    std::optional<breaker::ticket> ticket_;
    std::uint64_t began_;
  };

  class handle {
   public:
    std::optional<permit> admit(std::uint64_t now) const;
    permit insist(std::uint64_t now) const;
    bool would_admit(std::uint64_t now) const;

   private:
    friend class breaker_board;
    handle(breaker_board& b, std::shared_ptr<entry> e) : board_(&b), entry_(std::move(e)) {}
    breaker_board* board_;
    std::shared_ptr<entry> entry_;
  };

  /// The one of that name; `s` where there is none yet.
  handle of(const std::string& name, const breaker_settings& s);
  /// `unix_minus_monotonic`: what turns the board's times into those of the calendar.
  std::vector<breaker_status> all(std::uint64_t now, std::uint64_t unix_minus_monotonic) const;

 private:
  void count(const std::shared_ptr<entry>& e, const breaker::ticket& t, breaker::outcome how, std::uint64_t began,
             std::uint64_t now);
  void heard(const entry* e, std::uint64_t now);
  void unreached(const std::shared_ptr<entry>& e, std::uint64_t began, std::uint64_t now);

  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<entry>>
      entries_;  // for as long as the runtime: the judge knows them by address
  network_judge judge_;
};

}  // namespace ketway
