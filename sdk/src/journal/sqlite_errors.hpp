#pragma once
// SQLite's result codes as errors of a journal.

#include <string>
#include <string_view>

#include "ketway/error.hpp"

namespace ketway::sql {

/// `code` is an extended result code, `errno_value` what the system said with it (0: nothing), `detail` SQLite's own words.
error sqlite_error(int code, int errno_value, std::string_view detail, const std::string& place);

}  // namespace ketway::sql
