#pragma once
// What one account is configured with, and what a submission's options may hold.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ketway::ibm {

enum class result_form { automatic, plain, encoded };

class settings {
 public:
  settings() = default;
  /// Strict. Throws plugin::error INVALID_ARGUMENT; no value is ever quoted, since it may be a secret.
  static settings read(std::string_view config);

  std::string instance;  ///< CRN, name, or empty: the only one there is
  std::string base_url, iam_url, resource_url;
  std::string api_version = "2026-04-15", sampler = "sampler", estimator = "estimator";
  std::vector<std::string> tags;
  bool private_endpoint = false, fractional_gates = false;
  result_form form = result_form::automatic;
  bool pub_each_set = false;
  double price_per_second = 1.6;          ///< USD a second of QPU time
  std::string price_source, price_as_of;  ///< as_of: empty for a price of the configuration

  /// The credential of the manifest that requests are signed with.
  std::string_view credential() const { return iam_url.empty() ? "ibm" : "ibm-iam"; }

 private:
  void set_price(const std::string& plan, std::optional<double> own);
};

extern const std::string_view config_schema;
extern const std::string_view options_schema;

}  // namespace ketway::ibm
