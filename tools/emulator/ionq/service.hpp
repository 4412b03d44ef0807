#pragma once
// The routes of IonQ's API over the jobs of one account.

#include <deque>
#include <functional>
#include <unordered_map>

#include "emulator/cloud.hpp"
#include "emulator/ionq.hpp"
#include "emulator/target.hpp"
#include "ionq/documents.hpp"
#include "ionq/jobs.hpp"

namespace ketway::emulator::ionq {

class session {
 public:
  std::string id, backend;
  json settings;
  std::uint64_t created_ns = 0, started_ns = 0, ended_ns = 0;
  std::uint64_t jobs = 0;
};

class service final : public cloud {
 public:
  service(surroundings& world, ionq_options options, std::vector<device> devices);

  std::string_view name() const noexcept override { return "ionq"; }
  bool owns(const request& r) const override;
  purpose purpose_of(const request& r) const override;
  response handle(const request& r) override;
  response refusal(unsigned status) const override;
  ledger& books() override;

 private:
  // One call: its path after "/v0.4", what `*` matched in it, and the time.
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
  std::optional<response> device_routes(call& c);
  std::optional<response> job_routes(call& c);
  std::optional<response> result_routes(call& c);
  std::optional<response> session_routes(call& c);

  response submit(call& c, const std::string& body);
  response list(call& c, const std::string& in_session);
  response cancel(call& c, const std::string& id);
  response remove(call& c, const std::vector<std::string>& ids);
  response clone(call& c);
  response estimate(call& c);
  response cost(call& c, const job& j);
  response characterizations(call& c, const device& d);
  response aggregated(call& c, job& parent);
  response artifact(call& c, job& j);
  response one_result(call& c, job& j, std::string_view form);

  bool admitted(const request& r) const;
  bool too_fast(std::uint64_t now_ns);
  job* find(const std::string& id);
  const device* device_named(std::string_view id) const;
  void place(job& j, std::uint64_t now_ns);
  /// Bills what has ended, and runs what needs running for its state to be known.
  void settle(job& j, std::uint64_t now_ns);
  json session_document(const session& s, std::uint64_t now_ns) const;

  surroundings& world_;
  ionq_options options_;
  std::vector<device> devices_;
  account who_;
  ledger ledger_;
  std::deque<job> jobs_;  // in order of submission; a job never moves
  std::unordered_map<std::string, job*> by_id_;
  std::vector<session> sessions_;
  std::deque<std::uint64_t> recent_;  // times of submissions
};

/// {"statusCode", "error", "message"} with that status.
response refused(unsigned status, const std::string& message, const std::string& key = {});
response answered(const json& body, unsigned status = 200);

}  // namespace ketway::emulator::ionq
