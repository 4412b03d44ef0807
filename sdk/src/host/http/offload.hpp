#pragma once
// `co_await offload<T>(f)`: f on a compute thread of the world, its value back on the strand. Not interruptible: f ends by
// itself soon. T is an expected<...>: where the pool ends without running f, an error.

#include <coroutine>
#include <functional>
#include <memory>
#include <optional>

#include "host/plugin_account.hpp"

namespace ketway {

template <class T>
class offload {
 public:
  explicit offload(std::function<T()> f) : work_(std::move(f)) {}
  offload(const offload&) = delete;
  offload& operator=(const offload&) = delete;
  ~offload() = default;
  bool await_ready() const noexcept { return false; }
  template <class P>
  void await_suspend(std::coroutine_handle<P> h) {
    auto account = h.promise().ctx->account.shared_from_this();
    const std::shared_ptr<offload> comes_back(this,
                                              [account, h](offload*) { account->hand_over([h] { h.resume(); }); });
    account->rt().world().compute([comes_back] { comes_back->value_.emplace(comes_back->work_()); });
  }
  T await_resume() {
    if (value_) return std::move(*value_);
    return error(errc::cancelled, "the runtime has ended");
  }

 private:
  std::function<T()> work_;
  std::optional<T> value_;
};

}  // namespace ketway
