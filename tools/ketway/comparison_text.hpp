#pragma once
// A comparison for a script and for a person.

#include <string>
#include <string_view>

#include "ketway/compare.hpp"
#include "terminal.hpp"

namespace ketway::cli {

class answer;

/// {"circuit", "shots", "backends", "pairs", "best", ...} as docs/cli.md writes it, with a newline at its end.
void write_document(answer& to, const comparison& c, std::string_view circuit, std::uint64_t shots);

/// Tables of the backends and of the pairs, and who is best.
std::string comparison_text(const comparison& c, std::string_view circuit, std::uint64_t shots, const terminal& out);

}  // namespace ketway::cli
