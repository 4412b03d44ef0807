#pragma once
// kw_host's `http` and `secret` for one account. Strand only.

#include <memory>
#include <string_view>

#include "host/http/limiter.hpp"
#include "host/http/signer.hpp"
#include "ketway/account_rights.hpp"
#include "ketway/plugin.h"

namespace ketway {

class http_service {
 public:
  http_service(plugin_account& account, const account_rights& rights);

  kw_op* request(const kw_http_request& r, kw_done done);
  kw_op* secret(std::string_view credential, kw_done done);

  const account_rights& rights() const noexcept { return rights_; }
  limiter& limits() noexcept { return limits_; }
  signer& credentials() noexcept { return signer_; }

 private:
  plugin_account& account_;
  const account_rights rights_;
  limiter limits_;
  signer signer_;
};

}  // namespace ketway
