// Processes that share a journal and an account, one after the other and side by side, and die.
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <memory>
#include <utility>

#include "cloud_stage.hpp"
#include "gate.hpp"
#include "history.hpp"
#include "ketway/resolver.hpp"
#include "process.hpp"

namespace ketway::simulated {
namespace {

namespace asio = boost::asio;
using std::chrono::nanoseconds;

constexpr nanoseconds opening_limit = std::chrono::seconds(35), ending_limit = std::chrono::seconds(5);
constexpr int most_rounds = 8;

/// A process while it lives: its runtime, and what runs on it.
class life final : public backend_resolver {
 public:
  life(process& p, simulated_world& w, const char* d) : self(p), over(w.executor()), quiet(w.executor()), device(d) {}
  process& self;
  std::optional<runtime> rt;
  std::optional<account> cloud;
  std::optional<backend> opened;
  gate over;   ///< it has been killed, or is to end, or has nothing left to do
  gate quiet;  ///< nothing runs any more
  const char* const device;
  bool ends = false;
  std::vector<std::unique_ptr<alarm>> alarms;
  std::vector<std::unique_ptr<asio::cancellation_signal>> signals;

  asio::awaitable<expected<backend>> open(std::string name) override {
    if (opened) co_return *opened;
    if (!cloud) co_return error(errc::failed_precondition, "this process has ended");
    const account a = *cloud;
    auto there = co_await a.open(device, std::move(name));
    if (there && !ends) opened = *there;
    co_return there;
  }
  bool alive() const { return !self.killed() && !ends; }
  void begin() { ++running_; }
  void finish() {
    if (--running_ > 0) return;
    over.open(), quiet.open();
  }
  /// Everything goes that a process has; its runtime ends.
  void leave() {
    ends = true;
    opened.reset(), cloud.reset(), rt.reset();
  }

 private:
  int running_ = 0;
};
using life_ptr = std::shared_ptr<life>;

class stage {
 public:
  stage(const scenario& s, const observer& see, const interference& with)
      : of_(s),
        loud_(static_cast<bool>(see)),
        dice_(s.seed ^ 0x646561746873ULL),
        watch_(s.journal->limits, [this](const std::string& line) { say(line); }),
        stage_(s, see),
        world_(stage_.world()),
        cloud_(stage_.cloud()) {
    if (with) stage_.serve(*with(cloud_));
  }

  history play() {
    for (const call_plan& c : of_.calls) h_.calls.emplace_back(c);
    h_.journal.emplace();
    if (of_.faults_while_opening) arm_faults();
    asio::co_spawn(world_.executor(), story(), [this](const std::exception_ptr& e) {
      if (e) std::rethrow_exception(e);
      told_to_the_end_ = true;
    });
    world_.run_for(std::chrono::hours(100));
    if (!told_to_the_end_) breach("the story has not ended");
    h_.span = stage_.now();
    h_.exchanges_left = stage_.network().open();
    for (const auto& a : accounts_) h_.account_left = h_.account_left || !a.expired();
    h_.timers_left = world_.run_for(std::chrono::hours(1)).count() != 0;
    h_.requests = stage_.network().requests();
    h_.books = cloud_.books().entries();
    for (const std::string& name : emulator::fault_names())
      if (const auto n = cloud_.struck(emulator::read_fault(name).value().what)) h_.struck[name] += n;
    auto& b = h_.journal->breaches;
    b.insert(b.end(), watch_.breaches().begin(), watch_.breaches().end());
    h_.journal->writes = watch_.writes(), h_.journal->failed_writes = watch_.failures();
    for (const auto& p : processes_) p->rest();
    return std::move(h_);
  }

 private:
  void say(const std::string& line) { stage_.say(line); }
  void breach(std::string what) { h_.journal->breaches.push_back(std::move(what)); }
  void arm_faults() {
    if (!std::exchange(faulty_, true)) cloud_.rules(of_.rules());
  }
  nanoseconds since(std::uint64_t from) const {
    return nanoseconds(static_cast<std::int64_t>(world_.monotonic_ns() - from));
  }

