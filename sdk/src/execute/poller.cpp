#include "execute/poller.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <memory>

#include "execute/waits.hpp"
#include "host/plugin_account.hpp"
#include "host/plugin_wait.hpp"

namespace ketway {
namespace {

constexpr std::size_t max_batch = 256;                      // jobs in one poll_many
constexpr std::uint64_t poll_limit_ns = 60'000'000'000ULL;  // of one poll_many

/// What a poll_many borrows: copies, because a waiter may leave while it runs.
struct batch_arguments {
  std::vector<job_reference> jobs;
  std::vector<kw_job_ref> refs;
  std::vector<const kw_job_ref*> pointers;
  kw_job_refs list = sized<kw_job_refs>();

  void close() {
    refs.reserve(jobs.size());
    for (const auto& j : jobs) pointers.push_back(&refs.emplace_back(j.view()));
    list.count = static_cast<std::uint32_t>(pointers.size()), list.items = pointers.data();
  }
};

struct alone_arguments {
  job_reference job;
  kw_job_ref ref;
};

/// Owns the batches' coroutine, and ends with it.
struct batch_call : call_context {
  explicit batch_call(std::shared_ptr<plugin_account> a) : call_context(*a, &ended), keep(std::move(a)) {}
  static void ended(call_context& c) { delete static_cast<batch_call*>(&c); }
  std::shared_ptr<plugin_account> keep;
  std::optional<flow<void>> batches;
};

}  // namespace

kw_job_ref job_reference::view() const {
  auto r = sized<kw_job_ref>();
  r.id = str(id), r.device = str(device->id), r.submitted_ns = submitted_ns;
  r.client_token = {client_token.data(), client_token.size()};
  if (memo) r.memo = {reinterpret_cast<const std::uint8_t*>(memo->data()), memo->size()};
  return r;
}

class poller::ticket final : interruptible {
 public:
  ticket(poller& p, const job_reference& job) : poller_(p), job_(job) {}
  ticket(const ticket&) = delete;
  ticket& operator=(const ticket&) = delete;
  ~ticket() = default;
  const job_reference& job() const noexcept { return job_; }

  bool await_ready() const noexcept { return false; }
  template <class P>
  bool await_suspend(std::coroutine_handle<P> h) {
    ctx_ = h.promise().ctx, handle_ = h;
    if (ctx_->stopped()) return false;
    ctx_->waits_on(this);
    poller_.waiting_.push_back(this);
    if (!std::exchange(poller_.running_, true)) start_batches();
    return true;
  }
  /// No value: the plugin can't list many.
  std::optional<expected<job_snapshot>> await_resume() {
    if (left_ || ctx_->stopped()) return expected<job_snapshot>(ctx_->stop_error());
    return std::move(answer_);
  }
  /// Null in the flying list where the waiter has left.
  void answer(std::optional<expected<job_snapshot>> a) {
    ctx_->waits_on(nullptr);
    place_ = nullptr;
    answer_ = std::move(a);
    handle_.resume();
  }
  void fly(ticket** place) noexcept { place_ = place; }

 private:
  void start_batches() {
    // Posted, so that what falls due together goes into one call.
    auto account = poller_.account_.shared_from_this();
    boost::asio::post(account->strand(), [account, &p = poller_] {
      auto* call = new batch_call(account);
      call->batches.emplace(p.run_batches());
      call->begin();
      call->batches->start(*call);
    });
  }
  void interrupt() override {
    left_ = true;
    if (place_)
      *place_ = nullptr;
    else
      std::erase(poller_.waiting_, this);
    auto& account = ctx_->account;
    boost::asio::post(account.strand(), [keep = account.shared_from_this(), h = handle_] { h.resume(); });
  }
  poller& poller_;
  const job_reference& job_;
  call_context* ctx_ = nullptr;
  std::coroutine_handle<> handle_;
  std::optional<expected<job_snapshot>> answer_;
  ticket** place_ = nullptr;
  bool left_ = false;
};

flow<expected<job_snapshot>> poller::poll(const job_reference& job) {
  if (many_ != ability::no && account_.vt().poll_many) {
    auto many = co_await ticket(*this, job);
    if (many) co_return std::move(*many);
  }
  co_return co_await poll_alone(job);
}

flow<expected<job_snapshot>> poller::poll_alone(const job_reference& job) {
  const auto args = std::make_shared<alone_arguments>();
  args->job = job;
  args->ref = args->job.view();
  const auto start = [a = args.get()](auto verb, kw_backend* b, kw_done d) { return verb(b, &a->ref, d); };
  const auto copy = [](const void* p, const std::string& account) {
    return to_job(*static_cast<const kw_job*>(p), account);
  };
  plugin_wait wait("poll", &kw_backend_vt::poll, args, start, copy);
  co_return co_await wait;
}

flow<void> poller::run_batches() {
  call_context& ctx = co_await this_call();
  while (!waiting_.empty()) {
    const std::size_t n = std::min(waiting_.size(), max_batch);
    std::vector<ticket*> flying(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(n));
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(n));
    const auto args = std::make_shared<batch_arguments>();
    for (auto& t : flying) args->jobs.push_back(t->job()), t->fly(&t);
    args->close();
    const auto start = [a = args.get()](auto verb, kw_backend* b, kw_done d) { return verb(b, &a->list, d); };
    const auto copy = [n](const void* p, const std::string& account) {
      const kw_jobs list = grown(*static_cast<const kw_jobs*>(p));
      std::vector<std::optional<job_snapshot>> jobs(n);
      for (std::size_t i = 0; list.items && i < std::min<std::size_t>(n, list.count); ++i)
        if (list.items[i]) jobs[i] = to_job(*list.items[i], account);
      return jobs;
    };
    ctx.renew(account_.now_ns() + poll_limit_ns);
    plugin_wait wait("poll_many", &kw_backend_vt::poll_many, args, start, copy);
    auto jobs = co_await wait;
    if (!jobs && jobs.error().code() == errc::unimplemented) {
      many_ = ability::no;
      flying.insert(flying.end(), waiting_.begin(), waiting_.end());
      waiting_.clear();
      for (ticket*& t : flying)
        if (t) t->fly(&t);
    } else if (jobs) {
      many_ = ability::yes;
    }
    for (std::size_t i = 0; i < flying.size(); ++i) {
      if (!flying[i]) continue;
      if (many_ == ability::no)
        flying[i]->answer(std::nullopt);
      else if (!jobs)
        flying[i]->answer(expected<job_snapshot>(jobs.error()));
      else if (!jobs->at(i))
        flying[i]->answer(expected<job_snapshot>(error(errc::not_found, "the backend does not know this job")));
      else
        flying[i]->answer(expected<job_snapshot>(std::move(*jobs->at(i))));
    }
  }
  running_ = false;
}

}  // namespace ketway
