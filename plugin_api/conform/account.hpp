#pragma once
// A backend opened on a fake host, and what became of every call into it. An operation's record outlives the operation,
// so that a second or late completion is seen instead of doing harm.

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conform/circuits.hpp"
#include "conform/copies.hpp"
#include "conform/fake_host.hpp"
#include "ketway/plugin.h"

namespace ketway::conform {

/// What ends a case early.
class failure : public std::exception {
 public:
  explicit failure(std::string text) : text_(std::move(text)) {}
  const char* what() const noexcept override { return text_.c_str(); }

 private:
  std::string text_;
};
class skip : public failure {
 public:
  using failure::failure;
};
inline void require(bool holds, const std::string& text) {
  if (!holds) throw failure(text);
}

enum class answer { nothing, devices, device, estimate, job, jobs, results };
enum class release { inside_done, after_done, late };

/// What one operation was answered with.
class reply {
 public:
  reply() = default;
  bool ok() const { return status.code == KW_OK; }
  /// "NOT_FOUND (no such job)"
  std::string words() const;

  int completions = 0;
  bool absent = false;  ///< the plugin has no such slot
  status_copy status;
  std::vector<device_copy> devices;  ///< one for `device`
  std::optional<job_copy> job;
  std::vector<std::optional<job_copy>> jobs;
  std::optional<results_copy> results;
  defects wrong;
};

/// One operation of the plugin that was started.
class running {
 public:
  running(fake_host& host, const char* verb, answer kind, release when)
      : host_(host), verb_(verb), kind_(kind), when_(when) {}
  running(const running&) = delete;
  running& operator=(const running&) = delete;

  void start(const std::function<kw_op*(kw_done)>& call);
  void cancel();
  /// Steps the host until the operation completes; throws a failure where it never does. Releases it unless `late`.
  reply& finish();
  /// Once; what `late` leaves to the caller.
  void release();
  bool finished() const;
  /// A copy of what is known by now.
  int completions() const;

 private:
  static void on_done(void* ctx, const kw_status* status, const void* result);
  void take(const kw_status* status, const void* result);
  void give_back();

  fake_host& host_;
  const char* verb_;
  answer kind_;
  conform::release when_;
  kw_op* op_ = nullptr;
  mutable std::mutex mutex_;
  reply reply_;
  std::vector<kw_results> to_release_;
};

class account {
 public:
  /// Throws a failure where the plugin does not open.
  account(const kw_plugin* plugin, const std::string& config, const host_options& options = {});
  account(const account&) = delete;
  account& operator=(const account&) = delete;
  /// Leaves the backend as it is where `close` was not called: the process ends anyway.
  ~account() = default;

  fake_host& host() { return host_; }
  kw_backend* backend() { return backend_; }
  conform::release when = release::after_done;
  /// Throws a failure where an answer's form is wrong.
  bool strict = true;

  std::shared_ptr<running> start_devices();
  std::shared_ptr<running> start_device(std::string_view id);
  std::shared_ptr<running> start_validate(const work& w);
  std::shared_ptr<running> start_estimate(const work& w);
  std::shared_ptr<running> start_submit(const work& w);
  std::shared_ptr<running> start_find(std::string_view token, std::string_view device);
  std::shared_ptr<running> start_poll(std::string_view id, std::string_view memo = {});
  std::shared_ptr<running> start_poll_many(const std::vector<std::string>& ids);
  std::shared_ptr<running> start_fetch(std::string_view id, std::string_view memo = {});
  std::shared_ptr<running> start_cancel(std::string_view id);
  /// To its end, and not a step further.
  reply answer_of(const std::shared_ptr<running>& started);
  /// To its end and some events beyond it; with `strict`, of right form and completed once.
  reply run(const std::shared_ptr<running>& started);

  /// Polls `job` until it is done, failed or cancelled. Results are in it where they came with it.
  job_copy settle(job_copy job);
  /// Submits and settles; results are fetched. Throws where the job does not succeed.
  results_copy execute(const work& w);

  /// stop, everything to its end, destroy. False: the plugin still had host operations after a million events.
  bool close();

 private:
  std::shared_ptr<running> begin(const char* verb, answer kind, bool present,
                                 const std::function<kw_op*(kw_done)>& call);
  const kw_job_ref* ref(std::string_view id, std::string_view device, std::string_view token, std::string_view memo);
  std::string_view keep(std::string_view text) { return texts_.emplace_back(text); }

  fake_host host_;
  kw_backend* backend_ = nullptr;
  std::deque<std::string> texts_;  // arguments live as long as the account
  std::deque<kw_job_ref> refs_;
  std::deque<std::vector<const kw_job_ref*>> ref_lists_;
  std::deque<kw_job_refs> many_;
  std::vector<std::shared_ptr<running>> all_;
};

/// "NOT_FOUND", or the number of a code that this header does not know.
std::string code_name(std::uint32_t code);

}  // namespace ketway::conform