  asio::awaitable<void> story() {
    gate all(world_.executor());
    std::size_t left = of_.journal->lines.size();
    for (std::size_t n = 0; n < of_.journal->lines.size(); ++n) {
      auto ended = [&](const std::exception_ptr& e) {
        if (e) std::rethrow_exception(e);
        if (--left == 0) all.open();
      };
      asio::co_spawn(world_.executor(), line(n), ended);
    }
    co_await all.wait();
    cloud_.rules({});
    say("from here on all is calm");
    co_await live("the last process", life_plan(), true, true, {});
  }

  asio::awaitable<void> line(std::size_t n) {
    const auto& lives = of_.journal->lines[n];
    for (std::size_t i = 0; i < lives.size(); ++i) {
      co_await pause_in(world_, lives[i].before);
      std::vector<call_history*> calls;
      if (n == 0)
        for (call_history& c : h_.calls)
          if (c.plan.life == i) calls.push_back(&c);
      const std::string name = "process " + std::to_string(n + 1) + "." + std::to_string(i + 1);
      co_await live(name, lives[i], n + i > 0, false, std::move(calls));
      arm_faults();
    }
  }

  asio::awaitable<void> live(std::string name, life_plan plan, bool resumes, bool last,
                             std::vector<call_history*> calls) {
    process& p = *processes_.emplace_back(std::make_unique<process>(world_, stage_.network(), watch_, dice_()));
    p.slowest_write(of_.journal->slowest_write);
    if (!last) p.failing_writes(of_.journal->failing_writes);
    const auto l = std::make_shared<life>(p, world_, stage_.device());
    if (plan.how != life_plan::end::whole) end_at(p, plan, name, l);
    l->rt.emplace(p, listening(p, name));
    l->rt->resolve_with(l);
    if (!of_.journal->limits.empty()) l->rt->limit_spending(of_.journal->limits);
    l->cloud.emplace(stage_.open_account(*l->rt));
    accounts_.push_back(l->cloud->implementation());
    say(name + " begins");
    l->begin();
    spawn(l, last ? bring_to_end(l) : act(l, resumes, calls));
    co_await l->over.wait();
    const std::uint64_t from = world_.monotonic_ns();
    say(name + (p.killed() ? " is dead" : " ends"));
    l->leave();
    if (!p.killed()) co_await l->quiet.wait();
    if (!p.killed() && since(from) > ending_limit) breach(name + " ended late");
    for (call_history* c : calls) c->cut_off = p.killed() && c->begun && c->ended == 0;
    h_.journal->moments.push_back(p.moments());
  }

  void end_at(process& p, const life_plan& plan, const std::string& name, const life_ptr& l) {
    p.at(plan.at, [this, &p, how = plan.how, name, weak = std::weak_ptr(l)](moment m) {
      const auto one = weak.lock();
      if (!one) return;
      const bool kill = how == life_plan::end::killed;
      say(name + (kill ? " is killed where " : " is to end where ") + std::string(to_string(m)));
      if (kill) h_.journal->ends.emplace_back(to_string(m)), p.kill();
      one->over.open();
    });
  }

  settings listening(process& p, const std::string& name) {
    settings s;
    s.level(loud_ ? log_level::debug : log_level::error).journal(p.disk(disk_));
    s.sink([this, &p, name](log_level level, std::string_view who, std::string_view text) {
      if (p.killed()) return;
      const std::string line = name + ": " + std::string(who) + ": " + std::string(text);
      if (level == log_level::error) h_.complaints.push_back(line);
      say("log: " + line);
    });
    return s;
  }

  void spawn(const life_ptr& l, asio::awaitable<void> what) {
    asio::co_spawn(world_.executor(), std::move(what), [l](const std::exception_ptr& e) {
      if (e) std::rethrow_exception(e);
      l->finish();
    });
  }

