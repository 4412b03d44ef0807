// How an operation is answered: wrongly.
#include <atomic>
#include <cstdlib>
#include <ctime>
#include <stdexcept>
#include <thread>
#include <utility>

#include "unruly.hpp"

namespace ketway::tests::unruly {

void succeed(kw_done done, const void* result) {
  const auto st = sized<kw_status>();
  done.call(done.ctx, &st, result);
}

void fail(kw_done done, std::uint32_t code, std::string_view message, std::uint32_t flags,
          std::uint64_t retry_after_ns) {
  auto st = sized<kw_status>();
  st.code = code, st.flags = flags, st.message = str(message), st.retry_after_ns = retry_after_ns;
  done.call(done.ctx, &st, nullptr);
}

/// Memory of an operation is kept for ever: a host that uses one after its release finds a table that counts, not a hole.
class operation : public kw_op {
 public:
  operation(backend& owner, kw_done d, answer honest_answer);
  backend& b;
  kw_done done;
  answer honest;
  std::string mode;
};

namespace {

operation& self(kw_op* p) { return static_cast<operation&>(*p); }

void on_thread(const std::function<void()>& work) { std::thread(work).detach(); }

void on_cancel(kw_op* p) {
  ++counts.op_cancels;
  operation& op = self(p);
  const std::string mode = std::exchange(op.mode, "answered");
  if (mode == "until_cancelled") {
    fail(op.done, KW_CANCELLED, "cancelled");
  } else if (mode == "cancel_then_ok") {
    op.honest(op.done);
  } else if (mode == "cancel_twice") {
    fail(op.done, KW_CANCELLED, "cancelled");
    fail(op.done, KW_CANCELLED, "cancelled again");
  } else if (mode == "late_thread") {
    on_thread([&op] { op.honest(op.done); });
  } else if (mode == "late_next_call") {
    op.b.late.push_back(&op);
  } else if (mode == "throws_in_cancel") {
    fail(op.done, KW_CANCELLED, "cancelled");
    throw std::runtime_error("unruly throws from cancel");
  } else {
    op.mode = mode;
  }
}

void on_release(kw_op* p) {
  ++counts.op_releases;
  operation& op = self(p);
  const std::string mode = std::exchange(op.mode, "released");
  if (mode == "answers_in_release") op.honest(op.done);
  if (mode == "throws_in_release") throw std::runtime_error("unruly throws from release");
}

const kw_op_vt plain_table{sizeof(kw_op_vt), 0, &on_cancel, &on_release};
const kw_op_vt null_table{sizeof(kw_op_vt), 0, nullptr, nullptr};
const kw_op_vt empty_table{0, 0, &on_cancel, &on_release};

operation& keep(std::unique_ptr<operation> op) {
  static std::mutex mutex;  // several backends run on several queues
  static auto* const all = new std::vector<std::unique_ptr<operation>>;
  const std::lock_guard lock(mutex);
  return *all->emplace_back(std::move(op));
}

/// Processor time: a busy machine makes it longer, never shorter.
void spin(std::uint64_t milliseconds) {
  const auto used = [] {
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<std::uint64_t>(t.tv_sec) * 1000 + static_cast<std::uint64_t>(t.tv_nsec) / 1'000'000;
  };
  const std::uint64_t end = used() + milliseconds;
  while (used() < end) {
  }
}

/// Marks the call that is running, up to its return.
class busy_guard {
 public:
  explicit busy_guard(backend& b) : b_(b), first_(!b.busy.exchange(true)) {
    if (!first_) ++counts.overlaps;
  }
  busy_guard(const busy_guard&) = delete;
  busy_guard& operator=(const busy_guard&) = delete;
  ~busy_guard() {
    if (first_) b_.busy = false;
  }

 private:
  backend& b_;
  bool first_;
};

/// A wait on the host that is released in the wrong way; the operation itself is answered healthily when it is over.
class wait {
 public:
  explicit wait(operation& o) : op_(o) {}
  static kw_op* begin(operation& op) {
    auto self = std::make_unique<wait>(op);
    kw_op* slept = op.b.host->vt->sleep(op.b.host, 1'000'000, kw_done{self.get(), &over});
    self.release()->slept_ = slept;  // `over` may end it from here on
    return slept;
  }

