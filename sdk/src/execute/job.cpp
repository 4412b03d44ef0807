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

}  // namespace

std::string_view to_string(job_state s) noexcept {
  constexpr std::array<std::string_view, 6> words{"unknown", "queued", "running", "done", "failed", "cancelled"};
  const auto i = static_cast<std::size_t>(s);
  return i < words.size() ? words[i] : words[0];
}

const std::string& job::id() const noexcept { return state_->reference.id; }
const std::string& job::uri() const noexcept { return *state_->uri; }
const std::string& job::backend() const noexcept { return *state_->backend; }

boost::asio::awaitable<expected<job_status>> job::try_status() const {
  auto body = [s = state_](call_context&) { return look(*s); };
  return start_call<expected<job_status>>(state_->lease->account, question_limit, std::move(body));
}

boost::asio::awaitable<job_status> job::status() const {
  const job self = *this;
  auto s = co_await self.try_status();
  co_return std::move(s).value();
}

boost::asio::awaitable<expected<std::vector<expected<result>>>> job::try_results(
    std::optional<std::chrono::nanoseconds> deadline) const {
  auto body = [s = state_](call_context&) { return see_through(*s); };
  return start_call<expected<std::vector<expected<ketway::result>>>>(state_->lease->account, deadline, std::move(body));
}

boost::asio::awaitable<std::vector<expected<result>>> job::results(
    std::optional<std::chrono::nanoseconds> deadline) const {
  const job self = *this;
  auto all = co_await self.try_results(deadline);
  co_return std::move(all).value();
}

boost::asio::awaitable<result> job::result(std::optional<std::chrono::nanoseconds> deadline) const {
  const job self = *this;
  auto all = co_await self.try_results(deadline);
  co_return std::move(std::move(all).value().front()).value();
}

boost::asio::awaitable<expected<job_status>> job::try_cancel() const {
  auto body = [s = state_](call_context&) { return ask_cancel(*s); };
  return start_call<expected<job_status>>(state_->lease->account, question_limit, std::move(body));
}

boost::asio::awaitable<job_status> job::cancel() const {
  const job self = *this;
  auto s = co_await self.try_cancel();
  co_return std::move(s).value();
}

}  // namespace ketway
