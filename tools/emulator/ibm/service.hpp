#pragma once
// IBM's services over one account: sign-in, instances, the Runtime API.

#include <deque>
#include <optional>
#include <unordered_map>

#include "emulator/ibm.hpp"
#include "emulator/target.hpp"
#include "ibm/jobs.hpp"

namespace ketway::emulator::ibm {

class session {
 public:
  std::string id, backend, mode;
  std::uint64_t created_ns = 0, max_ttl_s = 28'800;
  bool accepting = true, closed = false;
};

class service final : public ibm_cloud {
 public:
  service(surroundings& world, ibm_options options, std::vector<device> devices);

  std::string_view name() const noexcept override { return "ibm"; }
  bool owns(const request& r) const override;
  purpose purpose_of(const request& r) const override;
  response handle(const request& r) override;
  response refusal(unsigned status) const override;
  ledger& books() override;
  void expire_tokens() override;

 private:
  class call {
   public:
    call(const request& r, std::uint64_t now_ns) : message(r), where(r.target), now_ns(now_ns) {}
    const request& message;
    target where;
    std::vector<std::string> ids;
    std::uint64_t now_ns;
    bool is(std::string_view method, std::string_view pattern) {
      return message.method == method && where.is(pattern, ids);
    }
  };

  response route(call& c);
  std::optional<response> open_routes(call& c);  // without a Service-CRN
  std::optional<response> refused_entry(const call& c) const;
  std::optional<response> device_routes(call& c);
  std::optional<response> job_routes(call& c);
  std::optional<response> session_routes(call& c);
  std::optional<response> account_routes(call& c);

  response token(const call& c);
  response resources() const;
  response found_resources() const;
  response submit(call& c);
  response list(call& c);
  response results(call& c, job& j);
  response cancel(call& c, job& j);

  bool signed_in(const request& r, std::uint64_t now_ns) const;
  bool too_fast(std::uint64_t now_ns);
  job* find(const std::string& id);
  const device* device_named(const std::string& name) const;
  void settle(job& j, std::uint64_t now_ns);
  std::uint64_t pending_on(const std::string& device, std::uint64_t now_ns) const;
  double used_s(std::uint64_t now_ns) const;
  json session_document(const session& s, std::uint64_t now_ns) const;

  surroundings& world_;
  ibm_options options_;
  std::vector<device> devices_;
  ledger ledger_;
  std::deque<job> jobs_;  // in order of submission; a job never moves
  std::unordered_map<std::string, job*> by_id_;
  std::deque<session> sessions_;
  std::unordered_map<std::string, std::uint64_t> tokens_;  // and when they end
  std::deque<std::uint64_t> recent_;
};

/// {"errors":[{"code","message","solution","more_info"}],"trace"}
response failed(unsigned status, int code, const std::string& message);
response answered(const json& body, unsigned status = 200);
response bare(unsigned status);  ///< without a body
response page();                 ///< 200 with HTML: what a wrong path gets

}  // namespace ketway::emulator::ibm
