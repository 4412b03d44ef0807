#pragma once
// A benchmark for a script and for a person.

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "ketway/benchmark.hpp"
#include "terminal.hpp"

namespace ketway::cli {

/// {"shots", "circuits", "backends", "cells", "notices"} as docs/cli.md writes it.
nlohmann::ordered_json benchmark_document(const benchmark_report& report,
                                          const std::vector<benchmark_circuit>& circuits, std::uint64_t shots);

/// One row a circuit and backend, then one a backend.
std::string benchmark_text(const benchmark_report& report, const terminal& out);

/// "0.9987", "-" where there is none.
std::string fidelity_text(const std::optional<double>& fidelity);

}  // namespace ketway::cli
