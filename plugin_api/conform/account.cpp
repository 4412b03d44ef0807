#include "conform/account.hpp"

#include <array>
#include <chrono>
#include <thread>
#include <utility>

#include "ketway/plugin_task.hpp"

namespace ketway::conform {

std::string code_name(std::uint32_t code) {
  constexpr std::array<const char*, 17> names{
      "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
      "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
      "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
      "DATA_LOSS", "UNAUTHENTICATED"};
  return code < names.size() ? names[code] : std::to_string(code);
}

std::string reply::words() const {
  return code_name(status.code) + (status.message.empty() ? "" : " (" + status.message + ")");
}

void running::start(const std::function<kw_op*(kw_done)>& call) {
  kw_op* op = host_.enter(verb_, [&] { return call(kw_done{this, &on_done}); });
  if (!op) throw failure(std::string(verb_) + " returned NULL instead of an operation");
  require(op->vt && KW_SLOT(op->vt, kw_op_vt, cancel) && KW_SLOT(op->vt, kw_op_vt, release),
          std::string(verb_) + " returned an operation without cancel and release");
  op_ = op;
}

void running::cancel() {
  if (op_) host_.enter("cancel of an operation", [&] { op_->vt->cancel(op_); });
}

void running::on_done(void* ctx, const kw_status* status, const void* result) {
  static_cast<running*>(ctx)->take(status, result);
}

void running::take(const kw_status* status, const void* result) {
  std::unique_lock lock(mutex_);
  if (++reply_.completions > 1) return;
  auto& wrong = reply_.wrong;
  reply_.status = copy(status, wrong);
  const bool expected = reply_.ok() && kind_ != answer::nothing;
  if (expected && !result) wrong.push_back(std::string(verb_) + " completed OK without a result");
  if (!reply_.ok() && result) wrong.push_back(std::string(verb_) + " gave a result with a failure");
  if (!reply_.ok() && reply_.status.message.empty()) wrong.push_back(std::string(verb_) + " failed without a message");
  const auto hand_over = [&](const kw_results* r) {
    if (r && KW_SLOT(r, kw_results, release)) to_release_.push_back(*r);
  };
  if (expected && result) switch (kind_) {
      case answer::devices: reply_.devices = copy(static_cast<const kw_devices*>(result), wrong); break;
      case answer::device: reply_.devices = {copy(static_cast<const kw_device*>(result), wrong)}; break;
      case answer::job:
        reply_.job = copy(static_cast<const kw_job*>(result), wrong);
        if (reply_.job->results) hand_over(plugin::known(*static_cast<const kw_job*>(result)).results);
        break;
      case answer::jobs: {
        reply_.jobs = copy(static_cast<const kw_jobs*>(result), wrong);
        for (std::size_t i = 0; i < reply_.jobs.size(); ++i)
          if (reply_.jobs[i] && reply_.jobs[i]->results)
            hand_over(plugin::known(*static_cast<const kw_jobs*>(result)->items[i]).results);
        break;
      }
      case answer::results:
        reply_.results = copy(static_cast<const kw_results*>(result), wrong);
        hand_over(static_cast<const kw_results*>(result));
        break;
      default: break;
    }
  lock.unlock();
  if (when_ == conform::release::inside_done && host_.on_queue()) {
    give_back();
    release();
  }
  host_.wake();
}

bool running::finished() const { return completions() > 0; }

int running::completions() const {
  const std::lock_guard lock(mutex_);
  return reply_.completions;
}

reply& running::finish() {
  if (!host_.run_until([&] { return finished(); })) throw failure(std::string(verb_) + " never completed");
  if (when_ == conform::release::late) return reply_;
  give_back();
  release();
  return reply_;
}

void running::give_back() {
  for (const auto& r : std::exchange(to_release_, {})) host_.enter("release of results", [&] { r.release(r.owner); });
}

void running::release() {
  if (auto* op = std::exchange(op_, nullptr)) host_.enter("release of an operation", [&] { op->vt->release(op); });
  if (finished()) give_back();
}

account::account(const kw_plugin* plugin, const std::string& config, const host_options& options) : host_(options) {
  std::array<char, 1024> why{};
  backend_ = host_.enter("open", [&] { return plugin->open(&host_, plugin::str(config), why.data(), why.size()); });
  require(backend_ != nullptr, std::string("the plugin does not open: ") + why.data());
  require(backend_->vt != nullptr, "the backend has no table");
}

std::shared_ptr<running> account::begin(const char* verb, answer kind, bool present,
                                        const std::function<kw_op*(kw_done)>& call) {
  auto r = all_.emplace_back(std::make_shared<running>(host_, verb, kind, when));
  if (!present) return nullptr;
  r->start(call);
  return r;
}

#define KW_VERB(slot) KW_SLOT(backend_->vt, kw_backend_vt, slot)
std::shared_ptr<running> account::start_devices() {
  return begin("devices", answer::devices, KW_VERB(devices),
               [this](kw_done d) { return backend_->vt->devices(backend_, d); });
}
std::shared_ptr<running> account::start_device(std::string_view id) {
  const kw_str name = plugin::str(keep(id));
  return begin("device", answer::device, KW_VERB(device),
               [this, name](kw_done d) { return backend_->vt->device(backend_, name, d); });
}
std::shared_ptr<running> account::start_validate(const work& w) {
  return begin("validate", answer::nothing, KW_VERB(validate),
               [this, &w](kw_done d) { return backend_->vt->validate(backend_, &w.submission, d); });
}
std::shared_ptr<running> account::start_estimate(const work& w) {
  return begin("estimate", answer::estimate, KW_VERB(estimate),
               [this, &w](kw_done d) { return backend_->vt->estimate(backend_, &w.submission, d); });
}
std::shared_ptr<running> account::start_submit(const work& w) {
  return begin("submit", answer::job, KW_VERB(submit),
               [this, &w](kw_done d) { return backend_->vt->submit(backend_, &w.submission, d); });
}
std::shared_ptr<running> account::start_find(std::string_view token, std::string_view device) {
  const auto* r = ref({}, device, token, {});
  return begin("find", answer::job, KW_VERB(find), [this, r](kw_done d) { return backend_->vt->find(backend_, r, d); });
}
std::shared_ptr<running> account::start_poll(std::string_view id, std::string_view memo) {
  const auto* r = ref(id, {}, {}, memo);
  return begin("poll", answer::job, KW_VERB(poll), [this, r](kw_done d) { return backend_->vt->poll(backend_, r, d); });
}
std::shared_ptr<running> account::start_poll_many(const std::vector<std::string>& ids) {
  auto& list = ref_lists_.emplace_back();
  for (const auto& id : ids) list.push_back(ref(id, {}, {}, {}));
  auto& many = many_.emplace_back(plugin::sized<kw_job_refs>());
  many.count = static_cast<std::uint32_t>(list.size()), many.items = list.data();
  return begin("poll_many", answer::jobs, KW_VERB(poll_many),
               [this, &many](kw_done d) { return backend_->vt->poll_many(backend_, &many, d); });
}
std::shared_ptr<running> account::start_fetch(std::string_view id, std::string_view memo) {
  const auto* r = ref(id, {}, {}, memo);
  return begin("fetch", answer::results, KW_VERB(fetch),
               [this, r](kw_done d) { return backend_->vt->fetch(backend_, r, d); });
}
std::shared_ptr<running> account::start_cancel(std::string_view id) {
  const auto* r = ref(id, {}, {}, {});
  return begin("cancel", answer::job, KW_VERB(cancel),
               [this, r](kw_done d) { return backend_->vt->cancel(backend_, r, d); });
}

const kw_job_ref* account::ref(std::string_view id, std::string_view device, std::string_view token,
                               std::string_view memo) {
  auto& r = refs_.emplace_back(plugin::sized<kw_job_ref>());
  r.id = plugin::str(keep(id)), r.device = plugin::str(keep(device)), r.client_token = plugin::str(keep(token));
  r.memo = plugin::bytes(keep(memo));
  return &r;
}

reply account::answer_of(const std::shared_ptr<running>& started) {
  if (started) return started->finish();
  reply out;
  out.absent = true, out.status.code = KW_UNIMPLEMENTED, out.status.message = "the plugin has no such verb";
  return out;
}

reply account::run(const std::shared_ptr<running>& started) {
  answer_of(started);
  // Anything that would complete it a second time gets its chance.
  for (int i = 0; i < 64 && host_.step(); ++i) {
  }
  reply out = answer_of(started);
  if (!strict || out.absent) return out;
  require(out.completions == 1, "completed " + std::to_string(out.completions) + " times");
  if (!out.wrong.empty()) throw failure(out.wrong.front());
  return out;
}

job_copy account::settle(job_copy job) {
  const auto over = [](std::uint32_t state) {
    return state == KW_JOB_DONE || state == KW_JOB_FAILED || state == KW_JOB_CANCELLED;
  };
  const std::string id = job.id;
  std::chrono::steady_clock::time_point start;
  for (int polls = 0; !over(job.state); ++polls) {
    // A plugin with threads of its own works in real time; most have ended within the first polls.
    if (polls == 1000) start = std::chrono::steady_clock::now();
    if (polls >= 1000) {
      const std::chrono::duration<double> waited = std::chrono::steady_clock::now() - start;
      require(waited.count() < host_.patience_seconds(),
              "the job " + id + " did not end in " + std::to_string(polls) + " polls");
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    const reply r = run(start_poll(id, job.memo));
    require(r.ok(), "poll of the job " + id + ": " + r.words());
    require(r.job->id == id, "poll of the job " + id + " answered about the job " + r.job->id);
    job = *r.job;
    if (!over(job.state)) host_.advance(std::max<std::uint64_t>(job.poll_after_ns, 1'000'000'000));
  }
  return job;
}

results_copy account::execute(const work& w) {
  const reply submitted = run(start_submit(w));
  if (!submitted.ok() && host_.asked_for_transport()) throw skip("needs the emulated transport");
  require(submitted.ok(), "submit: " + submitted.words());
  const job_copy job = settle(*submitted.job);
  require(job.state == KW_JOB_DONE,
          "the job ended in state " + std::to_string(job.state) + (job.failure ? ": " + job.failure->message : ""));
  if (job.results) return *job.results;
  const reply fetched = run(start_fetch(job.id, job.memo));
  require(fetched.ok(), "fetch: " + fetched.words());
  return *fetched.results;
}

bool account::close() {
  if (KW_VERB(stop)) host_.enter("stop", [&] { backend_->vt->stop(backend_); });
  const bool ended = host_.drain();
  require(KW_VERB(destroy), "the plugin has no destroy");
  host_.enter("destroy", [&] { backend_->vt->destroy(backend_); });
  backend_ = nullptr;
  return ended;
}
#undef KW_VERB

}  // namespace ketway::conform
