#include "calling.hpp"

#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <optional>
#include <utility>

namespace ketway::simulated {
namespace {

namespace asio = boost::asio;
using std::chrono::nanoseconds;

expected<results> all_or_none(answers each) {
  results all;
  std::optional<error> failed;
  for (auto& one : each) {
    if (one)
      all.push_back(std::move(*one));
    else if (!failed)
      failed = std::move(one.error());
  }
  if (failed && !all.empty())
    return error(errc::internal, "only " + std::to_string(all.size()) + " of " + std::to_string(each.size()) +
                                     " circuits have a result: " + failed->to_string());
  if (failed) return std::move(*failed);
  return all;
}

asio::awaitable<expected<results>> by_handle(backend device, call_plan plan, execute_options o, world& w) {
  co_await asio::this_coro::throw_if_cancelled(false);
  const std::uint64_t from = w.monotonic_ns();
  auto handed_over = co_await device.try_submit(plan.program(), std::move(o));
  if (!handed_over) co_return std::move(handed_over.error());
  const bool unwanted = (co_await asio::this_coro::cancellation_state).cancelled() != asio::cancellation_type::none;
  if (unwanted) co_return std::move(error(errc::cancelled, "no longer wanted").job_uri(handed_over->uri()));
  const nanoseconds since(static_cast<std::int64_t>(w.monotonic_ns() - from));
  auto outcome = co_await results_of(*handed_over, std::max(nanoseconds(1), plan.deadline - since));
  if (!outcome) outcome.error().job_uri(handed_over->uri());  // whoever has a handle has that
  co_return outcome;
}

}  // namespace

asio::awaitable<answers> make_call(backend device, call_plan plan, execute_options o, world& w) {
  co_await asio::this_coro::throw_if_cancelled(false);
  if (plan.what == call_plan::kind::sweep) co_return co_await device.sweep(plan.program(), plan.rows(), std::move(o));
  if (plan.what == call_plan::kind::batch) {
    std::vector<circuit> all;
    for (std::size_t i = 0; i < plan.circuits; ++i) all.push_back(plan.program(i));
    co_return co_await device.execute_batch(std::move(all), std::move(o));
  }
  if (!plan.by_handle) co_return answers(1, co_await device.try_execute(plan.program(), std::move(o)));
  auto all = co_await by_handle(device, plan, std::move(o), w);
  co_return answers(1, all ? expected<result>(std::move(all->front())) : expected<result>(std::move(all.error())));
}

asio::awaitable<expected<results>> results_of(job j, nanoseconds limit) {
  auto all = co_await j.try_results(limit);
  if (!all) co_return std::move(all.error());
  co_return all_or_none(std::move(*all));
}

}  // namespace ketway::simulated
