#pragma once
// A set of backends that is a backend: who is asked next, on what terms, and what is written down about it.

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "execute/breaker_board.hpp"
#include "ketway/backend_node.hpp"
#include "ketway/compose.hpp"
#include "runtime/runtime_impl.hpp"

namespace ketway {

/// What every call of a set shares. Immutable.
class failover_set {
 public:
  /// Throws exception(invalid_argument).
  failover_set(failover_options o, std::vector<backend> all);

  class candidate {
   public:
    explicit candidate(backend b) : where(std::move(b)), away(std::make_shared<std::atomic<std::int8_t>>(-1)) {}
    /// Whether its answers come over a network, once it has answered: asked once, since a device is copied for it.
    bool answers_from_afar() const;
    backend where;
    std::shared_ptr<std::atomic<std::int8_t>> away;  // -1: not known yet
    std::shared_ptr<const failover_set> nested;      // a set guards itself
    std::optional<breaker_board::handle> breaker;    // of all others
  };
  const failover_options options;
  std::vector<backend> backends;
  std::vector<candidate> candidates;
  std::string name;
  std::shared_ptr<runtime::impl> home;

  std::uint64_t now() const { return home->world().monotonic_ns(); }
  /// Whether one of the candidates is not passed over.
  bool would_admit(std::uint64_t at) const;
};

/// What happens in one call, for its result. Used by one strand.
class journey {
 public:
  explicit journey(const failover_set& s)
      : world_(&s.home->world()), began_(world_->monotonic_ns()), log_(std::make_shared<decision_log>()) {}
  void note(decision::step what, const std::string& backend, std::string why = {}) {
    log_->emplace_back(world_->unix_ns(), what, backend, std::move(why));
  }
  /// What a set among the candidates has to tell.
  void note_all(const decision_log& inner) { log_->insert(log_->end(), inner.begin(), inner.end()); }
  /// As it is now; what is noted later does not change it.
  std::shared_ptr<const decision_log> so_far() const { return std::make_shared<const decision_log>(*log_); }
  /// The result says how long the whole call took, not only the one that won.
  void clock(result& r) const {
    r.took(std::chrono::nanoseconds(static_cast<std::int64_t>(world_->monotonic_ns() - began_)));
  }

 private:
  world* world_;
  std::uint64_t began_;
  std::shared_ptr<decision_log> log_;
};

/// The candidates of one call in their order. One at least is always given, whatever the breakers say.
class walk {
 public:
  walk(std::shared_ptr<const failover_set> s, std::shared_ptr<journey> j);

  class step {
   public:
    step(const failover_set::candidate& c, std::optional<breaker_board::permit> p) : to(&c), permit(std::move(p)) {}
    const failover_set::candidate* to;
    std::optional<breaker_board::permit> permit;  // none: a set
  };
  /// None: all have been asked.
  std::optional<step> next();
  /// The next one that costs nothing, where its breaker lets it; the others keep their turn.
  std::optional<step> next_free(bool paid_too);

 private:
  std::optional<step> enter(std::size_t place);
  std::shared_ptr<const failover_set> set_;
  std::shared_ptr<journey> journey_;
  std::vector<std::size_t> left_, skipped_;
  bool insisted_ = false;
};

/// The end of the whole call.
class time_left {
 public:
  time_left(const failover_set& s, const std::optional<std::chrono::nanoseconds>& limit);
  bool over(std::uint64_t now) const noexcept { return now >= until_; }
  std::uint64_t until() const noexcept { return until_; }
  /// The same options for what is left of it.
  execute_options apply(execute_options o, std::uint64_t now) const;

 private:
  std::uint64_t until_;
};

/// What one candidate came to, its repetitions included.
template <class T>
class visit {
 public:
  visit() = default;
  visit(expected<T> o, bool go_on) : outcome(std::move(o)), others_may(go_on) {}
  expected<T> outcome;
  bool others_may = false;  // only for errors
};

/// One call to one backend.
template <class T>
using call_to = std::function<boost::asio::awaitable<expected<T>>(const backend&, execute_options)>;

/// Asks one candidate, again where that may help.
template <class T>
boost::asio::awaitable<visit<T>> ask(std::shared_ptr<const failover_set> s, walk::step at, std::shared_ptr<journey> j,
                                     time_left limit, execute_options o, call_to<T> call);

/// A pause before the same backend is asked for the n-th time again (from 0), and not before it wants it. None: another
/// backend is the better choice. `began`: when it was asked.
std::optional<std::chrono::nanoseconds> pause_before(std::uint32_t n, const error& e, const failover_set& s,
                                                     const time_left& limit, std::uint64_t began, std::uint64_t now);
/// What it has to say for the record.
std::string brief(const error& e);
/// A free device bills nothing, whatever its backend leaves unsaid.
void settle_bill(error& e, const backend& of);

/// Two requests for one answer: failover_options::hedge_after.
boost::asio::awaitable<expected<result>> run_hedged(std::shared_ptr<const failover_set> s, circuit c,
                                                    execute_options o);

class failover_node final : public backend_node {
 public:
  explicit failover_node(std::shared_ptr<const failover_set> s) : set_(std::move(s)) {}
  const std::shared_ptr<const failover_set>& set() const noexcept { return set_; }

  const std::string& name() const noexcept override { return set_->name; }
  ketway::device device() const override;
  std::shared_ptr<runtime::impl> home() const override { return set_->home; }
  boost::asio::awaitable<expected<ketway::device>> refresh() override;
  boost::asio::awaitable<result> execute(circuit c, execute_options o) override;
  boost::asio::awaitable<expected<result>> try_execute(circuit c, execute_options o) override;
  boost::asio::awaitable<std::vector<expected<result>>> execute_batch(std::vector<circuit> all,
                                                                      execute_options o) override;
  boost::asio::awaitable<std::vector<expected<result>>> sweep(circuit c, parameter_table table,
                                                              execute_options o) override;
  boost::asio::awaitable<expected<job>> submit(circuit c, execute_options o) override;
  boost::asio::awaitable<expected<void>> validate(circuit c, execute_options o) override;
  boost::asio::awaitable<expected<cost_estimate>> estimate(circuit c, execute_options o) override;
  boost::asio::awaitable<expected<ketway::session>> session(session_options o) override;
  expected<ketway::session> join_session(const std::string& id) override;

 private:
  const std::shared_ptr<const failover_set> set_;
};

}  // namespace ketway
