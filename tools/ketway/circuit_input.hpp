#pragma once
// The circuits that a call names: files, or standard input as "-".

#include <map>
#include <string>
#include <vector>

#include "ketway/circuit.hpp"
#include "ketway/error.hpp"

namespace ketway::cli {

class session;

/// Every circuit, in order, its parameters bound. What is unusual in a text is said on standard error. Errors:
/// invalid_argument and failed_precondition with the diagnostics of every file, so that one call shows all that is wrong;
/// not_found, permission_denied and unavailable for a file that cannot be read. A text may have 256 MiB.
expected<std::vector<circuit>> read_circuits(session& s, const std::vector<std::string>& files,
                                             const std::map<std::string, double, std::less<>>& values);

/// One circuit with its parameters as they are. `language` is what it was written in: "qasm2" or "json". Errors: those of
/// `read_circuits`, but for parameters.
expected<circuit> read_unbound(session& s, const std::string& file, std::string& language);

/// What a person calls that input: "<stdin>" for "-".
std::string input_name(const std::string& file);

}  // namespace ketway::cli
