#pragma once
// A backend that answers what the test says, when the test says it.

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "execute/convert.hpp"
#include "ketway/backend_node.hpp"
#include "ketway/benchmark.hpp"

namespace ketway::tests {

namespace asio = boost::asio;

/// A result with these counts (two bits), or with probabilities where shots are 0.
class made_result {
 public:
  made_result() : data_(std::make_shared<result::data>()) {
    data_->program = circuit(2, 2);
    data_->num_bits = 2;
    data_->cost.amount = 0, data_->cost.currency = "USD";
  }
  made_result& counts(const std::vector<std::uint64_t>& by_outcome) {
    for (std::size_t i = 0; i < by_outcome.size(); ++i) {
      data_->own_keys += static_cast<char>(i);
      data_->own_counts.push_back(by_outcome[i]);
      data_->shots += by_outcome[i];
    }
    data_->counts = columns();
    data_->counts.counts = data_->own_counts.data();
    return *this;
  }
  made_result& probabilities(std::vector<double> by_outcome) {
    if (data_->own_keys.empty())
      for (std::size_t i = 0; i < by_outcome.size(); ++i) data_->own_keys += static_cast<char>(i);
    auto kept = std::make_shared<std::vector<double>>(std::move(by_outcome));
    data_->probabilities = columns();
    data_->probabilities.values = kept->data();
    data_->probabilities.value_size = 8;
    data_->owner = kept;
    return *this;
  }
  made_result& rounded() { return data_->rounded = true, *this; }
  made_result& took(std::chrono::nanoseconds t) { return data_->timing.total = t, *this; }
  made_result& costs(std::optional<double> amount, std::string currency = "USD") {
    return data_->cost.amount = amount, data_->cost.currency = std::move(currency), *this;
  }
  operator expected<result>() const { return result(data_); }  // NOLINT: implicit by design

 private:
  kw_result columns() const {
    kw_result r{};
    r.struct_size = sizeof r;
    r.num_bits = 2;
    r.rows = data_->own_keys.size();
    r.keys = reinterpret_cast<const std::uint8_t*>(data_->own_keys.data());
    return r;
  }
  std::shared_ptr<result::data> data_;
};

class told_backend : public backend_node {
 public:
  told_backend(asio::io_context& io, std::string name) : gate_(io), name_(std::move(name)) {
    gate_.expires_at(asio::steady_timer::time_point::max());
  }
  /// Whatever is asked with shots.
  told_backend& answers(expected<result> r) { return answer_ = std::move(r), *this; }
  /// Makes it a free simulator; what exact probabilities come to.
  told_backend& ideal(expected<result> r) {
    ideal_ = std::move(r);
    device_.simulator = device_.free = device_.exact = true;
    return *this;
  }
  /// What it says of itself, a kw.device/1.
  told_backend& says(std::string detail) { return device_.detail = std::move(detail), *this; }
  told_backend& throws(std::string what) { return thrown_ = std::move(what), *this; }
  told_backend& waits() { return open_ = false, *this; }
  void open() {
    open_ = true;
    gate_.cancel();
  }

  std::vector<execute_options> asked;
  int running = 0, most_running = 0;

  const std::string& name() const noexcept override { return name_; }
  ketway::device device() const override { return device_; }
  asio::awaitable<expected<ketway::device>> refresh() override { co_return device_; }
  asio::awaitable<result> execute(circuit c, execute_options o) override {
    expected<result> r = co_await try_execute(std::move(c), std::move(o));
    co_return std::move(r).value();
  }
  asio::awaitable<expected<result>> try_execute(circuit, execute_options o) override {
    asked.push_back(o);
    most_running = std::max(most_running, ++running);
    if (!thrown_.empty()) throw std::runtime_error(thrown_);
    while (!open_) {
      boost::system::error_code woken;
      co_await gate_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
      const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
      if (state.cancelled() == asio::cancellation_type::none) continue;
      --running;
      co_return error(errc::cancelled, "cancelled");
    }
    --running;
    co_return o.shots() == 0 ? ideal_ : answer_;
  }
  asio::awaitable<std::vector<expected<result>>> execute_batch(std::vector<circuit>, execute_options) override {
    co_return std::vector<expected<result>>();
  }
  asio::awaitable<std::vector<expected<result>>> sweep(circuit, parameter_table, execute_options) override {
    co_return std::vector<expected<result>>();
  }
  asio::awaitable<expected<job>> submit(circuit, execute_options) override {
    co_return error(errc::unimplemented, "no jobs");
  }
  asio::awaitable<expected<void>> validate(circuit, execute_options) override { co_return expected<void>(); }

 private:
  asio::steady_timer gate_;
  std::string name_, thrown_;
  ketway::device device_;
  bool open_ = true;
  expected<result> answer_ = error(errc::unavailable, "down"), ideal_ = error(errc::unimplemented, "not exact");
};

/// An event loop, the backends of a test, and a call on them.
class scene {
 public:
  told_backend& add(const std::string& name) {
    nodes_.push_back(std::make_shared<told_backend>(io, name));
    contenders.emplace_back(backend(nodes_.back()));
    return *nodes_.back();
  }
  backend handle(std::size_t i) const { return backend(nodes_[i]); }

  void start_compare(compare_options how = {}, execute_options options = {}) {
    asio::co_spawn(io, compare_all(std::move(how), std::move(options)),
                   asio::bind_cancellation_slot(stop.slot(), asio::detached));
    run();
  }
  void start_benchmark(std::vector<benchmark_circuit> circuits, benchmark_options how) {
    asio::co_spawn(io, benchmark_all(std::move(circuits), std::move(how)),
                   asio::bind_cancellation_slot(stop.slot(), asio::detached));
    run();
  }
  void run() {
    io.restart();
    io.poll();
  }
  void cancel() {
    stop.emit(asio::cancellation_type::all);
    run();
  }

  asio::io_context io;
  asio::cancellation_signal stop;
  std::vector<contender> contenders;
  circuit program = circuit(2, 2);
  std::optional<expected<comparison>> report;
  std::optional<benchmark_report> table;

 private:
  asio::awaitable<void> compare_all(compare_options how, execute_options options) {
    expected<comparison> r = co_await try_compare(program, std::move(options), std::move(how), contenders);
    report.emplace(std::move(r));
  }
  asio::awaitable<void> benchmark_all(std::vector<benchmark_circuit> circuits, benchmark_options how) {
    benchmark_report r = co_await benchmark(std::move(circuits), std::move(how), contenders);
    table.emplace(std::move(r));
  }
  std::vector<std::shared_ptr<told_backend>> nodes_;
};

}  // namespace ketway::tests
