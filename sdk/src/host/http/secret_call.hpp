#pragma once
// kw_host.secret: for the few plugins whose manifest has the permission raw_secret.

#include <string>

#include "host/http/http_service.hpp"
#include "host/http/service_call.hpp"

namespace ketway {

class secret_call final : public service_call {
 public:
  static kw_op* start(plugin_account& a, std::string name, kw_done done) {
    return std::shared_ptr<secret_call>(new secret_call(a, std::move(name), done))->begin();
  }

 private:
  secret_call(plugin_account& a, std::string name, kw_done done) : service_call(a, done), name_(std::move(name)) {}
  flow<void> run() override {
    auto got = co_await account.http().credentials().raw(name_);
    if (!got) co_return fail(got.error());
    const kw_str text = str(got->reveal());
    answer(&text);
  }
  const std::string name_;
};

}  // namespace ketway
