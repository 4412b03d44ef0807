#include "host/http/http_service.hpp"

#include "host/http/http_call.hpp"
#include "host/http/secret_call.hpp"

namespace ketway {

http_service::http_service(plugin_account& account, const account_rights& rights)
    : account_(account),
      rights_(rights),
      origins_(rights.origins()),
      limits_(account, rights_.limits()),
      signer_(account, rights_) {}

kw_op* http_service::request(const kw_http_request& r, kw_done done) { return http_call::start(account_, r, done); }

expected<http_url> http_service::read_url(std::string_view text) {
  // RFC 3986: what may stand in a path and a query as it is.
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&'()*+,;=:@/?";
  const std::size_t size = last_origin_.size();
  if (size && text.starts_with(last_origin_) && text.find_first_not_of(plain, size) == std::string_view::npos) {
    http_url same;
    same.origin = last_, same.target = text.substr(size - 1);
    return same;
  }
  auto url = http_url::parse(text);
  const std::size_t end = url ? text.find_first_of("/?#", text.find("//") + 2) : std::string_view::npos;
  if (end != std::string_view::npos && text[end] == '/')
    last_origin_ = text.substr(0, end + 1), last_ = url->origin, last_name_ = last_.to_string();
  return url;
}

std::string http_service::name_of(const http_origin& origin) const {
  return !last_name_.empty() && origin == last_ ? last_name_ : origin.to_string();
}

kw_op* http_service::secret(std::string_view credential, kw_done done) {
  return secret_call::start(account_, std::string(credential), done);
}

}  // namespace ketway
