#include "transport.hpp"

#include <array>

namespace ketway::ionq {

plugin::task<plugin::response> ionq_backend::send(call c) const {
  const std::string url = settings_.base_url + c.path;
  const std::array<kw_header, 2> headers{kw_header{plugin::str("Accept"), plugin::str("application/json")},
                                         kw_header{plugin::str("Content-Type"), plugin::str("application/json")}};
  auto request = plugin::sized<kw_http_request>();
  request.flags = c.flags, request.method = plugin::str(c.method), request.url = plugin::str(url);
  request.headers = headers.data(), request.num_headers = c.body.empty() ? 1 : 2;
  request.body = plugin::bytes(c.body), request.max_response = c.max_response;
  if (c.is_signed) request.auth = plugin::str("ionq");
  plugin::response answer = co_await plugin::http(request);
  co_return answer;
}

plugin::task<json> ionq_backend::ask(call c) {
  const asked kind = c.kind();
  const std::string what = c.what;
  const plugin::response answer = co_await send(std::move(c));
  json j = body_of(answer, kind, what, unix_now());
  co_return j;
}

}  // namespace ketway::ionq
