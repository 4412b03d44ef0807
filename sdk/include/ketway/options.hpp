#pragma once
// What a caller may say about one execution. Fluent setters, no aggregate: g++ 12 destroys temporaries of aggregates
// twice in an expression with co_await.

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace ketway {

/// What happens to the remote job when the caller's wait ends early (deadline or cancellation).
enum class on_abandon : std::uint8_t {
  cancel_remote,  ///< ask the backend to cancel it, up to 5 s (default)
  detach,         ///< leave it running, and ask no more; the error carries its uri, and the journal knows it
  keep,  ///< leave it running, and go on in the background, as long as the runtime lives, until its results are in
         ///< the journal; without a journal as `detach`
};

class execute_options {
 public:
  execute_options() = default;

  /// Shots per circuit and parameter set; default 1024. 0 asks for exact probabilities: a simulator's ability.
  execute_options& shots(std::uint64_t n) { return shots_ = n, *this; }
  /// The same seed gives the same counts on a simulator. None: the host draws one.
  execute_options& seed(std::uint64_t s) { return seed_ = s, *this; }
  /// From the call on, for all of it. None: 24 h on hardware, unlimited on a free simulator.
  execute_options& deadline(std::chrono::nanoseconds d) { return deadline_ = d, *this; }
  /// Also the outcome of every shot, in order.
  execute_options& memory(bool on = true) { return memory_ = on, *this; }
  /// Also the state vector (simulators; final measurements are left out of it).
  execute_options& statevector(bool on = true) { return statevector_ = on, *this; }
  /// A value for a symbolic parameter of the circuit.
  execute_options& parameter(std::string name, double value) {
    return edit().parameters.insert_or_assign(std::move(name), value), *this;
  }
  execute_options& clear_parameters() { return edit().parameters.clear(), *this; }
  /// Handed to the plugin after a check against its own schema. `json` is a JSON value: "3", "true", "\"text\"".
  execute_options& option(std::string key, std::string json) {
    return edit().options.insert_or_assign(std::move(key), std::move(json)), *this;
  }
  execute_options& when_abandoned(on_abandon what) { return abandon_ = what, *this; }
  /// What each job of this call may cost at most, beside the runtime's own limits. Asks the backend for an estimate first;
  /// where that is not known, or is more, nothing is sent.
  execute_options& budget(double amount, std::string unit) {
    return edit().limit.emplace(amount, std::move(unit)), *this;
  }
  /// Journaled also where it costs nothing; what costs is always.
  execute_options& durable(bool on = true) { return durable_ = on, *this; }

  std::uint64_t shots() const noexcept { return shots_; }
  std::optional<std::uint64_t> seed() const noexcept { return seed_; }
  std::optional<std::chrono::nanoseconds> deadline() const noexcept { return deadline_; }
  bool memory() const noexcept { return memory_; }
  bool statevector() const noexcept { return statevector_; }
  const std::map<std::string, double, std::less<>>& parameters() const noexcept { return read().parameters; }
  const std::map<std::string, std::string>& options() const noexcept { return read().options; }
  on_abandon when_abandoned() const noexcept { return abandon_; }
  const std::optional<std::pair<double, std::string>>& budget() const noexcept { return read().limit; }
  bool durable() const noexcept { return durable_; }

 private:
  struct tables {
    std::map<std::string, double, std::less<>> parameters;
    std::map<std::string, std::string> options;
    std::optional<std::pair<double, std::string>> limit;
  };
  const tables& read() const noexcept {
    static const tables none;
    return tables_ ? *tables_ : none;
  }
  tables& edit() {
    if (!tables_)
      tables_ = std::make_shared<tables>();
    else if (tables_.use_count() > 1)
      tables_ = std::make_shared<tables>(*tables_);
    return *tables_;
  }

  std::uint64_t shots_ = 1024;
  std::optional<std::uint64_t> seed_;
  std::optional<std::chrono::nanoseconds> deadline_;
  std::shared_ptr<tables> tables_;  // copies share; few callers have any
  bool memory_ = false, statevector_ = false, durable_ = false;
  on_abandon abandon_ = on_abandon::cancel_remote;
};
static_assert(!std::is_aggregate_v<execute_options>);

}  // namespace ketway
