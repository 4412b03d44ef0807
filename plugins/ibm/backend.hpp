#pragma once

#include <ketway/plugin.hpp>
#include <map>
#include <string>
#include <vector>

#include "settings.hpp"
#include "wire/devices.hpp"
#include "wire/jobs.hpp"
#include "wire/json.hpp"
#include "wire/result_plan.hpp"
#include "wire/sessions.hpp"
#include "wire/submission.hpp"

namespace ketway::ibm {

class poll_round;

/// Where an account's calls go.
class endpoint {
 public:
  endpoint() = default;
  std::string base_url, crn, region;
};

/// One request to the service, below its base URL.
class call {
 public:
  call(std::string m, std::string p) : method(std::move(m)), path(std::move(p)) {}
  std::string method, path, body, limiter;
  std::uint32_t flags = 0;
  std::uint64_t timeout_ns = 0, max_response = 0;  ///< 0: the host's
};

/// The verbs, over what the host offers. Retries, waiting and polling are the host's.
class ibm_backend final : public plugin::backend {
 public:
  ibm_backend(kw_host* host, settings s);

  plugin::task<std::vector<plugin::device>> devices() override;
  plugin::task<plugin::device> describe(std::string_view id) override;
  plugin::task<void> validate(const kw_submission& s) override;
  plugin::task<plugin::estimate> price(const kw_submission& s) override;
  plugin::task<plugin::job> submit(const kw_submission& s) override;
  plugin::task<plugin::job> find(const kw_job_ref& r) override;
  plugin::task<plugin::job> poll(const kw_job_ref& r) override;
  plugin::task<std::vector<plugin::job>> poll_many(const kw_job_refs& r) override;
  plugin::task<std::unique_ptr<plugin::results>> fetch(const kw_job_ref& r) override;
  plugin::task<plugin::job> cancel(const kw_job_ref& r) override;
  const void* extension(std::string_view id) override;

  plugin::task<session> open_session(const kw_session_request& r);
  plugin::task<session> close_session(std::string id);
  plugin::task<session> poll_session(std::string id);
  kw_host* services() const { return host(); }

 private:
  // calls.cpp
  plugin::task<endpoint> where();
  plugin::task<std::string> find_instance();
  plugin::task<plugin::response> send(const call& c);
  plugin::task<plugin::response> transmit(const call& c, const std::string& url, const std::string& crn);
  plugin::task<json> get(std::string path, std::string what);

  // backend_devices.cpp
  plugin::task<std::vector<json>> list_devices();
  plugin::task<json> configuration_of(std::string id, std::string version);
  plugin::task<json> properties_of(std::string id);
  plugin::task<json> optional(std::string path, std::string what);

  // backend_submit.cpp
  plugin::task<std::unique_ptr<submission>> prepare(const kw_submission& s);

  // backend_polls.cpp
  plugin::task<json> job_object(std::string id);
  plugin::task<plugin::job> state_of(std::string id, std::string memo);
  plugin::task<void> settle(plugin::job& j, int tries);
  plugin::task<job_page> list(std::string path, std::string what);
  plugin::task<void> list_jobs(const poll_round& round);
  plugin::task<void> ask_alone(poll_round& round);

  // backend_jobs.cpp
  plugin::task<void> cancel_copy(std::string id);
  plugin::task<result_plan> recover_plan(std::string id);

  class cached {
   public:
    cached() = default;
    json value;
    std::string version;
    std::uint64_t read_ns = 0;
  };

  settings settings_;
  endpoint endpoint_;
  bool resolving_ = false;
  plugin::signal resolved_;
  std::map<std::string, cached> configurations_, properties_;

  /// What the latest listing of jobs said, as texts by id: it serves the polls that come right after it.
  class job_listing {
   public:
    job_listing() = default;
    std::map<std::string, std::string, std::less<>> jobs;
    std::uint64_t read_ns = 0;
  };
  job_listing listing_;
  std::string asked_last_;  ///< the job asked alone last
};

/// One step of a path. Throws plugin::error NOT_FOUND for what cannot be an id: a call without one answers a web page.
std::string path_step(std::string_view id, const char* what);

std::string memo_of(const kw_job_ref& r);

}  // namespace ketway::ibm
