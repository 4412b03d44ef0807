#pragma once
// Results of sampler and estimator in both of IBM's forms, plain and encoded; which it is, the answer itself shows.

#include <ketway/plugin.hpp>
#include <memory>
#include <string_view>

#include "wire/json.hpp"
#include "wire/npy.hpp"
#include "wire/result_plan.hpp"
#include "wire/tally.hpp"

namespace ketway::ibm {

/// Throws plugin::error: DATA_LOSS where the answer is broken or does not fit the plan, UNAVAILABLE where it is not whole.
/// A plan that is not known takes the registers from the answer, if that says their order.
std::unique_ptr<plugin::results> read_results(std::string_view body, const result_plan& plan);

// -- the parts

/// `__value__` of an object with that `__type__`; any other value is itself.
const json& untagged(const json& value);
/// A tagged ndarray, a list of any depth, or a number. `most_bytes` bounds what an encoded one unpacks to.
array array_of(const json& value, std::size_t most_bytes);

/// Writes one register's outcomes into its place, from bit `first` on. The first register says how many rows there are.
void put_plain(shot_table& to, const json& field, const bit_register& r, std::uint32_t first, bool& sized);
void put_encoded(shot_table& to, const json& field, const bit_register& r, std::uint32_t first, bool& sized,
                 std::size_t most_rows);

}  // namespace ketway::ibm
