#pragma once
// What the values of flags mean. A value that cannot be read at all is wrong usage (exit status 2): the `shape_of_*`
// functions say so while the command line is read. A value that reads but is not allowed (negative shots, NaN) is
// invalid input (3): `expected` says so when the command runs.

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ketway/error.hpp"

namespace ketway::cli {

// Each returns an empty string where `text` has that shape, else what was expected.
std::string shape_of_number(const std::string& text);
std::string shape_of_amount(const std::string& text);
std::string shape_of_duration(const std::string& text);
std::string shape_of_moment(const std::string& text);
std::string shape_of_assignment(const std::string& text);
std::string shape_of_names(const std::string& text);

/// A whole number from 0 to 2^64-1. `flag` stands in the message. Errors: invalid_argument, out_of_range.
expected<std::uint64_t> read_count(std::string_view flag, const std::string& text);

/// A moment that has passed, as nanoseconds of the unix clock at `now`: a duration before that ("24h"), or a date in UTC
/// ("2026-05-01", "2026-05-01T09:30:00Z"). Errors: invalid_argument, out_of_range.
expected<std::uint64_t> read_moment(std::string_view flag, const std::string& text, std::uint64_t now);

/// A finite number that is not negative. `flag` stands in the message. Errors: invalid_argument.
expected<double> read_amount(std::string_view flag, const std::string& text);

/// The parts of "A,B,C", each once, in order. Empty: none.
std::vector<std::string> names_in(const std::string& text);

/// NAME=VALUE pairs as numbers; a value may be arithmetic with pi ("pi/2"). Errors: invalid_argument where a value is no
/// finite number, or a name is given twice.
expected<std::map<std::string, double, std::less<>>> read_parameters(const std::vector<std::string>& assignments);

/// KEY=VALUE pairs with the value as JSON: what does not read as JSON is a string ("fast" and "\"fast\"" are the same).
/// Errors: invalid_argument where a key is given twice.
expected<std::vector<std::pair<std::string, std::string>>> read_options_for_plugin(
    const std::vector<std::string>& assignments);

}  // namespace ketway::cli
