#include "execute/lowering.hpp"

#include "host/http/offload.hpp"
#include "ketway/compile.hpp"

namespace ketway {

expected<std::shared_ptr<const target>> lowering::target_of(const std::shared_ptr<const device>& d) {
  const std::lock_guard lock(mutex_);
  if (device_ != d) {
    auto made = target::of(*d);
    if (!made)
      return error(errc::data_loss,
                   "the description of device '" + d->id + "' does not read: " + made.error().message());
    target_ = std::make_shared<const target>(std::move(*made));
    device_ = d;
  }
  return target_;
}

flow<expected<prepared>> lowering::apply(prepared one, std::shared_ptr<const device> d, const work_builder& builder) {
  if (!wanted(*d) || builder.fits(one)) co_return one;
  auto where = target_of(d);
  if (!where) co_return std::move(where.error());
  const offload<expected<prepared>>::function work = [one, t = *where](const std::stop_token&) -> expected<prepared> {
    auto done = compile(one.program, *t);
    if (!done) return std::move(done.error());
    return prepared(std::move(done->circuit), one.measured_here);
  };
  offload<expected<prepared>> compiling(work);
  auto lowered = co_await compiling;
  if (!lowered && lowered.error().code() == errc::invalid_argument) lowered.error().billed(billing::not_billed);
  co_return lowered;
}

}  // namespace ketway
