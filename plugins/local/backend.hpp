#pragma once

#include <coroutine>
#include <ketway/plugin.hpp>

#include "job_table.hpp"
#include "settings.hpp"

namespace ketway::local {

/// The verbs of the local simulator. Small circuits run where they are submitted, everything else in `offload`.
class local_backend final : public plugin::backend {
 public:
  local_backend(kw_host* host, const account_settings& settings, std::shared_ptr<crew> threads);

  plugin::task<std::vector<plugin::device>> devices() override;
  plugin::task<void> validate(const kw_submission& s) override;
  plugin::task<plugin::estimate> price(const kw_submission& s) override;
  plugin::task<plugin::job> submit(const kw_submission& s) override;
  plugin::task<plugin::job> find(const kw_job_ref& r) override;
  plugin::task<plugin::job> poll(const kw_job_ref& r) override;
  plugin::task<std::unique_ptr<plugin::results>> fetch(const kw_job_ref& r) override;
  plugin::task<plugin::job> cancel(const kw_job_ref& r) override;
  void stop() override { jobs_.stop_all(); }

 private:
  std::unique_ptr<workload> prepare(const kw_submission& s);
  plugin::task<void> compile(workload& w);
  plugin::task<plugin::job> run_now(const kw_submission& s);
  plugin::task<void> run_and_wait(workload& w);
  plugin::task<plugin::job> run_later(const kw_submission& s);
  plugin::task<void> run_in_background(std::shared_ptr<local_job> j);
  void finish(const std::shared_ptr<local_job>& j);
  std::size_t runners_for(const workload& w) const;
  std::uint64_t random_number();
  std::string fresh_id();

  account_settings settings_;
  std::shared_ptr<crew> threads_;
  job_table jobs_;
  std::uint64_t id_prefix_ = 0, last_id_ = 0;
};

}  // namespace ketway::local