 private:
  static void over(void* ctx, const kw_status*, const void*) {
    const std::unique_ptr<wait> self(static_cast<wait*>(ctx));
    kw_op* slept = nullptr;
    while (!(slept = self->slept_)) std::this_thread::yield();  // begun on a thread that is not the queue's
    const std::string& mode = self->op_.mode;
    const int releases = mode == "host_op_twice" ? 2 : mode == "host_op_kept" || mode == "host_op_early" ? 0 : 1;
    for (int i = 0; i < releases; ++i) slept->vt->release(slept);
    self->op_.honest(self->op_.done);
  }
  operation& op_;
  std::atomic<kw_op*> slept_ = nullptr;
};

}  // namespace

operation::operation(backend& owner, kw_done d, answer honest_answer)
    : kw_op{&plain_table}, b(owner), done(d), honest(std::move(honest_answer)), mode(owner.mode) {}

kw_op* perform(backend& b, std::string_view verb, kw_done done, answer honest) {
  const busy_guard guard(b);
  for (operation* late : std::exchange(b.late, {})) late->honest(late->done);
  ++counts.ops;
  operation& op = keep(std::make_unique<operation>(b, done, std::move(honest)));
  if (b.verb != verb || b.times == 0) {
    op.mode = "answered";
    op.honest(done);
    return &op;
  }
  const auto is = [&](std::string_view name) { return b.misbehaves(verb, name); };

  // What never returns in the ordinary way.
  if (is("throws")) throw std::runtime_error("unruly throws");
  if (is("throws_int")) throw 7;
  if (is("crashes")) std::abort();
  if (is("null_op")) return nullptr;
  if (is("null_op_answered")) return op.honest(done), nullptr;
  if (is("null_op_later")) return on_thread([&op] { op.honest(op.done); }), nullptr;
  if (is("answers_then_throws")) {
    op.honest(done);
    throw std::runtime_error("unruly throws after its answer");
  }
  // What is answered in a wrong way, number or place.
  if (is("twice")) return op.honest(done), op.honest(done), &op;
  if (is("twice_later")) {
    op.honest(done);
    b.host->vt->post(
        b.host, [](void* p) { self(static_cast<kw_op*>(p)).honest(self(static_cast<kw_op*>(p)).done); },
        static_cast<kw_op*>(&op));
    return &op;
  }
  if (is("later")) {
    b.host->vt->post(
        b.host, [](void* p) { self(static_cast<kw_op*>(p)).honest(self(static_cast<kw_op*>(p)).done); },
        static_cast<kw_op*>(&op));
    return &op;
  }
  if (is("thread")) return on_thread([&op] { op.honest(op.done); }), &op;
  if (is("thread_twice")) {
    on_thread([&op] { op.honest(op.done); });
    on_thread([&op] { op.honest(op.done); });
    return &op;
  }
  if (is("null_status")) return done.call(done.ctx, nullptr, nullptr), &op;
  if (is("ok_without_result")) return succeed(done, nullptr), &op;
  if (is("strange_code")) return fail(done, 4711, "a code of the future"), &op;
  if (is("invalid_text")) return fail(done, KW_INTERNAL, "\xff\xfe broken \xc3"), &op;
  if (is("null_text")) {
    auto st = sized<kw_status>();
    st.code = KW_INTERNAL, st.message = {nullptr, 12};
    return done.call(done.ctx, &st, nullptr), &op;
  }
  if (is("fails")) return fail(done, b.code, "unruly fails", b.flags, b.retry_after_ns), &op;
  if (is("slow")) return spin(b.milliseconds), op.honest(done), &op;
  // Operations whose tables are wrong.
  if (is("op_null_slots")) return op.vt = &null_table, op.honest(done), &op;
  if (is("op_empty_table")) return op.vt = &empty_table, op.honest(done), &op;
  if (is("op_no_table")) return op.vt = nullptr, op.honest(done), &op;
  // Misuse of the host.
  for (const char* name : {"host_op_twice", "host_op_kept", "host_op_early"}) {
    if (!is(name)) continue;
    kw_op* slept = wait::begin(op);
    if (op.mode == "host_op_early") slept->vt->release(slept);
    return &op;
  }
  if (is("sleeps_on_thread")) {
    on_thread([&op] { wait::begin(op); });
    return &op;
  }
  // What waits for a cancel, and does the wrong thing then; or never ends at all.
  for (const char* name : {"until_cancelled", "cancel_then_ok", "cancel_twice", "late_thread", "late_next_call",
                           "throws_in_cancel", "never"})
    if (is(name)) return &op;
  if (is("answers_in_release") || is("throws_in_release")) return op.honest(done), &op;
  op.mode = "answered";
  op.honest(done);
  return &op;
}

}  // namespace ketway::tests::unruly
