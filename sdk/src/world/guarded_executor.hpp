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

/// An executor that runs what it is given on `inner`, under a mutex that its copies share. Nested on one thread it does
/// not wait. What it runs may wait for none of its other threads; code of strangers it calls only while nobody else can
/// want the guard.
template <class Inner>
class guarded_executor {
 public:
  using mutex_type = std::recursive_mutex;
  guarded_executor(Inner inner, std::shared_ptr<mutex_type> mutex) noexcept
      : inner_(std::move(inner)), mutex_(std::move(mutex)) {}

  template <class F>
  void execute(F&& f) const {
    inner_.execute([m = mutex_, g = std::forward<F>(f)]() mutable {
      const std::lock_guard lock(*m);
      std::move(g)();
    });
  }
  mutex_type& mutex() const noexcept { return *mutex_; }

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
    return a.mutex_ == b.mutex_ && a.inner_ == b.inner_;
  }
  friend bool operator!=(const guarded_executor& a, const guarded_executor& b) noexcept { return !(a == b); }

 private:
  template <class Other>
  guarded_executor<std::decay_t<Other>> rewrapped(Other&& inner) const {
    return {std::forward<Other>(inner), mutex_};
  }
  Inner inner_;
  std::shared_ptr<mutex_type> mutex_;
};

}  // namespace ketway
