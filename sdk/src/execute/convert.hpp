#pragma once
// A plugin's columns become a `result`: one bit order, counts that add up to the shots.

#include <memory>
#include <string>

#include "execute/work.hpp"
#include "host/values.hpp"
#include "ketway/result.hpp"

namespace ketway {

struct result::data {
  std::string backend, job_id, metadata = "{}";
  circuit program;  // its registers name the bits
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

/// The result of circuit (or sweep row) number `index`.
/// Errors: data_loss where the columns contradict themselves, the bits of the circuit, or the shots; the part's own
/// failure where it failed alone.
expected<result> convert(const expectation& w, std::size_t index, const plugin_results& from,
                         const result_facts& facts);

}  // namespace ketway
