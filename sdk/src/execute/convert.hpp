#pragma once
// A plugin's columns become a `result`: one bit order, counts that add up to the shots.

#include <memory>
#include <optional>
#include <string>

#include "execute/work.hpp"
#include "host/values.hpp"
#include "ketway/result.hpp"

namespace ketway {

struct result::data {
  std::string backend, job_id, metadata = "{}";
  circuit program;                      // its registers name the bits
  std::optional<std::uint64_t> digest;  // of a result that was kept: its program has no more than the bits
  std::uint64_t shots = 0;
  std::uint32_t num_bits = 0;
  bool rounded = false;
  ketway::timing timing;
  ketway::cost cost;
  std::vector<std::string> notices;
  // Columns as in kw_result, inside `owners` or the vectors here.
  kw_result counts{}, shots_in_order{}, probabilities{}, state{};
  std::vector<std::uint64_t> own_counts;
  std::string own_keys;
  std::vector<std::complex<double>> own_state;
  std::shared_ptr<const void> owner;
};

/// Facts of a job that its results carry.
class result_facts {
 public:
  result_facts() = default;
  std::string backend, job_id;
  ketway::timing timing;
  ketway::cost cost;
};

/// In what way the columns of `r` contradict themselves, a circuit of so many bits, or the shots; none: in no way. Where
/// state vectors are concerned, `num_bits` and `shots` are not.
std::optional<std::string> contradiction(const kw_result& r, std::uint32_t num_bits, std::uint64_t shots);

/// Single precision is widened once: `own_state` and what it is made from.
void take_state(result::data& d, const kw_result& r);

/// The result of circuit (or sweep row) number `index`.
/// Errors: data_loss where the columns contradict themselves, the bits of the circuit, or the shots; the part's own
/// failure where it failed alone.
expected<result> convert(const expectation& w, std::size_t index, const plugin_results& from,
                         const result_facts& facts);

}  // namespace ketway
