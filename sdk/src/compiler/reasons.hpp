#pragma once
// Why a circuit cannot run on a machine, whatever is done to its gates.

#include "compiler/machine.hpp"

namespace ketway::compiler {

/// Every reason, each once. Empty: nothing is known against it.
std::vector<std::string> reasons_against(const circuit& c, const machine& m);

}  // namespace ketway::compiler
