#pragma once
// An instance of the service: what a CRN says, and which of the account's instances is meant.

#include <string>
#include <string_view>
#include <vector>

#include "wire/json.hpp"

namespace ketway::ibm {

bool is_crn(std::string_view text);

/// crn:v1:bluemix:public:quantum-computing:REGION:a/ACCOUNT:INSTANCE::
class crn {
 public:
  /// Throws plugin::error INVALID_ARGUMENT, without quoting the text.
  explicit crn(std::string_view given);
  std::string text, region;

  /// https://…/api/v1 of the region; `private_endpoint` asks for the one inside IBM's network.
  std::string base_url(bool private_endpoint) const;
};

class instance {
 public:
  instance() = default;
  std::string name, crn;
};

/// One page of GET /v2/resource_instances: the quantum instances that can be used. `next` becomes the path of the next
/// page, or empty (UNCONFIRMED: `next_url`).
std::vector<instance> read_instances(const json& page, std::string& next);

/// The CRN of the instance of that name; of the only one where `name` is empty. Throws plugin::error
/// FAILED_PRECONDITION | NEEDS_USER with the names there are.
std::string choose_instance(const std::vector<instance>& all, const std::string& name);

}  // namespace ketway::ibm
