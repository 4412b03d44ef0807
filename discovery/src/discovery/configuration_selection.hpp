#pragma once
// The parts of a configuration that selection reads: `rates` and `task_types`.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "discovery/configuration_state.hpp"

namespace ketway::discovery {

class fault {
 public:
  fault(std::string p, std::string m) : pointer(std::move(p)), message(std::move(m)) {}
  std::string pointer, message;
};

/// Fills both in from a document that has the form of the schema. The answer: what is wrong beyond that.
std::vector<fault> read_selection(const nlohmann::json& root, configuration_state& to);

}  // namespace ketway::discovery
