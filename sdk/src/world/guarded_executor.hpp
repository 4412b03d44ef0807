#pragma once
// One at a time, like Asio's strand, for steps that are short: whoever comes second waits on a mutex. A strand queues
// instead, which costs an allocation and a hop for each of the many small steps of an exchange.

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/execution.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/require.hpp>
#include <memory>
#include <mutex>
#include <type_traits>
#include <utility>

namespace ketway {

/// What the copies of a guarded executor share.
class guard_state {
 public:
  /// Whoever has a last word that may not be said under the guard: code of strangers runs in it.
  class speaker {
   public:
    virtual ~speaker() = default;
    virtual void last_word() = 0;
  };
  /// Under the guard: `who` speaks once it is free again, on this thread.
  void afterwards(std::shared_ptr<speaker> who) { next_ = std::move(who); }

  template <class F>
  void run(F&& f) {
    std::shared_ptr<speaker> next;
    {
      const std::lock_guard lock(mutex_);
      const nesting inside(depth_);
      std::forward<F>(f)();
      if (depth_ == 1) next.swap(next_);
    }
    if (next) next->last_word();
  }

 private:
  struct nesting {
    explicit nesting(int& d) : depth(++d) {}
    nesting(const nesting&) = delete;
    nesting& operator=(const nesting&) = delete;
    ~nesting() { --depth; }
    int& depth;
  };
  std::recursive_mutex mutex_;
  int depth_ = 0;
  std::shared_ptr<speaker> next_;
};

/// An executor that runs what it is given on `inner`, under a guard that its copies share. Nested on one thread it does
/// not wait. What it runs may wait for none of its other threads, and calls no code of strangers: see `afterwards`. An
/// executor is copied often, and so only points to its guard: whoever owns that is kept alive by what is run.
template <class Inner>
class guarded_executor {
 public:
  guarded_executor(Inner inner, guard_state& state) noexcept : inner_(std::move(inner)), state_(&state) {}

  template <class F>
  void execute(F&& f) const {
    inner_.execute([s = state_, g = std::forward<F>(f)]() mutable { s->run(std::move(g)); });
  }

  // Every property is the inner executor's.
  template <class P>
    requires boost::asio::can_query_v<const Inner&, P>
  decltype(auto) query(const P& p) const noexcept {
    return boost::asio::query(inner_, p);
  }
  template <class P>
    requires boost::asio::can_require_v<const Inner&, P>
  auto require(const P& p) const {
    return rewrapped(boost::asio::require(inner_, p));
  }
  template <class P>
    requires boost::asio::can_prefer_v<const Inner&, P>
  auto prefer(const P& p) const {
    return rewrapped(boost::asio::prefer(inner_, p));
  }
  friend bool operator==(const guarded_executor& a, const guarded_executor& b) noexcept {
    return a.state_ == b.state_ && a.inner_ == b.inner_;
  }
  friend bool operator!=(const guarded_executor& a, const guarded_executor& b) noexcept { return !(a == b); }

 private:
  template <class Other>
  guarded_executor<std::decay_t<Other>> rewrapped(Other&& inner) const {
    return {std::forward<Other>(inner), *state_};
  }
  Inner inner_;
  guard_state* state_;
};

}  // namespace ketway
