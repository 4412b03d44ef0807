// How every call is made: where to, with which headers, for which instance.
#include <algorithm>

#include "backend.hpp"
#include "instance.hpp"
#include "wire/errors.hpp"

namespace ketway::ibm {
namespace {

constexpr std::string_view client_name = "ketway/0.1.0";
constexpr std::string_view resource_controller = "https://resource-controller.cloud.ibm.com";
/// IBM Quantum's id in the catalogue.
constexpr std::string_view instance_listing = "/v2/resource_instances?resource_id=b6049020-80f4-11eb-a0f7-e35ec9b4054f";

}  // namespace

std::string path_step(std::string_view id, const char* what) {
  static constexpr std::string_view hex = "0123456789ABCDEF";
  if (id.find_first_not_of('.') == std::string_view::npos)
    throw plugin::error(KW_NOT_FOUND, std::string("that cannot be the id of a ") + what);
  std::string out;
  for (const char c : id) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '_' || c == '.' || c == '~';
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += hex[byte >> 4u];
      out += hex[byte & 15u];
    }
  }
  return out;
}

ibm_backend::ibm_backend(kw_host* host, settings s) : backend(host), settings_(std::move(s)) {
  if (!is_crn(settings_.instance)) return;
  const crn known(settings_.instance);
  endpoint_.crn = known.text, endpoint_.region = known.region;
  endpoint_.base_url = settings_.base_url.empty() ? known.base_url(settings_.private_endpoint) : settings_.base_url;
}

/// One look-up at a time; whoever comes meanwhile waits for it, and tries by itself if it failed.
plugin::task<endpoint> ibm_backend::where() {
  while (endpoint_.crn.empty()) {
    if (resolving_) {
      co_await resolved_.wait();
      continue;
    }
    resolving_ = true;
    std::exception_ptr failed;
    try {
      const std::string text = co_await find_instance();
      const crn found(text);
      endpoint_.region = found.region;
      endpoint_.base_url = settings_.base_url.empty() ? found.base_url(settings_.private_endpoint) : settings_.base_url;
      endpoint_.crn = found.text;
    } catch (...) {
      failed = std::current_exception();
    }
    resolving_ = false;
    resolved_.notify_all();
    if (failed) std::rethrow_exception(failed);
  }
  co_return endpoint_;
}

plugin::task<std::string> ibm_backend::find_instance() {
  constexpr int most_pages = 20;
  if (!settings_.base_url.empty() && settings_.resource_url.empty())
    throw plugin::error(KW_FAILED_PRECONDITION,
                        "beside base_url, `instance` must be a CRN, or resource_url say where instances are listed",
                        KW_NEEDS_USER | KW_NOT_BILLED | KW_MISCONFIGURED);
  const std::string origin = settings_.resource_url.empty() ? std::string(resource_controller) : settings_.resource_url;
  std::vector<instance> all;
  std::string next(instance_listing);
  for (int i = 0; i < most_pages && !next.empty(); ++i) {
    call c("GET", next);
    c.flags = KW_HTTP_IDEMPOTENT;
    const std::string url = origin + c.path, no_crn;
    const plugin::response answer = co_await transmit(c, url, no_crn);
    if (answer.status / 100 != 2) throw failure_of_list(failure(answer, "listing the account's instances"));
    const json page = read_json(answer.body, "the list of instances");
    const auto found = read_instances(page, next);
    all.insert(all.end(), found.begin(), found.end());
  }
  co_return choose_instance(all, settings_.instance);
}

plugin::task<plugin::response> ibm_backend::transmit(const call& c, const std::string& url, const std::string& crn) {
  std::vector<kw_header> headers{{plugin::str("Accept"), plugin::str("application/json")}};
  if (!crn.empty()) {
    headers.push_back({plugin::str("Service-CRN"), plugin::str(crn)});
    headers.push_back({plugin::str("IBM-API-Version"), plugin::str(settings_.api_version)});
    headers.push_back({plugin::str("X-Qx-Client-Application"), plugin::str(client_name)});
  }
  if (!c.body.empty()) headers.push_back({plugin::str("Content-Type"), plugin::str("application/json")});
  auto r = plugin::sized<kw_http_request>();
  r.method = plugin::str(c.method), r.url = plugin::str(url), r.flags = c.flags;
  r.headers = headers.data(), r.num_headers = headers.size();
  r.body = plugin::bytes(c.body), r.auth = plugin::str(settings_.credential()), r.limiter = plugin::str(c.limiter);
  r.timeout_ns = c.timeout_ns, r.max_response = c.max_response;
  co_return co_await plugin::http(r);
}

plugin::task<plugin::response> ibm_backend::send(const call& c) {
  const endpoint to = co_await where();
  const std::string url = to.base_url + c.path;
  co_return co_await transmit(c, url, to.crn);
}

plugin::task<json> ibm_backend::get(std::string path, std::string what) {
  call c("GET", std::move(path));
  c.flags = KW_HTTP_IDEMPOTENT;
  const plugin::response answer = co_await send(c);
  if (answer.status / 100 != 2) throw failure(answer, what);
  co_return read_json(answer.body, what);
}

}  // namespace ketway::ibm
