#include "compare/answer.hpp"

#include <boost/asio/this_coro.hpp>
#include <new>

#include "compiler/calibration.hpp"

namespace ketway::comparing {

namespace asio = boost::asio;

asio::awaitable<bool> was_cancelled() {
  const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
  co_return state.cancelled() != asio::cancellation_type::none;
}

error not_started(const std::string& backend) {
  error why(errc::cancelled, "cancelled before it was started");
  why.backend(backend).billed(billing::not_billed);
  return why;
}

asio::awaitable<expected<result>> answer_of(contender who, circuit c, execute_options o) {
  co_await asio::this_coro::throw_if_cancelled(false);
  if (!who.where()) co_return who.where().error();
  if (co_await was_cancelled()) co_return not_started(who.name());
  error failure;
  try {
    co_return co_await who.where()->try_execute(std::move(c), std::move(o));
  } catch (const exception& e) {
    failure = e.error();
  } catch (const std::bad_alloc&) {
    failure = error(errc::resource_exhausted, "there is not enough memory for it");
  } catch (const std::exception& e) {
    failure = error(errc::internal, e.what());
  }
  if (failure.backend().empty()) failure.backend(who.name());
  co_return failure;
}

execute_options for_ideal(const execute_options& o) {
  execute_options exact;
  exact.shots(0).when_abandoned(o.when_abandoned());
  if (o.deadline()) exact.deadline(*o.deadline());
  for (const auto& [name, value] : o.parameters()) exact.parameter(name, value);
  return exact;
}

bool gives_ideal(const contender& who) {
  if (!who.where()) return false;
  const device d = who.where()->device();
  if (!d.simulator || !d.free || !d.exact) return false;
  const expected<compiler::calibration> figures = compiler::calibration::of(d);
  return figures && !figures->names_errors();
}

}  // namespace ketway::comparing
