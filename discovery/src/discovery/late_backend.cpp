#include "discovery/late_backend.hpp"

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <chrono>
#include <utility>
#include <variant>

#include "ketway/sleep.hpp"

namespace ketway::discovery {

namespace asio = boost::asio;

std::optional<backend> late_backend::opened() const {
  const std::lock_guard lock(mutex_);
  return open_;
}

device late_backend::device() const {
  if (const auto there = opened()) return there->device();
  ketway::device unknown;
  unknown.id = unknown.name = name_;
  return unknown;
}

asio::awaitable<expected<backend>> late_backend::open(self_type self, execute_options* o) {
  if (const auto there = self->opened()) co_return *there;
  using asio::experimental::awaitable_operators::operator||;
  const std::uint64_t began = self->rt_.world().monotonic_ns();
  asio::awaitable<expected<backend>> opening = self->from_.try_backend(self->name_);
  expected<backend> outcome;
  if (!o || !o->deadline()) {
    outcome = co_await std::move(opening);
  } else {
    asio::awaitable<bool> time_up = sleep_for(self->rt_, *o->deadline());
    auto first = co_await (std::move(opening) || std::move(time_up));
    if (first.index() == 0)
      outcome = std::get<0>(std::move(first));
    else
      outcome = error(errc::deadline_exceeded, "the deadline has passed while the backend was being opened");
    const std::chrono::nanoseconds took(static_cast<std::int64_t>(self->rt_.world().monotonic_ns() - began));
    o->deadline(std::max(*o->deadline() - took, std::chrono::nanoseconds(1)));
  }
  if (!outcome) {
    error& e = outcome.error();
    e.backend(self->name_);
    // Nothing is submitted while a backend is opened.
    if (e.billed() == billing::unknown) e.billed(billing::not_billed);
    co_return outcome;
  }
  const std::lock_guard lock(self->mutex_);
  if (!self->open_) self->open_ = *outcome;
  co_return outcome;
}

asio::awaitable<bool> late_backend::try_open(self_type self) {
  const auto there = co_await open(std::move(self), nullptr);
  co_return there.has_value();
}

// A coroutine reads its object only when it is first resumed, and the handle may be gone by then.
asio::awaitable<expected<device>> late_backend::refresh_of(self_type self) {
  auto there = co_await open(self, nullptr);
  if (!there) co_return std::move(there.error());
  co_return co_await there->refresh();
}
asio::awaitable<result> late_backend::execute_of(self_type self, circuit c, execute_options o) {
  auto there = co_await open(self, &o);
  co_return co_await std::move(there).value().execute(std::move(c), std::move(o));
}
asio::awaitable<expected<result>> late_backend::try_execute_of(self_type self, circuit c, execute_options o) {
  auto there = co_await open(self, &o);
  if (!there) co_return std::move(there.error());
  co_return co_await there->try_execute(std::move(c), std::move(o));
}
asio::awaitable<std::vector<expected<result>>> late_backend::batch_of(self_type self, std::vector<circuit> all,
                                                                      execute_options o) {
  auto there = co_await open(self, &o);
  if (!there) co_return std::vector<expected<result>>(all.size(), expected<result>(there.error()));
  co_return co_await there->execute_batch(std::move(all), std::move(o));
}
asio::awaitable<std::vector<expected<result>>> late_backend::sweep_of(self_type self, circuit c, parameter_table table,
                                                                      execute_options o) {
  auto there = co_await open(self, &o);
  if (!there) co_return std::vector<expected<result>>(table.rows().size(), expected<result>(there.error()));
  co_return co_await there->sweep(std::move(c), std::move(table), std::move(o));
}
asio::awaitable<expected<job>> late_backend::submit_of(self_type self, circuit c, execute_options o) {
  auto there = co_await open(self, &o);
  if (!there) co_return std::move(there.error());
  co_return co_await there->try_submit(std::move(c), std::move(o));
}
asio::awaitable<expected<void>> late_backend::validate_of(self_type self, circuit c, execute_options o) {
  auto there = co_await open(self, &o);
  if (!there) co_return std::move(there.error());
  co_return co_await there->validate(std::move(c), std::move(o));
}
asio::awaitable<expected<cost_estimate>> late_backend::estimate_of(self_type self, circuit c, execute_options o) {
  auto there = co_await open(self, &o);
  if (!there) co_return std::move(there.error());
  co_return co_await there->estimate(std::move(c), std::move(o));
}
asio::awaitable<expected<session>> late_backend::session_of(self_type self, session_options o) {
  auto there = co_await open(self, nullptr);
  if (!there) co_return std::move(there.error());
  co_return co_await there->try_session(o);
}

asio::awaitable<expected<device>> late_backend::refresh() { return refresh_of(shared_from_this()); }
asio::awaitable<result> late_backend::execute(circuit c, execute_options o) {
  return execute_of(shared_from_this(), std::move(c), std::move(o));
}
asio::awaitable<expected<result>> late_backend::try_execute(circuit c, execute_options o) {
  return try_execute_of(shared_from_this(), std::move(c), std::move(o));
}
asio::awaitable<std::vector<expected<result>>> late_backend::execute_batch(std::vector<circuit> all,
                                                                           execute_options o) {
  return batch_of(shared_from_this(), std::move(all), std::move(o));
}
asio::awaitable<std::vector<expected<result>>> late_backend::sweep(circuit c, parameter_table table,
                                                                   execute_options o) {
  return sweep_of(shared_from_this(), std::move(c), std::move(table), std::move(o));
}
asio::awaitable<expected<job>> late_backend::submit(circuit c, execute_options o) {
  return submit_of(shared_from_this(), std::move(c), std::move(o));
}
asio::awaitable<expected<void>> late_backend::validate(circuit c, execute_options o) {
  return validate_of(shared_from_this(), std::move(c), std::move(o));
}
asio::awaitable<expected<cost_estimate>> late_backend::estimate(circuit c, execute_options o) {
  return estimate_of(shared_from_this(), std::move(c), std::move(o));
}
asio::awaitable<expected<session>> late_backend::session(session_options o) {
  return session_of(shared_from_this(), o);
}
expected<session> late_backend::join_session(const std::string& id) {
  if (const auto there = opened()) return there->node()->join_session(id);
  return std::move(error(errc::failed_precondition, "the backend is not open yet").backend(name_));
}

}  // namespace ketway::discovery
