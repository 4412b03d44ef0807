#pragma once
// What comes back: one bit order, counts that add up to the shots. Classical bit 0 is the lowest bit of a key; printed
// keys have the highest bit leftmost, several registers joined in order of declaration, the last declared leftmost.

#include <chrono>
#include <complex>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ketway/circuit.hpp"
#include "ketway/error.hpp"

namespace ketway {

class timing {
 public:
  timing() = default;
  std::chrono::nanoseconds total{0};                ///< from the call to the result
  std::optional<std::chrono::nanoseconds> queue{};  ///< none: not known
  std::optional<std::chrono::nanoseconds> run{};
};

class cost {
 public:
  cost() = default;
  std::optional<double> amount;  ///< none: not known
  std::string currency;          ///< "USD", "credits", "seconds", ...
  bool estimated = true;
};

/// An immutable value; copies share. Safe to read from many threads. A default-constructed one is empty.
class result {
 public:
  result() = default;

  std::uint64_t shots() const noexcept;
  std::uint32_t num_bits() const noexcept;
  /// Counts by printed key; empty where exact probabilities were asked for (shots 0). The values add up to `shots()`.
  std::map<std::string, std::uint64_t> counts() const;
  /// 0 for a key that did not come up. `key` as printed.
  std::uint64_t count(std::string_view key) const;
  /// One register's own counts (the other bits summed over). Unknown names give exception(not_found).
  std::map<std::string, std::uint64_t> counts(std::string_view register_name) const;
  /// Exact (or the provider's own) probabilities; entries under 1e-12 are left out. Empty where there are only counts.
  std::map<std::string, double> probabilities() const;
  /// Of one register, as `counts(register_name)`.
  std::map<std::string, double> probabilities(std::string_view register_name) const;
  // One outcome after the other, in order of the printed key, for results of any size: nothing is kept. `key` is valid
  // during the call. Beside the result, at most 8 bytes a row are taken, and those only for a register that is not the
  // whole key and for rows that the backend gave in another order. The same outcomes and errors as of the map of that
  // name; also throws what `see` throws, and std::bad_alloc.
  void each_count(const std::function<void(std::string_view key, std::uint64_t count)>& see) const;
  void each_count(std::string_view register_name,
                  const std::function<void(std::string_view key, std::uint64_t count)>& see) const;
  void each_probability(const std::function<void(std::string_view key, double probability)>& see) const;
  void each_probability(std::string_view register_name,
                        const std::function<void(std::string_view key, double probability)>& see) const;
  /// Every shot's outcome, in order; none unless asked for.
  void each_shot(const std::function<void(std::string_view key)>& see) const;
  /// Rows of counts or of probabilities, whichever are more: no map has more entries.
  std::uint64_t num_rows() const noexcept;
  /// The provider gave probabilities, and the counts were made from them by largest-remainder rounding.
  bool rounded() const noexcept;
  /// Every shot's outcome as a printed key, in order; empty unless asked for.
  std::vector<std::string> memory() const;
  /// Amplitudes, qubit 0 lowest; empty unless asked for. Valid as long as a copy of this result lives.
  std::span<const std::complex<double>> statevector() const noexcept;
  std::span<const circuit_register> registers() const noexcept;

  const std::string& backend() const noexcept;
  const std::string& job_id() const noexcept;
  const ketway::timing& timing() const noexcept;
  const ketway::cost& cost() const noexcept;
  /// JSON object of the plugin's own facts; "{}" where there are none.
  const std::string& metadata() const noexcept;
  /// Things that the caller should know and that are no errors, such as "measured on all qubits".
  const std::vector<std::string>& notices() const noexcept;
  /// What a set of backends did to get it; empty where there was none.
  const decision_log& decisions() const noexcept;
  /// For decorators. Of this handle: other copies keep theirs.
  result& decisions(std::shared_ptr<const decision_log> all) { return decisions_ = std::move(all), *this; }
  /// The same for `timing().total`: who asks several backends takes longer than the one that answers.
  result& took(std::chrono::nanoseconds total);
  /// `circuit::digest()` of what was run, measurements added included.
  std::uint64_t circuit_digest() const;

  struct data;  // private to sdk/src/execute
  explicit result(std::shared_ptr<const data> d) : data_(std::move(d)) {}

 private:
  friend class result_columns;  // of the journal
  std::shared_ptr<const data> data_;
  std::shared_ptr<const decision_log> decisions_;  // none: no set was asked
  std::shared_ptr<const ketway::timing> timing_;   // none: the data's
};

}  // namespace ketway
