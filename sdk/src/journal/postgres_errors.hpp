#pragma once
// PostgreSQL's failures as errors of a journal.

#include <string>
#include <string_view>

#include "ketway/error.hpp"

namespace ketway::sql {

/// `state` is a SQLSTATE of five characters; empty: the connection itself failed.
error postgres_error(std::string_view state, std::string_view detail, const std::string& place);

}  // namespace ketway::sql
