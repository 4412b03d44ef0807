#include "settings.hpp"

namespace ketway::ibm {

const std::string_view config_schema = R"json({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "type": "object",
  "properties": {
    "token": {"type": "string", "description": "API key; kept by the host"},
    "instance": {"type": "string", "maxLength": 1000,
      "description": "CRN of the instance, or its name; absent: the only one that the key can see"},
    "plan": {"enum": ["open", "paygo", "flex", "premium"],
      "description": "what a second costs; absent: estimates and costs at the Pay-As-You-Go price"},
    "price_per_second": {"type": "number", "minimum": 0, "description": "USD, in place of the plan's published price"},
    "use_fractional_gates": {"type": "boolean", "description": "offer rx and rzz; excludes gate twirling"},
    "tags": {"type": "array", "maxItems": 4, "items": {"type": "string", "minLength": 1, "maxLength": 86},
      "description": "on every job"},
    "private_endpoint": {"type": "boolean", "description": "use the region's private endpoint"},
    "base_url": {"title": "a URL such as https://quantum.cloud.ibm.com/api/v1", "type": "string", "pattern": "^https?://",
      "description": "taken as it is, in place of the region's endpoint"},
    "iam_url": {"title": "a URL such as https://iam.cloud.ibm.com/identity/token", "type": "string",
      "pattern": "^https?://", "description": "where the API key is exchanged for a token: the whole address"},
    "resource_url": {"title": "a URL such as https://resource-controller.cloud.ibm.com", "type": "string",
      "pattern": "^https?://", "description": "where instances are listed, without a path"},
    "result_form": {"enum": ["auto", "plain", "encoded"],
      "description": "auto: encoded for sweeps and many shots, plain otherwise"},
    "sweep_pubs": {"enum": ["one", "each"], "description": "a sweep as one PUB, or one PUB for each parameter set"},
    "api_version": {"title": "a date such as 2026-04-15", "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    "sampler_program": {"type": "string", "minLength": 1, "maxLength": 64},
    "estimator_program": {"type": "string", "minLength": 1, "maxLength": 64}
  },
  "additionalProperties": false
})json";

const std::string_view options_schema = R"json({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "type": "object",
  "properties": {
    "max_execution_time": {"type": "integer", "minimum": 1, "maximum": 10800,
      "description": "seconds of QPU time after which IBM ends the job"},
    "tags": {"type": "array", "maxItems": 6, "items": {"type": "string", "minLength": 1, "maxLength": 86}},
    "private": {"type": "boolean", "description": "the result can be fetched once only"},
    "log_level": {"enum": ["critical", "error", "warning", "info", "debug"]},
    "calibration_id": {"type": "string", "minLength": 1, "maxLength": 100},
    "resilience_level": {"type": "integer", "minimum": 0, "maximum": 2, "description": "expectation values only"},
    "seed_estimator": {"type": "integer", "description": "expectation values only"},
    "dynamical_decoupling": {
      "type": "object",
      "properties": {
        "enable": {"type": "boolean"},
        "sequence_type": {"enum": ["XX", "XpXm", "XY4"]},
        "extra_slack_distribution": {"enum": ["middle", "edges"]},
        "scheduling_method": {"enum": ["alap", "asap"]},
        "skip_reset_qubits": {"type": "boolean"}
      },
      "additionalProperties": false
    },
    "execution": {
      "type": "object",
      "properties": {
        "init_qubits": {"type": "boolean"},
        "rep_delay": {"type": "number", "minimum": 0, "maximum": 1, "description": "seconds"},
        "meas_type": {"enum": ["classified"]}
      },
      "additionalProperties": false
    },
    "twirling": {
      "type": "object",
      "properties": {
        "enable_gates": {"type": "boolean"},
        "enable_measure": {"type": "boolean"},
        "num_randomizations": {"anyOf": [{"type": "integer", "minimum": 1}, {"enum": ["auto"]}]},
        "shots_per_randomization": {"anyOf": [{"type": "integer", "minimum": 1}, {"enum": ["auto"]}]},
        "strategy": {"enum": ["active", "active-circuit", "active-accum", "all"]}
      },
      "additionalProperties": false
    },
    "resilience": {
      "type": "object",
      "description": "expectation values only",
      "properties": {
        "measure_mitigation": {"type": "boolean"},
        "measure_noise_learning": {"type": "object"},
        "zne_mitigation": {"type": "boolean"},
        "zne": {
          "type": "object",
          "properties": {
            "noise_factors": {"type": "array", "items": {"type": "number", "minimum": 1}},
            "extrapolator": {"type": ["string", "array"]},
            "amplifier": {"type": "string"},
            "extrapolated_noise_factors": {"type": "array", "items": {"type": "number", "minimum": 0}}
          },
          "additionalProperties": false
        },
        "pec_mitigation": {"type": "boolean"},
        "pec": {
          "type": "object",
          "properties": {"max_overhead": {"type": ["number", "null"]}, "noise_gain": {"type": ["number", "string"]}},
          "additionalProperties": false
        },
        "layer_noise_learning": {"type": "object"},
        "layer_noise_model": {"type": ["object", "array", "null"]}
      },
      "additionalProperties": false
    },
    "experimental": {"type": "object", "description": "handed through"}
  },
  "additionalProperties": false
})json";

}  // namespace ketway::ibm
