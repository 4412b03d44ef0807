#pragma once
// The name of a job for any process: "ketway:<backend>/<id>", everything but [A-Za-z0-9._:-] percent-encoded. While the
// provider's id is not known it is "ketway:<backend>/token:<token>".

#include <string>
#include <string_view>

#include "ketway/error.hpp"

namespace ketway {

std::string job_uri(std::string_view backend, std::string_view id);
std::string token_uri(std::string_view backend, std::string_view token);

class job_name {
 public:
  job_name() = default;
  std::string backend;
  std::string id;  ///< one of these two is empty
  std::string token;
};
/// Errors: invalid_argument for what is no such uri.
expected<job_name> read_job_uri(std::string_view uri);

}  // namespace ketway
