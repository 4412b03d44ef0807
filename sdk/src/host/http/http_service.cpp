#include "host/http/http_service.hpp"

#include "host/http/http_call.hpp"
#include "host/http/secret_call.hpp"

namespace ketway {

http_service::http_service(plugin_account& account, const account_rights& rights)
    : account_(account), rights_(rights), limits_(account, rights_.limits()), signer_(account, rights_) {}

kw_op* http_service::request(const kw_http_request& r, kw_done done) { return http_call::start(account_, r, done); }

kw_op* http_service::secret(std::string_view credential, kw_done done) {
  return secret_call::start(account_, std::string(credential), done);
}

}  // namespace ketway
