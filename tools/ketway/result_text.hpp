#pragma once
// Results for a person: a table of outcomes with bars.

#include <string>
#include <string_view>

#include "ketway/result.hpp"
#include "terminal.hpp"

namespace ketway::cli {

class answer;

/// A heading that names what ran and where, then one row an outcome; at most 32 rows, the likeliest ones then. Ends with
/// a newline. `memory`: also every shot, in order, written as they are read.
void write_text(answer& to, const result& r, std::string_view title, bool memory, const terminal& out);

/// The rows alone: up to `limit` of them.
std::string outcome_table(const result& r, const terminal& out, std::size_t limit = 32);

/// With so many digits behind the point.
std::string fixed(double value, int digits);

/// "3.2 ms", "41 us", "1.5 s": three digits or so, for a person.
std::string short_time(std::chrono::nanoseconds t);

}  // namespace ketway::cli
