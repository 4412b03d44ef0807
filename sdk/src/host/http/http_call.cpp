#include "host/http/http_call.hpp"

#include <algorithm>

#include "execute/waits.hpp"
#include "host/http/exchange.hpp"
#include "host/http/http_service.hpp"
#include "host/http/retry.hpp"
#include "world/http_head.hpp"

namespace ketway {
namespace {

constexpr std::uint64_t second_ns = 1'000'000'000ULL;
constexpr std::uint64_t usual_attempt_ns = 30 * second_ns, submit_attempt_ns = 120 * second_ns;
constexpr std::uint64_t hears_out_ns =
    3 * second_ns;  // of call_context::grace_ns: the rest is for what has to be cancelled
constexpr int most_redirects = 5;

/// What says where a message ends and how its connection is used: connections are shared.
bool of_the_connection(const std::string& name) {
  constexpr std::string_view names[] = {
      "host",    "content-length", "transfer-encoding", "connection",          "keep-alive",      "te", "trailer",
      "upgrade", "expect",         "accept-encoding",   "proxy-authorization", "proxy-connection"};
  return std::any_of(std::begin(names), std::end(names), [&](std::string_view n) { return same_name(n, name); });
}

}  // namespace

kw_op* http_call::start(plugin_account& a, const kw_http_request& r, kw_done done) {
  return std::shared_ptr<http_call>(new http_call(a, r, done))->begin();
}

http_call::http_call(plugin_account& a, const kw_http_request& r, kw_done done)
    : service_call(a, done), request_(grown(r)) {}

expected<void> http_call::read_request() {
  const auto wrong = [](std::string why) { return error(errc::invalid_argument, std::move(why)); };
  if (request_.source && request_.body.size) return wrong("a request has a body and a source of one");
  if (request_.flags & KW_HTTP_H2) return error(errc::unimplemented, "this host speaks HTTP/1.1 only");
  auto url = account.http().read_url(view(request_.url));
  if (!url) return std::move(url.error());
  first_ = url_ = std::move(*url);
  method_ = request_.method.size ? std::string(view(request_.method)) : "GET";
  if (method_ == "CONNECT") return wrong("tunnels are the host's");
  for (std::uint64_t i = 0; request_.headers && i < request_.num_headers; ++i) {
    http_field f(std::string(view(request_.headers[i].name)), std::string(view(request_.headers[i].value)));
    if (!f.well_formed()) return wrong("a header of a request does not read");
    if (of_the_connection(f.name)) return wrong("the header " + f.name + " is the host's");
    fields_.push_back(std::move(f));
  }
  bucket_ = request_.limiter.size ? std::string(view(request_.limiter)) : account.http().name_of(url_.origin);
  if (!account.http().origins().allows(url_.origin))
    return error(errc::permission_denied, "the plugin's manifest does not allow " + url_.origin.to_string());
  return {};
}

http_send http_call::message(const std::vector<http_field>& signature) {
  http_send send;
  send.origin = url_.origin, send.target = url_.target, send.method = method_, send.fields = fields_;
  send.fields.insert(send.fields.end(), signature.begin(), signature.end());
  send.body = view_bytes(request_.body);
  if (request_.source) send.source = source();
  send.max_response = request_.max_response, send.fresh = submits();
  if (request_.sink) send.sink = [this](std::string_view part) { return give_part(part); };
  return send;
}

/// Asked on the transport's thread; the plugin is on its own queue.
std::shared_ptr<const body_source> http_call::source() {
  auto made = std::make_shared<body_source>();
  made->size = request_.source->size;
  made->read = [this](std::uint64_t offset, std::size_t n, const body_source::give& give) {
    const bool asked = account.hand_over([self = shared_from_this(), this, offset, n, give] {
      std::string part(n, '\0');
      int32_t why = -1;
      account.enter(deadline_ns(), "a source", [&] {
        why = request_.source->read(request_.source->ctx, offset, reinterpret_cast<std::uint8_t*>(part.data()), n);
      });
      if (why != 0) part.clear();
      give(std::move(part));
    });
    if (!asked) give({});
  };
  return made;
}

/// On the transport's thread; the plugin gets it on its own queue.
bool http_call::give_part(std::string_view part) {
  if (sink_refuses_) return false;
  sink_used_ = true;
  return account.hand_over([self = shared_from_this(), this, text = std::string(part)] {
    // As much is held back as the part of a secret may be.
    held_ += text;
    account.http().credentials().hide_in(held_);
    const std::size_t seam = account.http().credentials().longest();
    if (held_.size() > seam) feed_sink(held_.size() - seam);
  });
}

void http_call::feed_sink(std::size_t size) {
  if (!sink_refuses_ && size > 0) {
    account.enter(deadline_ns(), "a sink", [&] {
      const kw_bytes bytes{reinterpret_cast<const std::uint8_t*>(held_.data()), size};
      if (request_.sink->write(request_.sink->ctx, bytes) != 0) sink_refuses_ = true;
    });
  }
  held_.erase(0, size);
}

bool http_call::redirected(const http_reply& reply) {
  const bool moved =
      reply.status == 301 || reply.status == 302 || reply.status == 303 || reply.status == 307 || reply.status == 308;
  const std::string* place = moved ? find_field(reply.fields, "location") : nullptr;
  // What changes something is not sent anywhere else on a server's word.
  if (!place || (method_ != "GET" && method_ != "HEAD") || ++redirects_ > most_redirects) return false;
  auto to = url_.resolve(*place);
  if (!to || !account.http().origins().allows(to->origin)) return false;
  if (url_.origin.tls && !to->origin.tls) return false;
  if (to->origin != url_.origin)
    std::erase_if(fields_, [](const http_field& f) {
      return find_field({f}, "authorization") || find_field({f}, "cookie") || find_field({f}, "proxy-authorization");
    });
  url_ = std::move(*to);
  return true;
}

bool http_call::may_repeat(const http_end& end) const {
  if (sink_used_) return false;
  if (end.ok()) {
    if (end.reply.status == 429) return true;  // it says itself that nothing was done
    return idempotent() && retry::passing(end.reply.status);
  }
  return end.failure.retryable() && (idempotent() || !end.sent);
}

flow<expected<http_end>> http_call::one_attempt(std::vector<http_field>& signature) {
  http_service& service = account.http();
  // A credential is the first origin's: after a redirect to another one nothing is signed.
  if (url_.origin != first_.origin) {
    signature.clear();
  } else if (request_.auth.size) {
    auto made = co_await service.credentials().sign(view(request_.auth), url_.origin);
    if (!made) co_return std::move(made.error());
    signature = std::move(*made);
  }
  if (stopped() || (!service.limits().admit_at_once(bucket_) && !co_await service.limits().admit(bucket_)))
    co_return stop_error();
  std::uint64_t limit = request_.timeout_ns ? request_.timeout_ns : submits() ? submit_attempt_ns : usual_attempt_ns;
  // A submission whose answer is lost is looked up: half of the time is for that.
  if (const std::uint64_t now = account.now_ns(); submits() && deadline_ns() != deadline::never && deadline_ns() > now)
    limit = std::min(limit, (deadline_ns() - now) / 2);
  // The answer to a submission says whether there is something to cancel.
  attempt once(message(signature), limit, submits() ? hears_out_ns : 0);
  http_end end = co_await once;
  const bool limited = end.ok() && end.reply.status == 429;
  const auto advice = limited ? retry::advice_ns(end.reply, account.rt().world().unix_ns()) : std::nullopt;
  service.limits().left(bucket_, limited, advice);
  co_return end;
}

flow<expected<http_reply>> http_call::exchange() {
  if (auto ok = read_request(); !ok) co_return std::move(ok.error());
  std::vector<http_field> signature;
  bool signed_anew = false;
  for (int repetition = 0;;) {
    auto got = co_await one_attempt(signature);
    if (!got) co_return std::move(got.error());
    http_end end = std::move(*got);
    retry::budget& budget = account.rt().retries_to(url_.origin);
    if (end.ok() && !sink_used_ && redirected(end.reply)) continue;
    if (end.ok() && !sink_used_ && !signed_anew &&
        account.http().credentials().rejected(view(request_.auth), end.reply.status, signature)) {
      signed_anew = true;
      continue;
    }
    const bool well = end.ok() && !retry::passing(end.reply.status);
    if (well) budget.succeeded(repetition > 0);
    const bool timed_out = !end.ok() && end.failure.code() == errc::deadline_exceeded;
    if (!well && !stopped() && repetition < retry::most && may_repeat(end) && budget.spend(timed_out)) {
      const auto advice = end.ok() ? retry::advice_ns(end.reply, account.rt().world().unix_ns()) : std::nullopt;
      const std::uint64_t wait = std::max(advice.value_or(0), retry::backoff_ns(repetition++, account.rt().world()));
      const std::uint64_t now = account.now_ns();
      if (deadline_ns() == deadline::never || wait < deadline_ns() - std::min(now, deadline_ns())) {
        co_await pause(wait);
        if (stopped()) co_return stop_error();
        continue;
      }
    }
    if (end.ok()) co_return std::move(end.reply);
    if (stopped()) end.failure = stop_error();
    if (end.sent && !idempotent()) end.failure.maybe_executed(true);
    co_return std::move(end.failure);
  }
}

flow<void> http_call::run() {
  auto reply = co_await exchange();
  co_await out_of_start(*this);
  if (request_.sink) feed_sink(held_.size());
  if (!reply) co_return fail(reply.error());
  account.http().credentials().hide_in(reply->body);
  for (http_field& f : reply->fields) account.http().credentials().hide_in(f.value);
  answer_with(*reply);
}

void http_call::answer_with(const http_reply& reply) {
  std::vector<kw_header> headers;
  headers.reserve(reply.fields.size());
  for (const auto& f : reply.fields) headers.push_back({str(f.name), str(f.value)});
  auto r = sized<kw_http_response>();
  r.status = reply.status, r.headers = headers.data(), r.num_headers = headers.size();
  r.body = {reinterpret_cast<const std::uint8_t*>(reply.body.data()), reply.body.size()};
  answer(&r);
}

}  // namespace ketway