  asio::awaitable<void> act(life_ptr l, bool resumes, std::vector<call_history*> calls) {
    if (resumes) {
      l->begin();
      spawn(l, take_over(l));
    }
    const std::uint64_t from = world_.monotonic_ns();
    const auto device = co_await l->open("cloud");
    if (!l->alive()) co_return;
    arm_faults();
    h_.opening = std::max(h_.opening, since(from));
    if (since(from) > opening_limit) breach("it was opened late");
    if (!device) {
      say("not opened: " + device.error().to_string());
      if (device.error().code() == errc::internal || device.error().code() == errc::unknown)
        breach("it was not opened, without a type: " + device.error().to_string());
      co_return;
    }
    for (call_history* c : calls) {
      l->begin();
      auto ended = [l](const std::exception_ptr& e) {
        if (e) std::rethrow_exception(e);
        l->finish();
      };
      if (!c->plan.cancel) {
        asio::co_spawn(world_.executor(), call(l, *device, *c), ended);
        continue;
      }
      auto& signal = *l->signals.emplace_back(std::make_unique<asio::cancellation_signal>());
      l->alarms.push_back(world_.make_alarm([&signal] { signal.emit(asio::cancellation_type::terminal); }));
      l->alarms.back()->arm(world_.monotonic_ns() +
                            static_cast<std::uint64_t>((c->plan.start + *c->plan.cancel).count()));
      asio::co_spawn(world_.executor(), call(l, *device, *c), asio::bind_cancellation_slot(signal.slot(), ended));
    }
  }

  asio::awaitable<void> call(life_ptr l, backend device, call_history& c) {
    co_await asio::this_coro::throw_if_cancelled(false);
    co_await pause_in(world_, c.plan.start);
    if (!l->alive()) co_return;
    c.begun = true;
    const std::uint64_t from = world_.monotonic_ns();
    execute_options o;
    o.shots(c.plan.shots).deadline(c.plan.deadline).seed(of_.seed).when_abandoned(c.plan.leaves).durable();
    if (c.plan.budget) o.budget(*c.plan.budget, "USD");
    std::optional<expected<result>> outcome;
    if (c.plan.by_handle)
      outcome.emplace(co_await by_handle(device, c.plan, o));
    else
      outcome.emplace(co_await device.try_execute(c.plan.program(), o));
    if (l->self.killed()) co_return;
    ++c.ended;
    c.took = since(from);
    say("the call of " + std::to_string(c.plan.shots) +
        " shots ended: " + (*outcome ? "result" : outcome->error().to_string()));
    c.outcome = std::move(outcome);
  }

  asio::awaitable<expected<result>> by_handle(backend device, call_plan plan, execute_options o) {
    co_await asio::this_coro::throw_if_cancelled(false);
    const std::uint64_t from = world_.monotonic_ns();
    auto handed_over = co_await device.try_submit(plan.program(), std::move(o));
    if (!handed_over) co_return std::move(handed_over.error());
    const bool unwanted = (co_await asio::this_coro::cancellation_state).cancelled() != asio::cancellation_type::none;
    if (unwanted) co_return std::move(error(errc::cancelled, "no longer wanted").job_uri(handed_over->uri()));
    auto outcome = co_await only(*handed_over, std::max(nanoseconds(1), plan.deadline - since(from)));
    if (!outcome) outcome.error().job_uri(handed_over->uri());  // whoever has a handle has that
    co_return outcome;
  }

  static asio::awaitable<expected<result>> only(job j, nanoseconds limit) {
    auto all = co_await j.try_results(limit);
    if (!all) co_return std::move(all.error());
    if (all->size() != 1) co_return error(errc::internal, std::to_string(all->size()) + " results of one circuit");
    co_return std::move(all->front());
  }

