#pragma once
// What users can set: on the account (configuration) and on a submission (options). The host has checked both against the
// schemas; what cannot be said in a schema is checked here.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "json_read.hpp"
#include "memo.hpp"

namespace ketway::ionq {

extern const std::string_view config_schema, options_schema;

class account_settings {
 public:
  account_settings() = default;
  /// Throws plugin::error(KW_INVALID_ARGUMENT).
  static account_settings read(std::string_view config);
  std::string base_url = "https://api.ionq.co/v0.4";  ///< with the version, without a slash at the end
};

enum class gate_set { chosen, qis, native };

class run_options {
 public:
  run_options() = default;
  /// Throws plugin::error(KW_INVALID_ARGUMENT).
  static run_options read(std::string_view options);

  std::string name, noise_model, aggregation;  ///< empty: not given
  std::optional<std::int64_t> noise_seed;
  std::optional<bool> debiasing, symmetry_verification;
  json compilation;  ///< an object as the provider takes it, or null
  string_map metadata;
  bool dry_run = false, sharpen = false;
  gate_set gates = gate_set::chosen;
};

}  // namespace ketway::ionq
