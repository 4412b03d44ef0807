#pragma once
// kw_host.http: permission, turn, signature, the exchange, and what is done about its failures.

#include <atomic>
#include <string>

#include "host/http/service_call.hpp"
#include "ketway/transport.hpp"

namespace ketway {

class http_call final : public service_call {
 public:
  static kw_op* start(plugin_account& a, const kw_http_request& r, kw_done done);

 private:
  http_call(plugin_account& a, const kw_http_request& r, kw_done done);
  flow<void> run() override;
  expected<void> read_request();
  flow<expected<http_reply>> exchange();
  flow<expected<http_end>> one_attempt(std::vector<http_field>& signature);
  http_send message(const std::vector<http_field>& signature);
  std::shared_ptr<const body_source> source();
  bool redirected(const http_reply& reply);
  bool may_repeat(const http_end& end) const;
  bool give_part(std::string_view part);
  void feed_sink(std::size_t size);
  void answer_with(const http_reply& reply);
  bool submits() const noexcept { return (request_.flags & KW_HTTP_SUBMITS) != 0; }
  bool idempotent() const noexcept { return (request_.flags & KW_HTTP_IDEMPOTENT) != 0; }

  const kw_http_request request_;  // what it points to lives until `done`
  http_url url_, first_;
  std::string method_, bucket_;
  std::vector<http_field> fields_;
  int redirects_ = 0;
  std::string held_;  // of the body, on its way to the sink
  std::atomic<bool> sink_refuses_ = false, sink_used_ = false;
};

}  // namespace ketway