  asio::awaitable<void> take_over(life_ptr l) {
    if (!l->alive()) co_return;
    auto report = co_await l->rt->resume();
    if (!l->alive()) co_return;
    if (!report) {
      say("nothing is resumed: " + report.error().to_string());
      co_return look_at(report.error(), "resume");
    }
    say("resumed: " + std::to_string(report->jobs.size()) + " jobs, " + std::to_string(report->elsewhere) +
        " elsewhere, " + std::to_string(report->failures.size()) + " failures, " +
        std::to_string(report->refused.size()) + " refused");
    for (const error& e : report->failures) look_at(e, "resume");
    for (const error& e : report->refused) look_at(e, "resume");
    for (const job& j : report->jobs) {
      l->begin();
      spawn(l, see_through(l, j));
    }
  }
  void look_at(const error& e, const char* who) {
    say(std::string(who) + ": " + e.to_string());
    if (e.code() == errc::internal || e.code() == errc::unknown || e.code() == errc::ok)
      breach(std::string(who) + " failed without a type: " + e.to_string());
  }
  asio::awaitable<void> see_through(life_ptr l, job j) {
    auto outcome = co_await only(j, std::chrono::minutes(30));
    if (!l->alive()) co_return;
    say(j.uri() + ": " + (outcome ? "result" : outcome.error().to_string()));
    h_.journal->resumed.emplace_back(j.uri(), std::move(outcome));
  }

  /// In a world without faults: whatever is owed has to come to its end.
  asio::awaitable<void> bring_to_end(life_ptr l) {
    const runtime& rt = *l->rt;
    for (int round = 0;; ++round) {
      std::vector<std::string> open;
      auto report = co_await rt.resume(std::chrono::minutes(10));
      if (!report) {
        open.push_back("resume: " + report.error().to_string());
      } else {
        for (const error& e : report->failures) open.push_back("not settled: " + e.to_string());
        for (const job& j : report->jobs) {
          auto outcome = co_await only(j, std::chrono::hours(2));
          say(j.uri() + ": " + (outcome ? "result" : outcome.error().to_string()));
          h_.journal->resumed.emplace_back(j.uri(), std::move(outcome));
        }
      }
      auto owed = co_await rt.jobs(job_filter().states(job_filter::which::owed));
      if (owed)
        for (const job_record& r : *owed) open.push_back("owed: " + r.uri() + " is " + std::string(to_string(r.state)));
      if (open.empty() && owed) break;
      if (round == most_rounds) {
        h_.journal->unsettled = std::move(open);
        break;
      }
      co_await pause_in(world_, std::chrono::seconds(30));
    }
    auto all = co_await rt.jobs();
    if (!all) co_return breach("the journal cannot be read: " + all.error().to_string());
    const std::uint64_t before = stage_.network().requests();
    for (const job_record& r : *all) {
      auto found = co_await rt.try_attach(r.uri());
      if (!found) {
        h_.journal->reread.emplace_back(r.uri(), std::move(found.error()));
        continue;
      }
      auto outcome = co_await only(*found, std::chrono::minutes(1));
      h_.journal->reread.emplace_back(r.uri(), std::move(outcome));
    }
    if (stage_.network().requests() != before) breach("what is in the journal was asked for at the provider");
    h_.journal->records = std::move(*all);
  }

  const scenario& of_;
  const bool loud_;
  history h_;
  bool faulty_ = false, told_to_the_end_ = false;
  std::mt19937_64 dice_;
  journal_watch watch_;
  const journal_opener disk_ = journal_in_memory();
  std::vector<std::unique_ptr<process>> processes_;  // outlive the world, which holds what they have begun
  std::vector<std::weak_ptr<account::core>> accounts_;
  cloud_stage stage_;
  simulated_world& world_;
  emulator::faulty& cloud_;
};

}  // namespace

history play_lives(const scenario& s, const observer& see, const interference& with) {
  return stage(s, see, with).play();
}

}  // namespace ketway::simulated
