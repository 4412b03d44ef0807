#include "backend.hpp"

#include <algorithm>

#include "device.hpp"
#include "engine/random.hpp"

namespace ketway::local {
namespace {

constexpr double quick_ns = 20'000;             // a trip to a worker thread and back costs about as much
constexpr std::uint64_t quick_records = 128;    // compile in some microseconds
constexpr std::uint64_t small_records = 2'000;  // compile within a millisecond

/// Lets a coroutine wait for several offloads that must all have ended before it goes on, also when it is cancelled.
class all_ended {
 public:
  explicit all_ended(std::size_t count) : left_(count) {}
  bool await_ready() const noexcept { return left_ == 0; }
  void await_suspend(std::coroutine_handle<> h) noexcept { waiter_ = h; }
  void await_resume() const noexcept {}
  void one() {
    if (--left_ == 0 && waiter_) waiter_.resume();
  }
  std::optional<plugin::error> failure;

 private:
  std::size_t left_;
  std::coroutine_handle<> waiter_;
};

/// Runs programs on a worker thread. A host that gives up before it has started stops the others too.
plugin::task<void> offloaded(workload& w, all_ended& group) {
  const auto work = [&w] { w.run_rest(); };
  try {
    co_await plugin::offload(work);
  } catch (const plugin::error& e) {
    w.stop.request();
    group.failure.emplace(e);
  }
  group.one();
}

void throw_if_failed(const workload& w) {
  if (w.size() == 1 && w.failure_of(0)) throw plugin::error(*w.failure_of(0));
}

}  // namespace

local_backend::local_backend(kw_host* host, const account_settings& settings, std::shared_ptr<crew> threads)
    : backend(host), settings_(settings), threads_(std::move(threads)) {}

plugin::task<std::vector<plugin::device>> local_backend::devices() {
  std::vector<plugin::device> all;
  all.push_back(statevector_device(settings_, threads_->size(), static_cast<std::uint32_t>(jobs_.running())));
  all.back().as_of_ns = now_ns(KW_CLOCK_UNIX);
  co_return all;
}

std::unique_ptr<workload> local_backend::prepare(const kw_submission& s) {
  if (s.device.size && plugin::view(s.device) != statevector_id)
    throw plugin::error(KW_NOT_FOUND, "no device named '" + plugin::text(s.device) + "'");
  // 53 bits survive readers that keep JSON numbers as doubles.
  return std::make_unique<workload>(s, settings_, s.seed, threads_);
}

plugin::task<void> local_backend::compile(workload& w) {
  const auto all = [&w] {
    for (std::size_t i = 0; i < w.size(); ++i) w.compile(i);
  };
  if (w.records() <= small_records)
    all();
  else
    co_await plugin::offload(all);
}

plugin::task<void> local_backend::validate(const kw_submission& s) {
  const auto w = prepare(s);
  co_await compile(*w);
  const std::string why = w->reasons();
  if (!why.empty()) throw plugin::error(KW_INVALID_ARGUMENT, why, KW_NOT_BILLED);
}

plugin::task<plugin::estimate> local_backend::price(const kw_submission& s) {
  const auto w = prepare(s);
  co_await compile(*w);
  throw_if_failed(*w);
  plugin::estimate e;
  e.cost = e.low = e.high = 0, e.currency = "USD", e.source = "runs on this machine";
  e.wait_ns = 0;
  e.run_ns = static_cast<std::uint64_t>(std::min(w->estimated_ns() / threads_->size(), 1e18));
  co_return e;
}

plugin::task<plugin::job> local_backend::submit(const kw_submission& s) {
  if (KW_HAS(&s, kw_submission, flags) && (s.flags & KW_SUBMIT_INLINE)) return run_now(s);
  return run_later(s);
}

plugin::task<plugin::job> local_backend::run_now(const kw_submission& s) {
  const auto w = prepare(s);
  plugin::job j;
  j.id = fresh_id(), j.cost = 0, j.currency = "USD";
  j.created_ns = j.started_ns = now_ns(KW_CLOCK_UNIX);
  const std::uint64_t began = now_ns();
  bool done = false;
  if (w->size() == 1 && w->records() <= quick_records) {
    w->compile(0);
    throw_if_failed(*w);
    done = w->estimated_ns() <= quick_ns;
    if (done) w->run(0);
  }
  if (!done) co_await run_and_wait(*w);
  throw_if_failed(*w);
  j.execution_ns = now_ns() - began;
  j.finished_ns = j.started_ns + j.execution_ns;
  j.state = KW_JOB_DONE;
  j.results = w->take_results();
  co_return j;
}

plugin::task<void> local_backend::run_and_wait(workload& w) {
  plugin::context& ctx = co_await plugin::this_operation();
  w.stop.watch(ctx.cancelled);
  const std::size_t runners = runners_for(w);
  if (runners == 1) {
    const auto work = [&w] { w.run_rest(); };
    co_await plugin::offload(work);
  } else {
    // The circuits are borrowed, so nothing may still run when this ends.
    all_ended group(runners);
    const auto start = [&] { return offloaded(w, group); };
    for (std::size_t i = 0; i < runners; ++i) plugin::operation::detach(host(), start);
    co_await group;
    if (group.failure) throw plugin::error(*group.failure);
  }
  if (ctx.cancelled) throw plugin::error(KW_CANCELLED, "cancelled", KW_NOT_BILLED);
}

plugin::task<plugin::job> local_backend::run_later(const kw_submission& s) {
  auto w = prepare(s);
  co_await compile(*w);
  throw_if_failed(*w);
  const auto j = std::make_shared<local_job>(fresh_id(), plugin::text(s.client_token), std::move(w));
  j->created_ns = now_ns(KW_CLOCK_UNIX);
  j->runners = runners_for(*j->work);
  jobs_.add(j);
  const auto start = [&] { return run_in_background(j); };
  for (std::size_t i = j->runners; i > 0; --i) plugin::operation::detach(host(), start);
  co_return j->view();
}

plugin::task<void> local_backend::run_in_background(std::shared_ptr<local_job> j) {
  const auto work = [w = j->work.get()] { w->run_rest(); };
  try {
    co_await plugin::offload(work);
  } catch (const plugin::error& e) {
    j->work->stop.request();
    if (e.code != KW_CANCELLED) j->failure.emplace(e);
  }
  if (--j->runners == 0) finish(j);
}

void local_backend::finish(const std::shared_ptr<local_job>& j) {
  j->finished_ns = now_ns(KW_CLOCK_UNIX);
  j->execution_ns = j->finished_ns - std::min(j->created_ns, j->finished_ns);
  const plugin::error* const why = j->work->size() == 1 ? j->work->failure_of(0) : nullptr;
  if (j->failure) {
    j->state = KW_JOB_FAILED;
  } else if (j->work->stop.requested() && !j->work->complete()) {
    j->state = KW_JOB_CANCELLED;
  } else if (why) {
    j->state = KW_JOB_FAILED;
    j->failure.emplace(*why);
  } else {
    j->state = KW_JOB_DONE;
  }
  jobs_.has_ended(j);
  j->changed.notify_all();
}

std::size_t local_backend::runners_for(const workload& w) const {
  return std::clamp<std::size_t>(std::min<std::size_t>(w.size(), workers()), 1, 64);
}

std::uint64_t local_backend::random_number() {
  std::uint64_t out = 0;
  if (KW_SLOT(host()->vt, kw_host_vt, random))
    host()->vt->random(host(), &out, sizeof out);
  else
    out = mixed(now_ns() + last_id_);
  return out;
}

std::string local_backend::fresh_id() {
  if (last_id_ == 0) id_prefix_ = random_number();
  char text[48];
  std::snprintf(text, sizeof text, "local-%08x-%llu", static_cast<unsigned>(id_prefix_),
                static_cast<unsigned long long>(++last_id_));
  return text;
}

plugin::task<plugin::job> local_backend::find(const kw_job_ref& r) {
  const auto j = jobs_.by_token(plugin::view(r.client_token));
  if (!j) throw plugin::error(KW_NOT_FOUND, "no job of this process has that token");
  co_return j->view();
}

plugin::task<plugin::job> local_backend::poll(const kw_job_ref& r) {
  const auto j = jobs_.by_id(plugin::view(r.id));
  while (!j->ended()) co_await j->changed.wait();
  co_return j->view();
}

plugin::task<std::unique_ptr<plugin::results>> local_backend::fetch(const kw_job_ref& r) {
  const auto j = jobs_.by_id(plugin::view(r.id));
  if (!j->ended()) throw plugin::error(KW_FAILED_PRECONDITION, "the job still runs");
  if (j->state == KW_JOB_CANCELLED) throw plugin::error(KW_CANCELLED, "the job was cancelled", KW_NOT_BILLED);
  if (j->failure) throw plugin::error(*j->failure);
  co_return j->work->results();
}

plugin::task<plugin::job> local_backend::cancel(const kw_job_ref& r) {
  const auto j = jobs_.by_id(plugin::view(r.id));
  if (!j->ended()) j->work->stop.request();
  while (!j->ended()) co_await j->changed.wait();
  co_return j->view();
}

}  // namespace ketway::local
