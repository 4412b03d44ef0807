#pragma once

#include <ketway/plugin.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "device.hpp"
#include "failure.hpp"
#include "job.hpp"
#include "outcomes.hpp"
#include "result_places.hpp"
#include "session.hpp"
#include "settings.hpp"
#include "submission.hpp"

namespace ketway::ionq {

/// One account at IonQ. The verbs ask over the host's http and read with the pure functions beside this file.
class ionq_backend final : public plugin::backend {
 public:
  ionq_backend(kw_host* host, account_settings settings) : backend(host), settings_(std::move(settings)) {}

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

  // kw.session/1
  kw_host* own_host() const noexcept { return host(); }
  plugin::task<session_view> open_session(const kw_session_request& asked);
  plugin::task<session_view> close_session(std::string id);
  plugin::task<session_view> poll_session(std::string id);

 private:
  class call;  // a request with what it needs to be told apart

  // transport.cpp
  plugin::task<plugin::response> send(call c) const;
  plugin::task<json> ask(call c);
  std::uint64_t unix_now() const { return now_ns(KW_CLOCK_UNIX); }

  // device_verbs.cpp
  plugin::task<json> ask_backend(std::string name);
  plugin::task<json> ask_quietly(call c);
  plugin::task<plugin::estimate> ask_estimate(std::string path);
  plugin::task<machine> machine_for(std::string device, bool must_know_natives);
  plugin::task<encoded_submission> encode_for(const kw_submission& s, const machine& to);

  // job_verbs.cpp
  plugin::task<job_view> ask_job(std::string id);
  plugin::task<plugin::job> settled(const job_view& view, std::string memo);

  // result_verbs.cpp
  plugin::task<plugin::response> ask_first(const job_view& view, const std::vector<std::string>& places);
  plugin::task<void> fetch_one(const job_view& view, const job_memo& memo, const bit_map& bits, std::uint32_t program,
                               plugin::results& to);
  plugin::task<void> fetch_children(const job_view& view, const job_memo& memo, plugin::results& to);
  plugin::task<void> fetch_child(std::string id, const job_memo& memo, std::uint32_t program, plugin::results& to);

  account_settings settings_;
  std::map<std::string, machine, std::less<>> machines_;  ///< as last seen, by IonQ's id
};

}  // namespace ketway::ionq
