#pragma once
// The circuits that a call names: files, or standard input as "-".

#include <map>
#include <string>
#include <vector>

#include "ketway/circuit.hpp"
#include "ketway/error.hpp"
#include "ketway/language.hpp"

namespace ketway::cli {

class session;

/// One circuit and what is known of where it came from.
class input_circuit {
 public:
  input_circuit(std::string n, ketway::circuit c) : name(std::move(n)), circuit(std::move(c)) {}
  std::string name;  ///< as `input_name`
  ketway::circuit circuit;
  std::vector<opaque_gate_place> opaque_gates;
};

/// Every circuit, in order, its parameters bound. What is unusual in a text is said on standard error. Errors:
/// invalid_argument and failed_precondition with the diagnostics of every file, so that one call shows all that is wrong;
/// not_found, permission_denied and unavailable for a file that cannot be read. A text may have 256 MiB.
expected<std::vector<input_circuit>> read_circuits(session& s, const std::vector<std::string>& files,
                                                   const std::map<std::string, double, std::less<>>& values);

/// A backend's failure with one circuit, and which circuit that is: the place of the opaque gate that it names as a
/// diagnostic, else the name of the input before the message and in diagnostics that name no file.
error about_circuit(const error& failure, const std::string& name, const std::vector<opaque_gate_place>& opaque_gates);

/// One circuit with its parameters as they are. `language` is what it was written in: "qasm2" or "json". Errors: those of
/// `read_circuits`, but for parameters.
expected<circuit> read_unbound(session& s, const std::string& file, std::string& language);

/// What a person calls that input: "<stdin>" for "-".
std::string input_name(const std::string& file);

}  // namespace ketway::cli
