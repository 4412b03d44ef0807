#pragma once
// The leaf among backends: one device of one account.

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

#include "execute/booking.hpp"
#include "execute/job_state.hpp"
#include "execute/lowering.hpp"
#include "execute/session.hpp"
#include "execute/work.hpp"
#include "host/account_core.hpp"
#include "ketway/backend_node.hpp"

namespace ketway {

class plugin_backend final : public backend_node, public std::enable_shared_from_this<plugin_backend> {
 public:
  plugin_backend(std::shared_ptr<account::core> lease, ketway::device d, std::string name);
  /// The same device; submissions join the session.
  explicit plugin_backend(const std::shared_ptr<session::state>& s);

  const std::string& name() const noexcept override { return lease_->name; }
  ketway::device device() const override { return *facts(); }
  std::shared_ptr<runtime::impl> home() const override { return actor()->home(); }
  boost::asio::awaitable<expected<ketway::device>> refresh() override;
  boost::asio::awaitable<result> execute(circuit c, execute_options o) override;
  boost::asio::awaitable<expected<result>> try_execute(circuit c, execute_options o) override;
  boost::asio::awaitable<std::vector<expected<result>>> execute_batch(std::vector<circuit> all,
                                                                      execute_options o) override;
  boost::asio::awaitable<std::vector<expected<result>>> sweep(circuit c, parameter_table table,
                                                              execute_options o) override;
  boost::asio::awaitable<expected<job>> submit(circuit c, execute_options o) override;
  boost::asio::awaitable<expected<void>> validate(circuit c, execute_options o) override;
  boost::asio::awaitable<expected<cost_estimate>> estimate(circuit c, execute_options o) override;
  boost::asio::awaitable<expected<ketway::session>> session(session_options o) override;
  expected<ketway::session> join_session(const std::string& id) override;
  expected<job> adopt(const job_record& r) override;

 private:
  using results_type = std::vector<expected<result>>;
  std::shared_ptr<const ketway::device> facts() const;
  std::shared_ptr<plugin_account> actor() const { return lease_->core->account; }
  std::optional<std::chrono::nanoseconds> limit(const execute_options& o) const;
  error named(error e) const;
  submit_terms terms(const execute_options& o, const call_context& ctx) const;

  flow<expected<ketway::device>> ask_device();
  /// Refused before anything is sent: a device that is offline or retired.
  flow<expected<void>> there();
  std::unique_ptr<job::state> new_job(const work& w, std::shared_ptr<const ketway::device> d) const;
  /// What the caller handed in; freed when it has been submitted.
  struct request {
    request(circuit c, execute_options o) : program(std::move(c)), options(std::move(o)) {}
    circuit program;
    execute_options options;
  };
  /// Bound, measured, lowered, checked and written in the device's format.
  flow<expected<std::shared_ptr<work>>> prepare(std::unique_ptr<request> r, std::shared_ptr<const ketway::device> d,
                                                bool may_inline);
  /// Prepares and submits. Its frame ends before the long wait.
  flow<expected<std::unique_ptr<job::state>>> begin(std::unique_ptr<request> r, bool may_inline);
  /// The error of a wait that has failed; leaves the job as `policy` says where the call was stopped.
  flow<error> failed(std::unique_ptr<job::state> s, error why, on_abandon policy);
  /// Waits and collects.
  flow<expected<results_type>> finish(std::unique_ptr<job::state> s, on_abandon policy);
  flow<expected<result>> only(job::state& s);
  flow<expected<result>> settle(std::unique_ptr<job::state> s, expected<void>& ended, on_abandon policy);
  flow<expected<result>> run_one(std::unique_ptr<request> r);
  static boost::asio::awaitable<results_type> batch_of(std::shared_ptr<plugin_backend> self, std::vector<circuit> all,
                                                       execute_options o);
  static boost::asio::awaitable<results_type> sweep_of(std::shared_ptr<plugin_backend> self, circuit c,
                                                       parameter_table table, execute_options o);
  flow<expected<results_type>> run_batch(std::vector<circuit> all, execute_options o);
  flow<expected<results_type>> run_sweep(circuit c, parameter_table table, execute_options o);
  flow<expected<job>> hand_over(std::unique_ptr<request> r);
  flow<expected<void>> check(std::unique_ptr<request> r);
  flow<expected<cost_estimate>> price(std::unique_ptr<request> r);

  work_builder builder_for(const ketway::device& d, const execute_options& o) const;

  const std::shared_ptr<const named_lease> lease_;
  const std::shared_ptr<session::state> session_;  // none: alone
  lowering lowering_;
  mutable std::mutex mutex_;
  std::shared_ptr<const ketway::device> device_;
};

}  // namespace ketway
