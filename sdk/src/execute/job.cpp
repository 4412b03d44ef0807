#include "ketway/job.hpp"

#include <array>

#include "execute/job_state.hpp"
#include "execute/launch.hpp"
#include "execute/reconcile.hpp"
#include "ketway/job_node.hpp"

namespace ketway {
namespace {

flow<expected<job_status>> look(job::state& s) {
  if (auto ok = co_await reconcile(s); !ok) co_return std::move(ok.error());
  if (!s.ended())
    if (auto ok = co_await ask_state(s); !ok) co_return std::move(ok.error());
  co_return s.status();
}

flow<expected<std::vector<expected<result>>>> see_through(job::state& s) {
  if (auto ok = co_await reconcile(s); !ok) co_return std::move(ok.error());
  if (auto ok = co_await await_end(s); !ok) co_return std::move(ok.error());
  co_return co_await collect(s);
}

job_status never_sent() {
  job_status now;
  now.state = job_state::cancelled, now.cancellation = cancel_outcome::before_run, now.billed = billing::not_billed;
  return now;
}

/// What may have been accepted is looked for, and where it is proved that it was not, it stays so.
flow<expected<job_status>> stop(job::state& s) {
  s.unwanted = true;
  if (auto ok = co_await reconcile(s); !ok) {
    if (s.recorded == journal_state::refused) co_return never_sent();
    co_return std::move(ok.error());
  }
  co_return co_await ask_cancel(s);
}

/// To find out first whether it was accepted takes as long as a provider's listing lags.
constexpr std::chrono::nanoseconds settling_limit = std::chrono::minutes(2);

/// A job of a plugin. What it is called was true when the handle was made, and stays.
class plugin_job final : public job_node {
 public:
  explicit plugin_job(std::shared_ptr<job::state> s)
      : state_(std::move(s)), id_(state_->reference.id), uri_(state_->uri()) {}
  const std::string& id() const noexcept override { return id_; }
  const std::string& uri() const noexcept override { return uri_; }
  const std::string& backend() const noexcept override { return state_->backend(); }
  boost::asio::awaitable<expected<job_status>> try_status() override { return ask(&look); }
  boost::asio::awaitable<expected<std::vector<expected<result>>>> try_results(
      std::optional<std::chrono::nanoseconds> deadline) override {
    auto body = [s = state_](call_context&) { return see_through(*s); };
    return start_call<expected<std::vector<expected<result>>>>(account(), deadline, std::move(body));
  }
  boost::asio::awaitable<expected<job_status>> try_cancel() override { return ask(&stop); }
  boost::asio::awaitable<expected<void>> settle(std::chrono::nanoseconds deadline) override {
    auto body = [s = state_](call_context&) { return reconcile(*s); };
    return start_call<expected<void>>(account(), deadline, std::move(body));
  }

 private:
  boost::asio::awaitable<expected<job_status>> ask(flow<expected<job_status>> (*what)(job::state&)) const {
    auto body = [s = state_, what](call_context&) { return what(*s); };
    if (id_.empty()) return start_call<expected<job_status>>(account(), settling_limit, std::move(body));
    return start_question<expected<job_status>>(account(), std::move(body));
  }
  const std::shared_ptr<plugin_account>& account() const noexcept { return state_->lease->core->account; }
  const std::shared_ptr<job::state> state_;
  const std::string id_, uri_;
};

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
boost::asio::awaitable<expected<void>> nothing_to_settle() { co_return expected<void>(); }

}  // namespace

std::string_view to_string(job_state s) noexcept {
  constexpr std::array<std::string_view, 6> words{"unknown", "queued", "running", "done", "failed", "cancelled"};
  const auto i = static_cast<std::size_t>(s);
  return i < words.size() ? words[i] : words[0];
}

boost::asio::awaitable<expected<void>> job_node::settle(std::chrono::nanoseconds) { return nothing_to_settle(); }

job make_job(std::shared_ptr<job::state> s) { return job(std::make_shared<plugin_job>(std::move(s))); }

const std::string& job::id() const noexcept { return node_->id(); }
const std::string& job::uri() const noexcept { return node_->uri(); }
const std::string& job::backend() const noexcept { return node_->backend(); }
const decision_log& job::decisions() const noexcept {
  static const decision_log none;
  return decisions_ ? *decisions_ : none;
}

boost::asio::awaitable<expected<job_status>> job::try_status() const { return node_->try_status(); }
boost::asio::awaitable<job_status> job::status() const { return value_of(*this, &job::try_status); }

boost::asio::awaitable<expected<std::vector<expected<result>>>> job::try_results(
    std::optional<std::chrono::nanoseconds> deadline) const {
  return node_->try_results(deadline);
}

boost::asio::awaitable<std::vector<expected<result>>> job::results(
    std::optional<std::chrono::nanoseconds> deadline) const {
  return value_of(*this, &job::try_results, deadline);
}

boost::asio::awaitable<result> job::result(std::optional<std::chrono::nanoseconds> deadline) const {
  return first_of(*this, deadline);
}

boost::asio::awaitable<expected<void>> job::try_settle(std::chrono::nanoseconds deadline) const {
  return node_->settle(deadline);
}

boost::asio::awaitable<expected<job_status>> job::try_cancel() const { return node_->try_cancel(); }
boost::asio::awaitable<job_status> job::cancel() const { return value_of(*this, &job::try_cancel); }

}  // namespace ketway
