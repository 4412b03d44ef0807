#include "conform/fake_host.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <utility>

#include "conform/host_services.hpp"
#include "ketway/plugin_task.hpp"

namespace ketway::conform {
namespace {

double seconds_of(clockid_t clock) {
  timespec t{};
  clock_gettime(clock, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

long voluntary_switches() {
  rusage usage{};
  getrusage(RUSAGE_THREAD, &usage);
  return usage.ru_nvcsw;
}

/// How long this thread has been ready and had no processor: proc(5), schedstat, nanoseconds. 0 where the kernel does not say.
double seconds_in_line() {
  std::ifstream file("/proc/thread-self/schedstat");
  std::uint64_t ran = 0, waited = 0;
  return file >> ran >> waited ? 1e-9 * static_cast<double>(waited) : 0;
}

[[noreturn]] void call_beyond_the_table() {
  constexpr std::string_view text = "a host slot beyond struct_size was called\n";
  fwrite(text.data(), 1, text.size(), stderr);
  std::abort();
}

}  // namespace

fake_host::stopwatch::stopwatch(fake_host& host, const char* what)
    : host_(host),
      what_(what),
      cpu_(seconds_of(CLOCK_THREAD_CPUTIME_ID)),
      wall_(seconds_of(CLOCK_MONOTONIC)),
      in_line_(seconds_in_line()),
      switches_(voluntary_switches()) {}

fake_host::stopwatch::~stopwatch() {
  const double cpu = seconds_of(CLOCK_THREAD_CPUTIME_ID) - cpu_, wall = seconds_of(CLOCK_MONOTONIC) - wall_;
  // On a busy machine a call may take long without being to blame: neither running nor asleep.
  const double asleep = voluntary_switches() > switches_ ? wall - cpu - (seconds_in_line() - in_line_) : 0;
  call_time& longest = host_.times_[what_];
  longest.cpu_seconds = std::max(longest.cpu_seconds, cpu);
  longest.asleep_seconds = std::max(longest.asleep_seconds, asleep);
}

fake_host::fake_host(const host_options& options) : kw_host{&table_}, options_(options), random_(options.seed) {
  table_ = slots::full;
  const std::size_t first = offsetof(kw_host_vt, log);
  const auto beyond = options.null_slots ? nullptr : &call_beyond_the_table;
  for (std::size_t at = std::max<std::size_t>(first, options.table_size); at < sizeof table_; at += sizeof beyond)
    std::memcpy(reinterpret_cast<char*>(&table_) + at, &beyond, sizeof beyond);
  if (!options.null_slots) table_.struct_size = options.table_size;
  for (unsigned i = 0; i < options.threads; ++i) threads_.emplace_back([this] { work_on_threads(); });
}

fake_host::~fake_host() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
    work_to_do_.notify_all();
  }
  for (auto& t : threads_) t.join();
}

void fake_host::complain(int rule, const std::string& text) {
  const std::lock_guard lock(mutex_);
  const auto same = [&](const complaint& c) { return c.rule == rule && c.text == text; };
  if (std::none_of(complaints_.begin(), complaints_.end(), same)) complaints_.push_back({rule, text});
}

void fake_host::check_queue(const char* slot) {
  if (!on_queue()) complain(8, std::string(slot) + " was called outside the backend's queue");
}

fake_host::host_op* fake_host::begin(const char* slot, kw_done done) {
  const std::lock_guard lock(mutex_);
  return ops_.emplace_back(std::make_unique<host_op>(*this, slot, done, &slots::op_table)).get();
}

void fake_host::deliver(host_op* op, std::uint32_t code, std::uint32_t flags, const void* result) {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(op->completed, true)) return;
  }
  auto status = plugin::sized<kw_status>();
  const std::string message = code == KW_OK              ? ""
                              : code == KW_CANCELLED     ? "cancelled"
                              : code == KW_UNIMPLEMENTED ? std::string("this host has no ") + op->slot
                                                         : std::string(op->slot) + " failed";
  status.code = code, status.flags = flags, status.message = plugin::str(message);
  enter("the completion of a host operation",
        [&] { op->done.call(op->done.ctx, &status, code == KW_OK ? result : nullptr); });
}

void fake_host::end_work(host_op* op) {
  enqueue([this, op] { deliver(op, KW_OK, 0, nullptr); });
}

void fake_host::work_on_threads() {
  std::unique_lock lock(mutex_);
  for (;;) {
    work_to_do_.wait(lock, [&] { return closing_ || !work_.empty(); });
    if (work_.empty()) return;
    host_op* op = work_.front();
    work_.pop_front();
    if (op->completed || op->cancelled) {
      changed_.notify_all();
      continue;
    }
    op->taken = true;
    ++working_;
    lock.unlock();
    op->work(op->arg);
    end_work(op);
    lock.lock();
    --working_;
    changed_.notify_all();
  }
}

void fake_host::enqueue(std::function<void()> then) {
  const std::lock_guard lock(mutex_);
  queue_.push_back(std::move(then));
  changed_.notify_all();
}

void fake_host::wake() {
  const std::lock_guard lock(mutex_);
  ++wakes_;
  changed_.notify_all();
}

bool fake_host::step() {
  std::function<void()> next;
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !queue_.empty() || (working_ == 0 && work_.empty()); });
    if (!queue_.empty()) {
      next = std::move(queue_.front());
      queue_.pop_front();
    } else if (!timers_.empty()) {
      const auto first = timers_.begin();
      now_ = std::max(now_, first->first);
      next = std::move(first->second);
      timers_.erase(first);
    } else {
      return false;
    }
    ++events_;
  }
  next();
  return true;
}

bool fake_host::run_until(const std::function<bool()>& finished) {
  const auto patience = std::chrono::duration<double>(options_.patience_seconds);
  while (!finished()) {
    std::uint64_t wakes = 0;
    {
      const std::lock_guard lock(mutex_);
      wakes = wakes_;
    }
    if (finished()) break;
    if (step()) continue;
    std::unique_lock lock(mutex_);
    const auto news = [&] { return !queue_.empty() || !timers_.empty() || wakes_ != wakes; };
    if (!changed_.wait_for(lock, patience, news)) return false;
  }
  return true;
}

bool fake_host::drain(std::uint64_t most) {
  for (; most > 0; --most)
    if (!step()) return true;
  return false;
}

void fake_host::advance(std::uint64_t ns) {
  bool arrived = false;
  {
    const std::lock_guard lock(mutex_);
    timers_.emplace(now_ + ns, [&arrived] { arrived = true; });
  }
  while (!arrived) step();
}

std::size_t fake_host::started() const {
  const std::lock_guard lock(mutex_);
  return ops_.size();
}

std::size_t fake_host::pending() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(std::count_if(ops_.begin(), ops_.end(), [](const auto& o) { return !o->completed; }));
}

std::size_t fake_host::unreleased() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(
      std::count_if(ops_.begin(), ops_.end(), [](const auto& o) { return o->completed && !o->released; }));
}

std::vector<complaint> fake_host::complaints() const {
  const std::lock_guard lock(mutex_);
  return complaints_;
}

std::vector<std::string> fake_host::log_lines() const {
  const std::lock_guard lock(mutex_);
  return log_;
}

}  // namespace ketway::conform
