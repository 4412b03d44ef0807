#pragma once
// kw_host's `http` and `secret` for one account. Strand only.

#include <memory>
#include <string>
#include <string_view>

#include "host/http/limiter.hpp"
#include "host/http/origin_list.hpp"
#include "host/http/signer.hpp"
#include "ketway/account_rights.hpp"
#include "ketway/plugin.h"

namespace ketway {

class http_service {
 public:
  http_service(plugin_account& account, const account_rights& rights);

  kw_op* request(const kw_http_request& r, kw_done done);
  kw_op* secret(std::string_view credential, kw_done done);

  bool goes_out() const noexcept { return !rights_.origins().empty(); }
  const origin_list& origins() const noexcept { return origins_; }
  /// As http_url::parse; a plugin's requests mostly go where the last one went, and that much is remembered.
  expected<http_url> read_url(std::string_view text);
  std::string name_of(const http_origin& origin) const;  ///< to_string, with the same memory
  limiter& limits() noexcept { return limits_; }
  signer& credentials() noexcept { return signer_; }

 private:
  plugin_account& account_;
  const account_rights rights_;
  const origin_list origins_;
  std::string last_origin_;  // as it was written, with the slash behind it
  http_origin last_;
  std::string last_name_;
  limiter limits_;
  signer signer_;
};

}  // namespace ketway
