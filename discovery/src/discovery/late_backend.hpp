#pragma once
// A backend that is opened when it is first used: a candidate that cannot be opened must not stop those behind it, and may
// be there the next time.

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "ketway/backend_node.hpp"
#include "ketway/discovery/discover.hpp"

namespace ketway::discovery {

class late_backend final : public backend_node, public std::enable_shared_from_this<late_backend> {
 public:
  late_backend(const runtime& rt, fleet from, std::string name)
      : rt_(rt), home_(rt.implementation()), from_(std::move(from)), name_(std::move(name)) {}

  using self_type = std::shared_ptr<late_backend>;
  /// Whether it is open now.
  static boost::asio::awaitable<bool> try_open(self_type self);

  const std::string& name() const noexcept override { return name_; }
  /// Until it is open: one of which nothing is known.
  ketway::device device() const override;
  std::shared_ptr<runtime::impl> home() const override { return home_; }
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

 private:
  std::optional<backend> opened() const;
  /// `o` loses the time that it takes. Errors: those of fleet::try_backend; deadline_exceeded.
  static boost::asio::awaitable<expected<backend>> open(self_type self, execute_options* o);
  static boost::asio::awaitable<result> execute_of(self_type self, circuit c, execute_options o);
  static boost::asio::awaitable<expected<result>> try_execute_of(self_type self, circuit c, execute_options o);
  static boost::asio::awaitable<std::vector<expected<result>>> batch_of(self_type self, std::vector<circuit> all,
                                                                        execute_options o);
  static boost::asio::awaitable<std::vector<expected<result>>> sweep_of(self_type self, circuit c,
                                                                        parameter_table table, execute_options o);
  static boost::asio::awaitable<expected<job>> submit_of(self_type self, circuit c, execute_options o);
  static boost::asio::awaitable<expected<void>> validate_of(self_type self, circuit c, execute_options o);
  static boost::asio::awaitable<expected<cost_estimate>> estimate_of(self_type self, circuit c, execute_options o);
  static boost::asio::awaitable<expected<ketway::session>> session_of(self_type self, session_options o);
  static boost::asio::awaitable<expected<ketway::device>> refresh_of(self_type self);

  const runtime& rt_;
  const std::shared_ptr<runtime::impl> home_;
  const fleet from_;
  const std::string name_;
  mutable std::mutex mutex_;
  std::optional<backend> open_;
};

}  // namespace ketway::discovery
