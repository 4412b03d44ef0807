#pragma once
// Results in every form that IonQ writes, and their way into columns.
//
// A word is the outcome of all qubits: character i is qubit i, 0 or 1. The v1 forms have decimal keys whose bit i is qubit i;
// the v2 forms have strings of 0 and 1 (see facts.hpp for their order) and lists whose entry i is qubit i.

#include <cstdint>
#include <ketway/plugin.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bit_map.hpp"
#include "json_read.hpp"

namespace ketway::ionq {

using word = std::string;
using weights = std::vector<std::pair<word, double>>;

/// The word of a decimal key, however long; no value: not a decimal number.
std::optional<word> word_of_decimal(std::string_view key);

/// A histogram or distribution, v1 or v2. Throws plugin::error(KW_DATA_LOSS) for another form; an empty map is empty.
weights read_weights(const json& body);
/// Shots in order, v1 or v2, without those that leaked. Throws as above.
std::vector<word> read_shots(const json& body);
/// The keys of a JSON object in the text's own order.
std::vector<std::string> keys_in_order(const std::string& text);

/// COUNTS where the weights are whole and add up to `shots`, else PROBABILITIES, normalised; `metadata` says so where the sum
/// was not 1. `shots` 0: exact, or not known. Throws KW_DATA_LOSS where there is nothing, or no distribution.
plugin::result_part part_of(const weights& w, const bit_map& bits, std::uint64_t shots, json& metadata);
plugin::result_part shots_part(const std::vector<word>& shots, const bit_map& bits);

}  // namespace ketway::ionq
