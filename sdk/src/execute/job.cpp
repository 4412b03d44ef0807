#include "ketway/job.hpp"

#include <array>

#include "execute/job_state.hpp"
#include "execute/launch.hpp"

namespace ketway {
namespace {

constexpr std::chrono::nanoseconds question_limit = std::chrono::seconds(30);

flow<expected<job_status>> look(job::state& s) {
  if (!s.ended())
    if (auto ok = co_await ask_state(s); !ok) co_return std::move(ok.error());
  co_return s.status();
}

flow<expected<std::vector<expected<result>>>> see_through(job::state& s) {
  if (auto ok = co_await await_end(s); !ok) co_return std::move(ok.error());
  co_return co_await collect(s);
}

// Coroutines read their arguments only when they are first resumed, and the handle may be gone by then: so it comes by value.
template <class T, class... A>
boost::asio::awaitable<T> value_of(job j, boost::asio::awaitable<expected<T>> (job::*ask)(A...) const, A... arguments) {
  auto answer = co_await (j.*ask)(arguments...);
  co_return std::move(answer).value();
}
boost::asio::awaitable<result> first_of(job j, std::optional<std::chrono::nanoseconds> deadline) {
  auto all = co_await j.try_results(deadline);
  co_return std::move(std::move(all).value().front()).value();
}

}  // namespace

std::string_view to_string(job_state s) noexcept {
  constexpr std::array<std::string_view, 6> words{"unknown", "queued", "running", "done", "failed", "cancelled"};
  const auto i = static_cast<std::size_t>(s);
  return i < words.size() ? words[i] : words[0];
}

const std::string& job::id() const noexcept { return state_->reference.id; }
const std::string& job::uri() const noexcept { return state_->late->uri; }
const std::string& job::backend() const noexcept { return state_->backend(); }

boost::asio::awaitable<expected<job_status>> job::try_status() const {
  auto body = [s = state_](call_context&) { return look(*s); };
  return start_call<expected<job_status>>(state_->lease->core->account, question_limit, std::move(body));
}

boost::asio::awaitable<job_status> job::status() const { return value_of(*this, &job::try_status); }

boost::asio::awaitable<expected<std::vector<expected<result>>>> job::try_results(
    std::optional<std::chrono::nanoseconds> deadline) const {
  auto body = [s = state_](call_context&) { return see_through(*s); };
  return start_call<expected<std::vector<expected<ketway::result>>>>(state_->lease->core->account, deadline,
                                                                     std::move(body));
}

boost::asio::awaitable<std::vector<expected<result>>> job::results(
    std::optional<std::chrono::nanoseconds> deadline) const {
  return value_of(*this, &job::try_results, deadline);
}

boost::asio::awaitable<result> job::result(std::optional<std::chrono::nanoseconds> deadline) const {
  return first_of(*this, deadline);
}

boost::asio::awaitable<expected<job_status>> job::try_cancel() const {
  auto body = [s = state_](call_context&) { return ask_cancel(*s); };
  return start_call<expected<job_status>>(state_->lease->core->account, question_limit, std::move(body));
}

boost::asio::awaitable<job_status> job::cancel() const { return value_of(*this, &job::try_cancel); }

}  // namespace ketway
