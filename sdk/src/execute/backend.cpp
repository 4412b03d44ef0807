// The faces of `backend`, `parameter_table` and the words for device states.
#include "ketway/backend.hpp"

#include <array>

#include "ketway/backend_node.hpp"

namespace ketway {
namespace {

// A coroutine reads its object only when it is first resumed, and the handle may be gone by then: so the node comes by value.
boost::asio::awaitable<job> submit_or_throw(std::shared_ptr<backend_node> node, circuit c, execute_options o) {
  auto j = co_await node->submit(std::move(c), std::move(o));
  co_return std::move(j).value();
}

boost::asio::awaitable<session> session_or_throw(std::shared_ptr<backend_node> node, session_options o) {
  auto s = co_await node->session(o);
  co_return std::move(s).value();
}

error without_sessions(const std::string& name) {
  return std::move(error(errc::unimplemented, "this backend has no sessions").backend(name));
}

boost::asio::awaitable<expected<cost_estimate>> no_estimate(std::string name) {
  co_return std::move(error(errc::unimplemented, "this backend cannot say what it would cost").backend(name));
}

boost::asio::awaitable<expected<session>> no_session(std::string name) { co_return without_sessions(name); }

}  // namespace

boost::asio::awaitable<expected<cost_estimate>> backend_node::estimate(circuit, execute_options) {
  return no_estimate(name());
}
boost::asio::awaitable<expected<session>> backend_node::session(session_options) { return no_session(name()); }
expected<session> backend_node::join_session(const std::string&) { return without_sessions(name()); }

expected<job> backend_node::adopt(const job_record&) {
  return std::move(
      error(errc::unimplemented, "jobs are taken up by the backend that they were sent to").backend(name()));
}

std::string_view to_string(device_state s) noexcept {
  constexpr std::array<std::string_view, 7> words{"unknown",     "online",   "busy",   "offline",
                                                  "maintenance", "reserved", "retired"};
  const auto i = static_cast<std::size_t>(s);
  return i < words.size() ? words[i] : words[0];
}

parameter_table& parameter_table::row(std::vector<double> values) {
  if (values.size() != names_.size())
    throw exception(error(errc::invalid_argument, "a row of the parameter table has " + std::to_string(values.size()) +
                                                      " values for " + std::to_string(names_.size()) + " names"));
  rows_.push_back(std::move(values));
  return *this;
}

const std::string& backend::name() const noexcept { return node_->name(); }
device backend::device() const { return node_->device(); }
boost::asio::awaitable<expected<device>> backend::refresh() const { return node_->refresh(); }
boost::asio::awaitable<result> backend::execute(circuit c, execute_options o) const {
  return node_->execute(std::move(c), std::move(o));
}
boost::asio::awaitable<expected<result>> backend::try_execute(circuit c, execute_options o) const {
  return node_->try_execute(std::move(c), std::move(o));
}
boost::asio::awaitable<std::vector<expected<result>>> backend::execute_batch(std::vector<circuit> all,
                                                                             execute_options o) const {
  return node_->execute_batch(std::move(all), std::move(o));
}
boost::asio::awaitable<std::vector<expected<result>>> backend::sweep(circuit c, parameter_table table,
                                                                     execute_options o) const {
  return node_->sweep(std::move(c), std::move(table), std::move(o));
}
boost::asio::awaitable<job> backend::submit(circuit c, execute_options o) const {
  return submit_or_throw(node_, std::move(c), std::move(o));
}
boost::asio::awaitable<expected<job>> backend::try_submit(circuit c, execute_options o) const {
  return node_->submit(std::move(c), std::move(o));
}
boost::asio::awaitable<session> backend::session(session_options o) const { return session_or_throw(node_, o); }
boost::asio::awaitable<expected<session>> backend::try_session(session_options o) const { return node_->session(o); }
expected<job> backend::adopt(const job_record& r) const { return node_->adopt(r); }
session backend::join_session(const std::string& id) const { return node_->join_session(id).value(); }
boost::asio::awaitable<expected<void>> backend::validate(circuit c, execute_options o) const {
  return node_->validate(std::move(c), std::move(o));
}
boost::asio::awaitable<expected<cost_estimate>> backend::estimate(circuit c, execute_options o) const {
  return node_->estimate(std::move(c), std::move(o));
}

}  // namespace ketway
