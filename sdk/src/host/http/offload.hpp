#pragma once
// `co_await offload<T>(f)`: f on a compute thread of the world, its value back on the strand. A call that is stopped goes on
// at once; f is asked to stop, and what it still comes to is dropped. T is an expected<...>: where there is no value, an
// error.

#include <functional>
#include <memory>
#include <stop_token>
#include <utility>

#include "host/elsewhere.hpp"

namespace ketway {

template <class T>
class offload final : public elsewhere<T> {
 public:
  using function = std::function<T(const std::stop_token&)>;
  explicit offload(function f)
      : elsewhere<T>([work = std::move(f)](plugin_account& a, std::shared_ptr<typename elsewhere<T>::parcel> p) {
          a.rt().world().compute([work, p = std::move(p)] { p->value.emplace(work(p->stop.get_token())); });
        }) {}
};

}  // namespace ketway
