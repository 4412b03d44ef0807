#pragma once
// A plugin's requests in a simulated world: what the network answers is a function of the test's.

#include <boost/asio/post.hpp>
#include <deque>

#include "ketway/transport.hpp"
#include "scripted_plugin.hpp"

namespace ketway::tests {

/// Answers each request from a script, after some virtual time.
class scripted_network final : public transport {
 public:
  explicit scripted_network(simulated_world& w) : world_(w) {}
  struct seen {
    std::string method, origin, target, body;
    std::vector<http_field> fields;
    std::uint64_t at_ns = 0;
    bool fresh = false;
  };
  std::function<http_end(const seen&)> answer = [](const seen&) { return reply(200, "{}"); };
  std::chrono::nanoseconds takes{0};
  std::vector<seen> requests;
  int cancels = 0;
  std::function<void(const http_send&)> look;  // at the whole message, sink included

  static http_end reply(unsigned status, std::string body, std::vector<http_field> fields = {}) {
    http_reply r;
    r.status = status, r.body = std::move(body), r.fields = std::move(fields);
    return http_end(std::move(r));
  }
  static http_end broken(bool sent) {
    return http_end(std::move(error(errc::unavailable, "broken").retryable(true)), sent);
  }

  std::shared_ptr<http_exchange> start(http_send what, std::function<void(http_end)> done) override {
    seen now{what.method, what.origin.to_string(), what.target, std::string(what.body),
             what.fields, world_.monotonic_ns(),   what.fresh};
    requests.push_back(now);
    if (look) look(what);
    auto x = std::make_shared<pending>(*this, std::move(done));
    x->timer = world_.make_alarm([x = std::weak_ptr(x), now, this] {
      if (const auto self = x.lock()) self->end(answer(now));
    });
    x->timer->arm(world_.monotonic_ns() + static_cast<std::uint64_t>(takes.count()));
    x->self = x;
    return x;
  }

 private:
  struct pending final : http_exchange {
    pending(scripted_network& n, std::function<void(http_end)> d) : of(n), done(std::move(d)) {}
    void cancel() override {
      ++of.cancels;
      boost::asio::post(of.world_.executor(), [keep = self] {
        if (keep) keep->end(http_end(error(errc::cancelled, "cancelled"), true));
      });
    }
    void end(http_end how) {
      timer->disarm();
      if (auto f = std::exchange(done, nullptr)) f(std::move(how));
      const auto last = std::exchange(self, nullptr);
    }
    scripted_network& of;
    std::function<void(http_end)> done;
    std::unique_ptr<alarm> timer;
    std::shared_ptr<pending> self;
  };
  simulated_world& world_;
};

/// What came of one request of the plugin.
struct http_outcome {
  int times = 0;
  std::uint32_t code = 999, flags = 0, status = 0;
  std::uint64_t retry_after_ns = 0;
  std::string message, body;
  std::vector<http_field> headers;
  kw_op* op = nullptr;
};

class network_stage : public stage {
 public:
  network_stage() : net(std::make_shared<scripted_network>(*world)) {
    world->connect(net);
    rights.origin("https://api.example.com");
  }
  network_stage(const network_stage&) = delete;
  network_stage& operator=(const network_stage&) = delete;
  ~network_stage() { net->answer = nullptr; }

  kw_http_request get(const char* url = "https://api.example.com/v1/x") {
    auto r = p::sized<kw_http_request>();
    r.method = p::str("GET"), r.url = p::str(url), r.flags = KW_HTTP_IDEMPOTENT;
    return r;
  }
  kw_http_request submit(const char* url = "https://api.example.com/v1/jobs") {
    auto r = p::sized<kw_http_request>();
    r.method = p::str("POST"), r.url = p::str(url), r.flags = KW_HTTP_SUBMITS, r.body = p::bytes("{\"job\":1}");
    return r;
  }
  /// Starts it; the answer is in the outcome once it has come.
  std::unique_ptr<http_outcome> ask(const kw_http_request& r) {
    auto out = std::make_unique<http_outcome>();
    out->op = plugin.host->vt->http(plugin.host, &r, {out.get(), &heard});
    return out;
  }
  std::unique_ptr<http_outcome> settle(const kw_http_request& r,
                                       std::chrono::nanoseconds limit = std::chrono::hours(1)) {
    auto out = ask(r);
    world->run_for(limit);
    out->op->vt->release(out->op);
    world->run_ready();
    return out;
  }
  std::shared_ptr<scripted_network> net;

 private:
  static void heard(void* self, const kw_status* s, const void* result) {
    auto& out = *static_cast<http_outcome*>(self);
    ++out.times;
    out.code = s->code, out.flags = s->flags, out.message = p::text(s->message), out.retry_after_ns = s->retry_after_ns;
    if (!result) return;
    const auto& r = *static_cast<const kw_http_response*>(result);
    out.status = r.status, out.body = std::string(p::view(r.body));
    for (std::uint64_t i = 0; i < r.num_headers; ++i)
      out.headers.emplace_back(p::text(r.headers[i].name), p::text(r.headers[i].value));
  }
};

}  // namespace ketway::tests
