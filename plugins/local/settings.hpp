#pragma once
// What users can set: on the account (configuration) and on a submission (options). The host has checked both against the
// schemas below; what cannot be said in a schema is checked here.

#include <cstdint>
#include <string_view>

namespace ketway::local {

extern const std::string_view config_schema, options_schema;

class account_settings {
 public:
  account_settings() = default;
  /// Throws plugin::error(KW_INVALID_ARGUMENT).
  static account_settings read(std::string_view config);
  std::uint32_t max_qubits = 0;  ///< 0: what the memory holds
  std::uint32_t threads = 0;     ///< 0: the host's workers
  std::uint64_t max_memory = 0;  ///< bytes; 0: what the machine can spare
};

class run_options {
 public:
  run_options() = default;
  /// Throws plugin::error(KW_INVALID_ARGUMENT).
  static run_options read(std::string_view options);
  std::uint64_t max_memory = 0, max_loop_turns = 1'000'000, max_branches = 1U << 20;
};

}  // namespace ketway::local
